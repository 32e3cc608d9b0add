"""What partners write is read without guessing, put into our words, and refused by name."""

import json
import tracemalloc
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from chalicelib.carrier_gateway.adapters.messages import READING
from chalicelib.carrier_gateway.adapters.times import moment
from chalicelib.carrier_gateway.adapters.webhook_in import MOST_BYTES, MOST_TOLD, read
from chalicelib.carrier_gateway.application.tidings import AnswerTold, NoticeTold, ScanTold
from chalicelib.carrier_gateway.domain.partner import Partner, Way
from chalicelib.carrier_gateway.domain.scan import Scan, Status
from chalicelib.carrier_gateway.domain.webhook import Notice
from tests.support.conversations import ORDER_ID

VIENNA = ZoneInfo("Europe/Vienna")
AT = "2026-11-20T14:00:00Z"
TWO = datetime(2026, 11, 20, 14, tzinfo=UTC)
SCAN = {"type": "tracking", "tracking_number": "1Z-9", "status": "delivered", "occurred_at": AT}


# Times


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        (AT, TWO),
        ("2026-11-20T15:00:00+01:00", TWO),
        ("2026-11-20 15:00:00+0100", TWO),
        ("2026-11-20T14:00Z", TWO),
        ("2026-11-20t14:00:00.123456Z", TWO + timedelta(milliseconds=123)),
        ("  2026-11-20T14:00:00Z ", TWO),
        ("2026-11-20T15:00:00", TWO),  # Vienna, in winter
        ("2026-07-20T16:00:00", datetime(2026, 7, 20, 14, tzinfo=UTC)),  # and in summer
        ("2026-10-25T02:30:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # twice: the first
        ("2026-11-20", datetime(2026, 11, 20, 11, tzinfo=UTC)),  # noon
        ("1795183200", datetime(2026, 11, 20, 14, tzinfo=UTC)),
        (1795183200, datetime(2026, 11, 20, 14, tzinfo=UTC)),
        (1795183200123, TWO + timedelta(milliseconds=123)),
        ("1795183200123", TWO + timedelta(milliseconds=123)),
    ],
)
def test_a_time_is_read_in_the_forms_that_carriers_use(text, read_as):
    assert moment(text, VIENNA) == read_as
    assert moment(text, VIENNA).tzinfo is UTC


@pytest.mark.parametrize(
    "text",
    [
        "yesterday",
        "20.11.2026 14:00",
        "11/20/2026",
        "2026-W47-5T14:00",
        "2026-13-01",
        "2026-02-30T10:00:00Z",
        "2026-11-20T25:00:00Z",
        "2026-11-20T14:00:60Z",
        "14:00",
        "0001-01-01T00:00:00+14:00",
        "2999-01-01T00:00:00Z",
        "\u0662\u0660\u0662\u0666-11-20T14:00:00Z",
        "",
        178,
        17951832,
        179518320012345,
        1795183200.5,
        float("nan"),
        True,
        None,
        {},
        [AT],
    ],
)
def test_what_would_have_to_be_guessed_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        moment(text, VIENNA)


@pytest.mark.parametrize("form", ["{}", "2026-11-20T10:00 {}", "2026-11-20T10:00+{}", "2026-{}-20"])
def test_a_refused_time_is_not_repeated(form):
    with pytest.raises(ValueError, match=r".") as raised:
        moment(form.format("Ada Example"), VIENNA)
    assert "Ada" not in str(raised.value)


def test_a_clock_may_be_ahead_by_a_day_and_no_more():
    now = datetime.now(UTC)
    moment((now + timedelta(hours=23)).isoformat(), VIENNA)
    with pytest.raises(ValueError, match="future"):
        moment((now + timedelta(hours=25)).isoformat(), VIENNA)


# Words


def only(said, **partner):
    mapping = partner or {}
    acme = Partner("acme", Way.SIGNED, "https://acme.example", mapping=mapping)
    reading = read(json.dumps(said).encode(), acme)
    (one,) = (*reading.told, *reading.faults)
    return one


def test_a_scan_is_read_with_all_that_it_tells():
    said = {**SCAN, "order_id": ORDER_ID, "reason": "customs.hold", "location": "Dover, GB"}
    scan = Scan(Status.DELIVERED, TWO, "1Z-9", "customs.hold", "Dover, GB", "At the\thub\n")
    assert only({**said, "description": "At the\thub\n", "new": 1}) == ScanTold(
        0, Scan(*(*scan_values(scan)[:-1], "At the hub")), ORDER_ID
    )


def scan_values(scan):
    return tuple(getattr(scan, name) for name in Scan.__dataclass_fields__)


@pytest.mark.parametrize(
    ("word", "status", "description"),
    [
        ("in_transit", Status.IN_TRANSIT, None),
        ("In Transit", Status.IN_TRANSIT, None),
        ("OUT-FOR-DELIVERY", Status.OUT_FOR_DELIVERY, None),
        ("Zugestellt", Status.UNKNOWN, "Zugestellt"),
        ("unknown", Status.UNKNOWN, None),
    ],
)
def test_a_status_is_one_of_ours_or_unknown_in_its_own_words(word, status, description):
    told = only({**SCAN, "status": word})
    assert (told.scan.status, told.scan.description) == (status, description)
    described = only({**SCAN, "status": word, "description": "At the hub."}).scan.description
    assert described == ": ".join(filter(None, (description, "At the hub.")))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("customs.hold", "customs.hold"),
        ("Weather", "weather"),
        ("consignee:absent", "consignee:absent"),
        ("Nobody at home!", "other.nobody_at_home_"),
        ("customsduty", "other.customsduty"),
        ("x" * 100, "other." + "x" * 58),
        ("", None),
        (None, None),
    ],
)
def test_a_reason_is_of_a_family(given, reason):
    assert only({**SCAN, "reason": given}).scan.reason == reason


def test_long_words_are_cut_and_blank_ones_left_out():
    scan = only({**SCAN, "description": "x" * 900, "location": " \n\u2028 "}).scan
    assert (scan.description, scan.location) == ("x" * 500, None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"occurred_at": "soon"}, "occurred_at"),
        ({"occurred_at": None}, "occurred_at"),
        ({"status": 7}, "status"),
        ({"status": " "}, "status"),
        ({"tracking_number": ""}, "(body)"),
        ({"tracking_number": 17}, "tracking_number"),
        ({"tracking_number": "a\nb"}, "tracking_number"),
        ({"order_id": "7"}, "order_id"),
        ({"location": {"city": "Dover"}}, "location"),
        ({"reason": 5}, "reason"),
        ({"type": None}, "type"),
        ({"type": 5}, "type"),
        ({"type": []}, "type"),
        ({"type": "!"}, "type"),
    ],
)
def test_what_is_wrong_is_named(change, field):
    fault = only({**SCAN, **change})
    assert fault.code == "invalid"
    assert fault.message.startswith(f"{field}: ")


def test_a_history_inherits_what_is_said_of_all_of_it():
    about = {name: value for name, value in SCAN.items() if name != "status"}
    scans = [{"status": "delivered"}, {"status": "pending", "tracking_number": "1Z-8"}, 7]
    reading = read(json.dumps({**about, "scans": scans}).encode(), None)
    assert [(t.position, t.scan.tracking_number) for t in reading.told] == [
        (0, "1Z-9"),
        (1, "1Z-8"),
    ]
    assert [fault.position for fault in reading.faults] == [2]
    assert read(json.dumps({**about, "scans": []}).encode(), None) == read(b"[]", None).__class__()


def test_a_message_tells_no_more_than_can_be_processed_at_once():
    scans = [{"status": "delivered"}] * (MOST_TOLD + 1)
    (fault,) = read(json.dumps({**SCAN, "scans": scans}).encode(), None).faults
    assert (fault.code, str(MOST_TOLD) in fault.message) == ("too_many", True)


def test_what_tells_too_much_is_refused_before_each_part_of_it_is_written_out():
    around = {f"{number:x}": 0 for number in range(20_000)}
    body = json.dumps({"type": "tracking", **around, "scans": [{}] * 2000}).encode()
    tracemalloc.start()
    try:
        (fault,) = read(body, None).faults
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert fault.code == "too_many"
    assert most < 40 * len(body)


def test_no_dialect_is_put_into_ours_beyond_what_is_read():
    rules = {"scans": "scans", "fields": {"amount": "abs(x)"}}
    scans = [{"x": 1}] * (MOST_TOLD + 1)
    assert only({"scans": [*scans, {"x": "no number"}]}, webhook=rules).code == "too_many"


def test_only_what_a_scan_has_is_shared_by_scans():
    said = {**SCAN, "task_output": {"a": "x" * 900_000}, "scans": [{"type": "task"}] * MOST_TOLD}
    reading = read(json.dumps(said).encode(), None)
    assert len(READING.dump_json(reading)) < 100_000
    assert reading.told[0].answer == {name: SCAN[name] for name in SCAN if name != "type"}


@pytest.mark.parametrize("name", ["description", "status", "tracking_number"])
def test_what_is_shared_is_not_written_without_measure(name):
    said = {**SCAN, name: "x" * 900_000, "scans": [{"type": "task"}] * MOST_TOLD}
    (fault,) = read(json.dumps(said).encode(), None).faults
    assert (fault.code, str(MOST_BYTES) in fault.message) == ("too_many", True)


def test_a_dialect_cannot_have_the_same_written_without_measure():
    rules = {"type": "'task'", "scans": "scans", "fields": {"task_output": {"a": "large"}}}
    said = {"large": "x" * 900_000, "scans": [{}] * MOST_TOLD}
    assert only(said, webhook=rules).code == "too_many"


def test_one_large_answer_is_read_whatever_its_letters():
    said = {"type": "task", "task_output": {"content": "\u0416" * 500_000}}
    body = json.dumps(said, ensure_ascii=False).encode()
    assert len(body) > 1_000_000
    assert len(read(body, None).told) == 1


def test_an_answer_to_a_task_is_handed_on_as_it_is():
    said = {"type": "task", "order_id": ORDER_ID, "task_output": {"content": "eA=="}}
    answer = {"order_id": ORDER_ID, "task_output": {"content": "eA=="}}
    assert only(said) == AnswerTold(0, answer)


@pytest.mark.parametrize(
    ("said", "notice"),
    [
        (
            {"type": "payment", "amount": "9.95", "currency": "EUR", "occurred_at": AT},
            Notice("payment", amount="9.95", currency="EUR", occurred_at=TWO),
        ),
        ({"type": "refund.created"}, Notice("refund_created")),
        ({"type": "return", "tracking_number": "1Z-9"}, Notice("return", reference="1Z-9")),
        (
            {"type": "return", "order_id": ORDER_ID, "reference": "R-1", "status": "arrived"},
            Notice("return", ORDER_ID, "R-1", "arrived"),
        ),
    ],
)
def test_whatever_else_is_a_notice(said, notice):
    assert only(said) == NoticeTold(0, notice)


@pytest.mark.parametrize("change", [{"amount": 9.95}, {"amount": "-1"}, {"currency": "euro"}])
def test_money_is_text_in_a_known_currency(change):
    assert only({"type": "payment", **change}).code == "invalid"


# Dialects


def test_a_partner_speaks_its_dialect_in_its_zone():
    rules = {
        "scans": "parcels[].events[]",
        "fields": {"tracking_number": "number", "status": "code", "occurred_at": "when"},
        "statuses": {"DEL": "delivered"},
        "type": "'tracking'",
        "time_zone": "Europe/Vienna",
    }
    said = {
        "number": "1Z-9",
        "parcels": [{"events": [{"code": "DEL", "when": "2026-11-20T15:00"}]}],
    }
    assert only(said, webhook=rules).scan == Scan(Status.DELIVERED, TWO, "1Z-9")


def test_a_dialect_that_does_not_fit_is_a_fault_and_no_error():
    rules = {"scans": "parcels", "fields": {"status": "code"}, "type": "'tracking'"}
    assert only({"parcels": 7}, webhook=rules).code == "invalid"


# Kept


def test_a_reading_is_kept_as_it_was():
    said = [
        {**SCAN, "order_id": ORDER_ID},
        {"type": "payment"},
        {"type": "task", "a": {"b": 1}},
        {},
    ]
    readings = [read(json.dumps(each).encode(), None) for each in said]
    for reading in readings:
        assert READING.validate_json(READING.dump_json(reading)) == reading
