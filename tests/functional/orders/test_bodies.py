"""Whatever a client sends, the answer is clear and never a fault of ours."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eventing.http import MAX_BODY_BYTES, MAX_FIELD_ERRORS
from tests.functional.orders.conftest import ORDERS
from tests.support.contract import assert_valid

MISSING = object()


def changed(order: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return the order with the field at `path` set, or taken away."""
    order = deepcopy(order)
    *above, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    inner: Any = order
    for step in above:
        inner = inner[step]
    if value is MISSING:
        del inner[last]
    else:
        inner[last] = value
    return order


def padded(order: dict[str, Any], size: int) -> bytes:
    body = json.dumps(order).encode()
    return body + b" " * (size - len(body))


# Size, type and form


def test_a_body_of_128_kib_is_taken_and_one_byte_more_is_not(api, order):
    assert api.post("/orders", padded(order, MAX_BODY_BYTES)).status == 201
    answer = api.post("/orders", padded(order, MAX_BODY_BYTES + 1))
    assert (answer.status, "131073 bytes; at most 131072" in answer.body["detail"]) == (413, True)


def test_an_order_that_fills_the_limit_can_be_published(api, order):
    line = order["lines"][0] | {"description": "ü" * 85}
    order["lines"] = [line] * 500
    body = json.dumps(order, ensure_ascii=False).encode()
    assert MAX_BODY_BYTES * 0.9 < len(body) <= MAX_BODY_BYTES
    answer = api.post("/orders", body)
    assert answer.status == 201
    assert len(api.get(f"{answer.headers['Location']}/events").body["events"]) == 2


@pytest.mark.parametrize("content_type", ["text/xml", "text/plain", "application/jsonp", "x", ""])
def test_a_body_that_does_not_say_it_is_json_is_refused(api, order, content_type):
    answer = api.post("/orders", order, content_type=content_type)
    assert (answer.status, answer.body["title"]) == (415, "Unsupported Media Type")


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "application/json"])
def test_json_may_name_its_charset(api, order, content_type):
    assert api.post("/orders", order, content_type=content_type).status == 201


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a":1}x',
        b"{'a':1}",
        b'{"a":1,}',
        b"\xff\xfe",
        b'{"notes":"\xff"}',
        b"\xef\xbb\xbf{}",
        b'{"notes":"\x01"}',
        b'{"notes":"\\ud800"}',
        b'{"\\udfff":1}',
        b"[" * 100_000,
        b'{"a":' * 20_000,
        b'{"quantity":' + b"9" * 5000 + b"}",
    ],
)
def test_what_is_not_json_is_said_with_its_place(api, body):
    answer = api.post("/orders", body)
    assert (answer.status, answer.body["detail"][:13]) == (400, "Invalid JSON:")


@pytest.mark.parametrize("body", [b"null", b"[]", b'"text"', b"1", b"true", b"NaN"])
def test_json_that_is_no_object_is_refused(api, body):
    answer = api.post("/orders", body)
    assert answer.status in {400, 422}
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("key", ["", " ", "with blank", "ü", "x" * 256, "a\tb"])
def test_a_key_that_is_not_1_to_255_visible_characters_is_refused(api, order, key):
    del order["external_id"]
    answer = api.post("/orders", order, idempotency_key=key)
    assert (answer.status, answer.body["errors"][0]["field"]) == (400, "Idempotency-Key")


def test_an_order_needs_an_external_id_or_a_key(api, order):
    del order["external_id"]
    answer = api.post("/orders", order)
    assert (answer.status, answer.body["errors"][0]["field"]) == (400, "Idempotency-Key")


# Fields

WRONG = [
    ("external_id", [1, "", "   ", "x" * 129, "a\nb", {"$ne": 1}, [], True]),
    ("channel", ["", "x" * 65, None, "a\u2028b"]),
    ("customer", [MISSING, None, "Ann", []]),
    ("customer.name", [MISSING, "", "x" * 201, "Ann\nBcc: x", "Ann\x00", "Ann\u0085x"]),
    (
        "customer.email",
        [
            MISSING,
            "ann",
            "ann@",
            "@example.com",
            "a b@example.com",
            "ann@example",
            "x" * 65 + "@a.com",
            "ann@example.com\nx",
            "ann@exa mple.com",
            "ann@example.com,bob@example.com",
            "<ann@example.com>",
        ],
    ),
    ("customer.locale", ["english", "EN", "en_GB", ""]),
    ("ship_to.line1", [MISSING, ["Main Road"], {"a": 1}]),
    ("ship_to.postal_code", [1010, "x" * 33]),
    ("ship_to.country", ["at", "AUT", "Ö1", "AT\n"]),
    ("lines", [MISSING, [], {}, "tea", [{"sku": "x", "quantity": 1, "unit_price": "1"}] * 501]),
    ("lines.0.sku", [MISSING, 1, "", "x" * 129]),
    (
        "lines.1.quantity",
        [0, -1, 1.5, 1.0, "1", True, None, 10**400, float("nan"), float("inf"), 1_000_001],
    ),
    (
        "lines.1.unit_price",
        [1, 1.5, "1,50", "-1", "1e3", "1.00000", "1" * 13, " 1", "", "NaN", "٣", "1\n"],
    ),
    ("currency", ["eur", "EURO", None]),
    ("carrier", ["Acme", "-acme", "", "x" * 64, "acme/../x", "acme\n"]),
    (
        "dispatch_by",
        [
            "tomorrow",
            1_700_000_000,
            "1700000000",
            "2026-11-22",
            "2026-11-22T12:00:00",
            "2026-13-01T00:00:00Z",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "2026-11-22T12:00:00+25:00",
            "",
        ],
    ),
    ("notes", ["", "x" * 2001, "bell\x07", {"a": 1}]),
    ("unknown", ["x"]),
    ("customer.vip", [True]),
    ("lines.0.total", ["1"]),
]


@pytest.mark.parametrize(("field", "values"), WRONG)
def test_a_wrong_field_is_named(api, order, field, values):
    for value in values:
        answer = api.post("/orders", changed(order, field, value))
        assert answer.status == 422, value
        assert [error["field"] for error in answer.body["errors"]] == [field], value
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_wrong_value_is_not_repeated(api, order):
    answer = api.post("/orders", changed(order, "customer.email", "secret@secret@secret"))
    assert (answer.status, "secret" in str(answer.body)) == (422, False)


def test_every_wrong_field_is_named_at_once(api, order):
    order = changed(changed(order, "currency", "x"), "lines.0.quantity", 0)
    errors = api.post("/orders", order).body["errors"]
    assert [error["field"] for error in errors] == ["lines.0.quantity", "currency"]


def test_not_more_wrong_fields_are_named_than_a_person_reads(api, order):
    order |= {f"x{number}": 1 for number in range(5000)}
    assert len(api.post("/orders", order).body["errors"]) == MAX_FIELD_ERRORS


@pytest.mark.parametrize(
    ("quantity", "price", "status"),
    [(1_000_000, "999999.9999", 201), (1_000_000, "1000000", 422), (1, "999999999999.9999", 201)],
)
def test_an_order_costs_no_more_than_can_be_written(api, order, quantity, price, status):
    order["lines"] = [{"sku": "x", "quantity": quantity, "unit_price": price}]
    answer = api.post("/orders", order)
    assert answer.status == status
    if status == 422:
        assert answer.body["errors"][0]["message"].endswith("cost more than an order can")


@pytest.mark.parametrize(
    ("written", "total"),
    [("0", "0"), ("0.0000", "0.0000"), ("0.10", "0.10"), ("007", "7"), ("0.5", "0.5")],
)
def test_money_stays_exact(api, order, written, total):
    order["lines"] = [{"sku": "x", "quantity": 1, "unit_price": written}]
    assert api.post("/orders", order).body["total"] == total


def test_a_field_given_twice_is_named_since_which_is_meant_would_be_a_guess(api, order):
    body = json.dumps(order).encode()[:-1] + b',"currency":"USD"}'
    answer = api.post("/orders", body)
    assert (answer.status, answer.body["errors"][0]["field"]) == (400, "currency")


def test_blanks_around_a_text_do_not_make_it_another_order(api, order):
    first = api.post("/orders", order)
    again = api.post("/orders", changed(order, "customer.name", "  Ann Example "))
    assert (first.status, again.status) == (201, 200)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": 1}, "reason"),
        ({"why": "x"}, "why"),
        ({"reason": "x" * 501}, "reason"),
    ],
)
def test_a_wrong_cancellation_is_named_too(api, order, body, field):
    order_id = api.post("/orders", order).body["order_id"]
    answer = api.post(f"/orders/{order_id}/cancel", body, idempotency_key="k")
    assert (answer.status, answer.body["errors"][0]["field"]) == (422, field)


# Anything at all

TEXT = st.text(st.characters(), max_size=12)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
)
FIELDS = [
    "external_id",
    "channel",
    "customer",
    "customer.name",
    "customer.email",
    "ship_to",
    "ship_to.line2",
]
FIELDS += [
    "lines",
    "lines.0",
    "lines.0.quantity",
    "lines.0.unit_price",
    "currency",
    "dispatch_by",
    "notes",
]

within_one_account = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60
)


@within_one_account
@given(st.dictionaries(st.sampled_from(FIELDS), ANYTHING, min_size=1, max_size=2))
def test_no_field_whatever_is_a_fault_of_ours(api, order, changes):
    for field, value in sorted(changes.items(), reverse=True):
        order = changed(order, field, value)
    answer = api.post("/orders", order)
    assert answer.status in {200, 201, 400, 409, 422}


@within_one_account
@given(st.binary(max_size=200) | ANYTHING.map(lambda value: json.dumps(value).encode()))
def test_no_body_whatever_is_a_fault_of_ours(api, body):
    assert api.post("/orders", body).status in {400, 422}


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "sku": st.text(max_size=128),
            "quantity": st.integers(1, 1_000_000),
            "unit_price": st.from_regex(r"[0-9]{1,6}(\.[0-9]{1,4})?", fullmatch=True),
        },
        optional={"description": st.text(max_size=500)},
    ),
    min_size=1,
    max_size=3,
)


@within_one_account
@given(
    notes=st.text(max_size=2000),
    name=st.text(max_size=200),
    external_id=st.text(max_size=128),
    channel=st.text(max_size=64),
    lines=LINES,
    dispatch_by=st.datetimes().map(lambda at: f"{at:%Y-%m-%dT%H:%M:%S.%f}Z".rjust(27, "0")),
)
def test_whatever_is_accepted_is_valid_under_its_contracts(api, order, name, **changes):
    """The edge must refuse all that a contract would, or an accepted order could not be stored."""
    order = changed(order | changes, "customer.name", name)
    answer = api.post("/orders", order)
    assert answer.status in {200, 201, 409, 422}
    if answer.status == 201:
        for written in ORDERS.wiring.service().store.read(answer.body["order_id"]).commits:
            for message in ORDERS.wiring.LANGUAGE.messages(written):
                assert_valid(message.detail_type, message.detail)
