"""A partner's dialect is data: checked on entry, and turned into ours without a surprise."""

import json
import tracemalloc
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from chalicelib.carrier_gateway.adapters.mapping import (
    CANCELLATION,
    Unmappable,
    mapped_body,
    mapped_path,
    standard_answer,
    standard_webhooks,
)
from chalicelib.carrier_gateway.adapters.mapping_rules import LONGEST, MOST, Mapping
from eventing.http import field_errors

RULES = json.loads((Path(__file__).parents[2] / "support/dialects/hermes_express.json").read_text())
MAPPING = TypeAdapter(Mapping)
SHIPPING = "ORDER_SHIPPING_SERVICE"
DOCUMENT = {
    "order_id": "0b7c5f0e-6f1d-5b8a-9c3e-2d4a7e91f6c0",
    "external_id": "A-1001",
    "callback_id": "cb-1",
    "task_type": SHIPPING,
    "ship_to": {
        "name": "Ada Example",
        "line1": "Lindengasse 7",
        "line2": "Top 12",
        "city": "Wien",
        "postal_code": "1070",
        "country": "AT",
    },
    "lines": [{"sku": "MUG", "quantity": 2, "unit_price": "9.95", "description": "Mug"}],
    "currency": "EUR",
    "total": "19.90",
}


def wrong(rules) -> dict[str, str]:
    """Check rules as a request brings them; return what is wrong, by field."""
    try:
        MAPPING.validate_json(json.dumps(rules))
    except ValidationError as error:
        return {e["field"]: e["message"] for e in field_errors(error)}
    return {}


def answers(**fields):
    return {"answers": {SHIPPING: fields}}


def test_the_example_is_taken_as_it_is():
    taken = MAPPING.validate_json(json.dumps(RULES))
    assert taken.model_dump(mode="json", exclude_unset=True) == RULES


def test_a_request_is_written_as_the_partner_wants_it():
    assert mapped_path(RULES, SHIPPING, "/orders", DOCUMENT) == "/v2/shipments"
    assert mapped_body(RULES, SHIPPING, DOCUMENT) == {
        "reference": "A-1001",
        "callback": "cb-1",
        "receiver": {
            "name": "Ada Example",
            "street": "Lindengasse 7, Top 12",
            "zip": "1070",
            "town": "Wien",
            "country": "AT",
        },
        "articles": [{"article": "MUG", "pieces": 2, "text": "Mug"}],
        "value": {"amount": 19.9, "currency": "EUR"},
        "product": "parcel",
        "insured": True,
    }


def test_what_is_not_there_is_left_out_and_ids_are_put_into_paths():
    document = {"order_id": "o-1", "callback_id": "cb-1"}
    path = mapped_path(RULES, CANCELLATION, "/orders/o-1/cancellation", document)
    assert path == "/v2/shipments/o-1/storno"
    rules = {"requests": {SHIPPING: {"body": {"a": "order_id", "b": "notes", "c": {"d": "x"}}}}}
    assert mapped_body(rules, SHIPPING, document) == {"a": "o-1"}


@pytest.mark.parametrize("rules", [{}, {"requests": {}}, {"requests": {"ORDER_ENRICHMENT": {}}}])
def test_without_a_rule_all_is_as_it_was(rules):
    assert mapped_path(rules, SHIPPING, "/orders", DOCUMENT) == "/orders"
    assert mapped_body(rules, SHIPPING, DOCUMENT) is DOCUMENT
    assert standard_answer(rules, SHIPPING, {"a": 1}) == {"a": 1}
    assert standard_webhooks(rules, {"a": 1}) is None


def test_an_answer_is_read_as_ours():
    answer = {"data": {"state": "BOOKED", "parcels": [{"code": "HX-1"}, {"code": "HX-2"}]}}
    expected = {"tracking_number": "HX-1", "shipping_status": "BOOKED"}
    assert standard_answer(RULES, SHIPPING, answer) == expected
    assert standard_answer(RULES, SHIPPING, {"data": None}) == {}
    assert standard_answer(RULES, SHIPPING, ["no", "object"]) == ["no", "object"]


def test_each_scan_of_a_webhook_sees_its_own_fields_and_those_around_it():
    webhook = {
        "parcel": {"code": "HX-1"},
        "depot": {"zip": "1100", "town": "Wien"},
        "history": [
            {"event": "ON-ROAD", "at": "2026-11-20 09:00"},
            {
                "event": "LOST?",
                "at": "2026-11-21 09:00",
                "why": "strike",
                "depot": {"zip": "8010", "town": "Graz"},
            },
        ],
    }
    assert list(standard_webhooks(RULES, webhook)) == [
        {
            "type": "tracking",
            "tracking_number": "HX-1",
            "status": "in_transit",
            "occurred_at": "2026-11-20 09:00",
            "location": "1100 Wien",
        },
        {
            "type": "tracking",
            "tracking_number": "HX-1",
            "status": "LOST?",
            "occurred_at": "2026-11-21 09:00",
            "location": "8010 Graz",
            "reason": "carrier.strike",
        },
    ]


def test_a_webhook_without_a_list_tells_one_thing_of_whatever_type():
    rules = {"webhook": {"type": "kind", "fields": {"reference": "no", "status": "state"}}}
    webhook = {"kind": "return", "no": "R-1", "state": "booked"}
    assert list(standard_webhooks(rules, webhook)) == [
        {"type": "return", "reference": "R-1", "status": "booked"}
    ]
    (one,) = standard_webhooks(RULES, {"depot": {"zip": "1", "town": "W"}})
    assert one["location"] == "1 W"


@pytest.mark.parametrize("history", [{}, "x", [1], [None], [[]]])
def test_scans_that_are_no_list_of_objects_do_not_fit(history):
    with pytest.raises(Unmappable):
        standard_webhooks(RULES, {"history": history})


@pytest.mark.parametrize(
    "expression",
    [
        *("length(total_of)", "join(', ', lines)", "abs(currency)", "contains(currency, `1`)"),
        *("lines[::0]", "&currency", "[&currency]", "to_number('1e999')", '`"\\ud800"`'),
        *("ceil(to_number('nan'))", "map(&contains(@, `1`), [currency])"),
    ],
)
def test_what_does_not_fit_is_said_without_values(expression):
    rules = {"requests": {SHIPPING: {"body": {"a": expression}}}}
    with pytest.raises(Unmappable) as raised:
        mapped_body(rules, SHIPPING, DOCUMENT)
    assert "MUG" not in str(raised.value)
    assert "EUR" not in str(raised.value)


def test_half_a_character_in_an_answer_does_not_fit():
    for said in ({"data": {"state": "\ud800"}}, {"data": {"state": {"\ud800": 1}}}):
        with pytest.raises(Unmappable):
            standard_answer(RULES, SHIPPING, said)


def test_what_grows_without_measure_is_not_sent():
    rules = {"requests": {SHIPPING: {"body": {"a": "[@,@,@,@]|[@,@,@,@]"}}}}
    assert wrong(rules) == {}
    with pytest.raises(Unmappable):
        mapped_body(rules, SHIPPING, {"notes": "x" * 80_000})


def test_what_grows_is_measured_without_being_written_out():
    expressions = {str(n): f"[{','.join('@' * 24)}]" for n in range(MOST)}
    rules = {"requests": {SHIPPING: {"body": expressions}}}
    assert wrong(rules) == {}
    tracemalloc.start()
    try:
        with pytest.raises(Unmappable):
            mapped_body(rules, SHIPPING, {"notes": "x" * 10_000})
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "expression",
    [
        f"[{','.join('@' * 24)}]",
        "lines[].{sku: a, text: join(' ', [b, c]), quantity: d, unit_price: to_string(e)}",
        "[a, b] | [*].{c: d, e: f} | [*].[g, h, i]",
        *("to_string([to_string(@)])", "join(', ', names)", "a[1:-1:2]", "a[::-1]"),
    ],
)
def test_what_grows_a_little_is_taken(expression):
    assert wrong(answers(tracking_number=expression)) == {}


@pytest.mark.parametrize(
    "expression",
    [
        f"[{','.join('@' * 25)}]",
        "|".join(["[@,@,@]"] * 3),
        "[@,@,@,@,@][*].{a: @, b: @, c: @, d: @, e: @}",
        "map(&[@,@,@,@,@], [@,@,@,@,@])",
        "[[@,@,@,@,@],[@,@,@,@,@],[@,@,@,@,@],[@,@,@,@,@],[@,@,@,@,@]]",
        "to_string([" * 5 + "@" + "])" * 5,
    ],
)
def test_what_could_grow_without_bounds_is_refused_on_entry(expression):
    found = wrong(answers(tracking_number=expression))
    assert "at most 24" in found[f"answers.{SHIPPING}.tracking_number"]


@pytest.mark.parametrize(
    ("rules", "field", "words"),
    [
        ({"request": {}}, "request", "not permitted"),
        ({"requests": {"SHIPPING": {}}}, "requests.SHIPPING", "not permitted"),
        ({"requests": {SHIPPING: {"url": "x"}}}, f"requests.{SHIPPING}.url", "not permitted"),
        ({"requests": {SHIPPING: {"body": "@"}}}, f"requests.{SHIPPING}.body", "object"),
        (
            {"requests": {SHIPPING: {"body": {"to": {"zip": "ship_to."}}}}},
            f"requests.{SHIPPING}.body",
            "to: zip: no JMESPath from character 9 on",
        ),
        ({"requests": {SHIPPING: {"body": {"a": 1}}}}, f"requests.{SHIPPING}.body", "a: give"),
        ({"requests": {SHIPPING: {"body": {"a": []}}}}, f"requests.{SHIPPING}.body", "a: give"),
        (
            {"requests": {SHIPPING: {"body": {"a": {"a": {"a": {"a": {"a": {"a": {}}}}}}}}}},
            f"requests.{SHIPPING}.body",
            "at most 6",
        ),
        *(
            ({"requests": {SHIPPING: {"path": path}}}, f"requests.{SHIPPING}.path", "pattern")
            for path in (
                *("", "v2", "//evil.example", "/a/../b", "/a/./b", "/a/", "/a?b", "/a#b", "/a b"),
                *("/{tracking_number}", "/{order_id", "/{order_id!r}", "/a@b", "/%2e%2e", "/a\\b"),
            )
        ),
        (answers(tracking="a"), f"answers.{SHIPPING}.tracking", "not permitted"),
        (answers(tracking_number=""), f"answers.{SHIPPING}.tracking_number", "at most 300"),
        (answers(tracking_number="a" * (LONGEST + 1)), f"answers.{SHIPPING}.tracking_number",
         "at most 300"),
        (answers(tracking_number="a b"), f"answers.{SHIPPING}.tracking_number", "character 3"),
        (answers(tracking_number="'a"), f"answers.{SHIPPING}.tracking_number", "no JMESPath"),
        (answers(tracking_number="[" * LONGEST), f"answers.{SHIPPING}.tracking_number",
         "no JMESPath"),
        (answers(tracking_number="system('ls')"), f"answers.{SHIPPING}.tracking_number",
         "no function system()"),
        (answers(tracking_number="length()"), f"answers.{SHIPPING}.tracking_number", "takes 1"),
        (answers(tracking_number="length(a, b)"), f"answers.{SHIPPING}.tracking_number", "takes 1"),
        (answers(tracking_number="a || length()"), f"answers.{SHIPPING}.tracking_number",
         "takes 1"),
        (answers(tracking_number="join(a, b)"), f"answers.{SHIPPING}.tracking_number", "in quotes"),
        (answers(tracking_number="a[::0]"), f"answers.{SHIPPING}.tracking_number", "steps of 0"),
        (answers(tracking_number="[@,@]|" * 13 + "@"), f"answers.{SHIPPING}.tracking_number",
         "at most 24"),
        (answers(tracking_number={"a": "b"}), f"answers.{SHIPPING}.tracking_number", "give a"),
        ({"webhook": {"statuses": {"DONE": "arrived"}}}, "webhook.statuses.DONE", "'delivered'"),
        ({"webhook": {"fields": {"parcel": "a"}}}, "webhook.fields.parcel.[key]", "'status'"),
        ({"webhook": {"time_zone": "Vienna"}}, "webhook.time_zone", "no such time zone"),
        ({"webhook": {"time_zone": "../../etc/passwd"}}, "webhook.time_zone", "give a time zone"),
        ({"webhook": {"statuses": {str(n): "unknown" for n in range(MOST + 1)}}}, "(body)",
         "at most 300"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_its_place(rules, field, words):
    found = wrong(rules)
    assert list(found) == [field]
    assert words in found[field]


def test_all_mistakes_are_named_at_once():
    assert len(wrong({"requests": {"X": {}}, "answers": {"Y": {}}, "z": 1})) == 3


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(),
                    lambda inner: st.lists(inner, max_size=4)
                    | st.dictionaries(st.sampled_from(["data", "parcels", "code", "history"]),
                                      inner, max_size=4)))  # fmt: skip
def test_whatever_a_partner_sends_fits_or_does_not(said):
    for read in (standard_answer, lambda rules, _, said: list(standard_webhooks(rules, said))):
        with suppress(Unmappable):
            read(RULES, SHIPPING, said if isinstance(said, dict) else {"history": said})


@given(st.text(max_size=40))
def test_whatever_is_given_as_an_expression_is_taken_or_named(text):
    found = wrong(answers(tracking_number=text))
    assert set(found) <= {f"answers.{SHIPPING}.tracking_number", "(body)"}


def test_the_example_in_the_readme_is_taken():
    page = (Path(__file__).parents[3] / "services/carrier-gateway/README.md").read_text()
    example = page.split("```json\n")[1].split("```")[0]
    assert wrong(json.loads(example)) == {}
    assert mapped_body(json.loads(example), SHIPPING, DOCUMENT)["receiver"]["zip"] == "1070"
