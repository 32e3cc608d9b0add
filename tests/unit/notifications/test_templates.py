"""Letters are written in the customer's language, and nobody can write them but us."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from jinja2 import UndefinedError

from chalicelib.notifications.adapters import wording
from chalicelib.notifications.adapters.ses import well_formed
from chalicelib.notifications.adapters.templates import TemplateWriter
from chalicelib.notifications.application.post import Mail
from chalicelib.notifications.domain.contact import Customer, Line, Placing
from chalicelib.notifications.domain.occasion import Kind
from tests.support.letters import CONTACT, DOCUMENT, NOON, ORDER_ID, SHIPMENT, in_locale

WRITER = TemplateWriter("Tea & Cups")
VOID = {"meta", "br"}

SUBJECTS = {
    (Kind.ORDER_PLACED, "en"): "We have your order A-1001",
    (Kind.ORDER_PLACED, "es"): "Hemos recibido tu pedido A-1001",
    (Kind.ORDER_PROCESSING, "en"): "We began to process your order A-1001",
    (Kind.ORDER_PROCESSING, "es"): "Empezamos a procesar tu pedido A-1001",
    (Kind.ORDER_SHIPPED, "en"): "Your order A-1001 is on its way",
    (Kind.ORDER_SHIPPED, "es"): "Tu pedido A-1001 está en camino",
}


class Page(HTMLParser):
    """Reads a page strictly: what is opened is closed, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@pytest.mark.parametrize(("kind", "language"), SUBJECTS)
def test_every_letter_says_all_in_both_forms(kind: Kind, language: str):
    mail = WRITER.write(kind, in_locale(language), SHIPMENT, DOCUMENT)
    assert (mail.to, mail.subject) == ("ada@example.com", SUBJECTS[kind, language])
    page = Page(mail.html)
    money = {"en": ["EUR 19.90", "EUR 32.40"], "es": ["19,90 EUR", "32,40 EUR"]}[language]
    day = {"en": "20 November 2026", "es": "20 de noviembre de 2026"}[language]
    own = {Kind.ORDER_PROCESSING: ["F-2026/17"], Kind.ORDER_SHIPPED: ["acme", "1Z-9-4711"]}
    told = ["Ada Example", "A-1001", ORDER_ID, "Mug, blue", "TEA-100", day, *money]
    for said in (*told, *own.get(kind, [])):
        assert said in mail.text
        assert said in page.text
    assert "Tea & Cups" in mail.text
    assert "Tea & Cups" in page.text


@pytest.mark.parametrize(("kind", "language"), SUBJECTS)
def test_a_screen_reader_finds_its_way(kind: Kind, language: str):
    page = Page(WRITER.write(kind, in_locale(language), SHIPMENT, DOCUMENT).html)
    tags = [tag for tag, _ in page.tags]
    assert ("html", {"lang": language}) in page.tags
    assert [tags.count(tag) for tag in ("title", "main", "h1", "caption")] == [1, 1, 1, 1]
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")


@pytest.mark.parametrize(
    ("locale", "language"),
    [("es", "es"), ("es-CL", "es"), ("en-GB", "en"), ("de-AT", "en"), (None, "en"), ("", "en")],
)
def test_who_reads_what_we_do_not_write_gets_english(locale: str | None, language: str):
    assert wording.language_of(locale) == language
    assert Page(WRITER.write(Kind.ORDER_PLACED, in_locale(locale), None, None).html).tags[0] == (
        "html",
        {"lang": language},
    )


def test_a_parcel_without_a_number_has_no_line_for_it():
    untracked = replace(SHIPMENT, tracking_number=None)
    mail = WRITER.write(Kind.ORDER_SHIPPED, CONTACT, untracked, None)
    assert "racking" not in mail.text
    assert "Tracking" not in mail.html
    assert "\n\n\n" not in mail.text


def test_a_name_that_no_letter_knows_is_not_passed_over():
    with pytest.raises(UndefinedError):
        WRITER._environment.from_string("{{ shop }}{{ shoq }}").render(shop="Tea")


@pytest.mark.parametrize("kind", [Kind.ORDER_PROCESSING, Kind.ORDER_SHIPPED])
def test_a_template_that_needs_what_is_missing_fails(kind: Kind):
    with pytest.raises(UndefinedError):
        WRITER.write(kind, CONTACT, None, None)


ATTACK = "<script>alert(1)</script>{{ 7*7 }}"


@pytest.mark.parametrize("kind", Kind)
def test_what_people_write_is_no_markup_and_no_template(kind: Kind):
    contact = replace(
        CONTACT,
        placing=Placing(ATTACK, NOON),
        customer=Customer(ATTACK, "ada@example.com"),
        lines=(Line(ATTACK, 1, Decimal(1), ATTACK),),
    )
    shipment = replace(SHIPMENT, carrier=ATTACK, tracking_number=ATTACK)
    mail = WRITER.write(kind, contact, shipment, replace(DOCUMENT, number=ATTACK))
    assert "<script>" not in mail.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in mail.html
    assert f"Hello {ATTACK}," in mail.text
    assert ATTACK in mail.subject


@pytest.mark.parametrize("line_break", ["\r\n", "\n", "\r", "\u2028", "\u0085", "\x0b", "\x00"])
def test_what_people_write_stays_in_its_line(line_break: str):
    smuggled = f"A-1{line_break}Bcc: all@example.com"
    customer = Customer(smuggled, "ada@example.com")
    contact = replace(CONTACT, placing=Placing(smuggled, NOON), customer=customer)
    mail = WRITER.write(Kind.ORDER_PLACED, contact, None, None)
    assert mail.subject == "We have your order A-1 Bcc: all@example.com"
    assert "Hello A-1 Bcc: all@example.com," in mail.text.splitlines()
    assert well_formed(mail)


@pytest.mark.parametrize(
    "address",
    [
        "ada@example.com, eve@example.com",
        "ada@example.com\r\nBcc: eve@example.com",
        "Ada <ada@example.com>",
        "ada@example.com (a comment)",
        "group: ada@example.com;",
        "ada",
        "ada@",
        "@example.com",
        "",
        "ada@exa mple.com",
    ],
)
def test_only_one_plain_address_is_written_to(address: str):
    assert not well_formed(Mail(address, "subject", "", ""))


@pytest.mark.parametrize("subject", ["a\r\nBcc: eve@example.com", "a\nb", "a\x00b"])
def test_only_a_subject_of_one_line_is_sent(subject: str):
    assert not well_formed(Mail("ada@example.com", subject, "", ""))


@pytest.mark.parametrize(
    "address", ["ada@example.com", "a.d+a@mail.example.co.uk", "o'brien@example.com"]
)
def test_a_plain_address_is_written_to(address: str):
    assert well_formed(Mail(address, "Tu pedido está en camino", "", ""))


@pytest.mark.parametrize(
    ("value", "english", "spanish"),
    [
        ("1234567.5", "EUR 1,234,567.5", "1.234.567,5 EUR"),
        ("0.0001", "EUR 0.0001", "0,0001 EUR"),
        ("500", "EUR 500", "500 EUR"),
    ],
)
def test_amounts_keep_their_decimals(value: str, english: str, spanish: str):
    assert wording.amount(Decimal(value), "EUR", "en") == english
    assert wording.amount(Decimal(value), "EUR", "es") == spanish


def test_days_are_those_of_utc():
    late = datetime(2026, 12, 31, 23, 30, tzinfo=timezone(timedelta(hours=-3)))
    assert wording.date(late, "en") == "1 January 2027"
    assert wording.date(NOON, "es") == "20 de noviembre de 2026"
