"""The page shows what a partner did, escapes what it was told, and obeys only its own forms."""

import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest

from sandbox.carrier import Carrier
from sandbox.enrichment import Enrichment
from sandbox.tax_documents import TaxDocuments

FORM = {"content_type": "application/x-www-form-urlencoded"}
VOID = {"meta", "link", "input", "br", "hr", "img"}


class Elements(HTMLParser):
    """Checks that what is opened is closed, and collects what forms and labels need."""

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.unnamed = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids += [given["id"]] if "id" in given else []
        hidden = given.get("type") == "hidden"
        in_label = any(one == "label" for one in self.open)
        if tag in ("input", "select") and not (hidden or in_label or "aria-label" in given):
            self.unnamed.append(given)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def submit(partner, form, **fields):
    return partner.http.request(
        "POST",
        f"{partner.running.url}/page/{form}",
        body=urlencode(fields),
        headers={"content-type": "application/x-www-form-urlencoded"},
        redirect=False,
    )


def told(partner):
    return {one["body"].get("status") for one in partner.messages() if one["state"] == "told"}


def page(partner):
    answer = partner.call("GET", "/")
    assert answer.status == 200
    return answer.data.decode()


@pytest.mark.parametrize("kind", [Carrier, TaxDocuments, Enrichment])
def test_every_kind_has_a_sound_page(desk, kind):
    partner = desk(kind, name="swift")
    partner.ask(ship_to={"country": "GB"}, lines=[])
    found = Elements(page(partner))
    assert found.unnamed == [], "every control has a name to be read out"
    assert len(found.ids) == len(set(found.ids))


def test_it_brings_its_own_style_and_nothing_from_elsewhere(desk):
    partner = desk()
    answer = partner.call("GET", "/")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    for path in re.findall(r'(?:href|src)="(/[a-z.]+)"', answer.data.decode()):
        assert partner.call("GET", path).status == 200, path
    assert not re.search(r'(?:href|src|action)="(?:https?:)?//', answer.data.decode())


def test_what_it_was_told_cannot_become_markup(desk):
    partner = desk(name="swift")
    evil = "<script>alert('o-1')</script>"
    partner.ask(order_id=evil)
    submit(partner, "behave", tracking_number=evil)
    partner.ask(order_id="o-2")
    text = page(partner)
    assert evil not in text
    assert "&lt;script&gt;" in text


def test_forms_turn_dials_and_move_the_clock(desk):
    partner = desk()
    fields = {"mode": "error", "scenario": "lost", "delay_s": "0", "chance-reset": "0.5"}
    done = submit(partner, "behave", **fields)
    assert (done.status, done.headers["location"]) == (303, "/")
    seen = partner.told("GET", "/control")
    assert (seen["mode"], seen["scenario"], seen["modes"]) == ("error", "lost", {"reset": 0.5})
    assert submit(partner, "clock", speed="3600", paused="yes").status == 303
    before = partner.told("GET", "/clock")
    assert (before["speed"], before["paused"]) == (3600, True)
    assert submit(partner, "advance", hours="24").status == 303
    assert partner.told("GET", "/clock")["now"] > before["now"]


def test_forms_take_and_move_parcels(desk):
    partner = desk(name="swift")
    partner.told("PUT", "/clock", {"paused": True})
    assert submit(partner, "parcel", scenario="lost").status == 303
    (parcel,) = partner.told("GET", "/shipments")["shipments"]
    submit(partner, "scenario", order_id=parcel["order_id"], scenario="returned")
    submit(partner, "scan", order_id=parcel["order_id"], status="on_hold")
    partner.until(lambda: "on_hold" in told(partner))
    submit(partner, "advance", to_next="yes", hours="24")
    partner.until(lambda: "picked_up" in told(partner))
    text = page(partner)
    assert parcel["tracking_number"] in text
    assert "on hold" in text


def test_what_a_form_cannot_do_is_said_on_the_page(desk):
    partner = desk()
    answer = submit(partner, "behave", delay_s="soon")
    assert answer.status == 400
    assert "Latency: a number is needed" in answer.data.decode()
    assert submit(partner, "advance", hours="-1").status == 400
    assert submit(partner, "scan", order_id="<b>", status="on_hold").status == 400
    assert submit(partner, "explode").status == 400


def test_everything_is_forgotten_by_a_form(desk):
    partner = desk()
    submit(partner, "parcel", scenario="lost")
    submit(partner, "reset")
    assert partner.told("GET", "/shipments")["shipments"] == []


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:1"},
        {"host": "evil.example"},
        {"host": "[::1"},
        {"host": "127.0.0.1.evil.example"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/page/reset"), ("PUT", "/control"), ("GET", "/requests"), ("GET", "/")],
)
def test_pages_of_others_can_neither_read_nor_write(desk, headers, method, path):
    partner = desk()
    partner.told("POST", "/shipments", {"order_id": "o-1"})
    assert partner.call(method, path, "{}", **headers).status == 403
    assert len(partner.told("GET", "/shipments")["shipments"]) == 1


def test_its_own_page_may_write(desk):
    partner = desk()
    own = partner.running.url
    assert partner.call("PUT", "/control", '{"mode": "error"}', origin=own).status == 200


def test_a_document_can_be_opened(desk):
    office = desk(TaxDocuments)
    number = office.ask().json()["document_number"]
    answer = office.call("GET", f"/documents/{number}.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert office.call("GET", "/documents/F-2026-999999.pdf").status == 404


def test_only_a_carrier_has_parcels(desk):
    answer = desk(Enrichment).call("POST", "/shipments", {})
    assert (answer.status, answer.json()) == (400, {"error": "only a carrier has parcels"})


def test_everything_the_page_says_of_http_is_there(desk):
    partner = desk()
    for path in re.findall(r'<code>GET[^<]*<a href="([^"]+)"', page(partner)):
        assert partner.call("GET", path).status == 200, path
