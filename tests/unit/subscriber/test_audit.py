"""When something is missing, when it is asked for, and with what words."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from subscriber.item import item_of, stream_of
from subscriber.orders import Entry
from subscriber.request import requests
from subscriber.stream import Stream
from tests.support.contract import assert_valid

ORDER = "0b7c5f0e-6f1d-5b8a-9c3e-2d4a7e91f6c0"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PATIENCE = timedelta(minutes=2)
PLACED = Entry(1, "2026-11-20T10:15:00.000Z", "order.placed", "received", "Placed")
READY = Entry(2, "2026-11-20T10:15:00.000Z", "order.ready_to_ship", "pending", "Waiting")


def test_an_event_is_kept_once():
    stream = Stream(ORDER).took(1, PLACED)
    assert stream.timeline == (PLACED,)
    assert stream.took(1, PLACED) is stream


def test_the_timeline_is_in_order_whatever_came_first():
    assert Stream(ORDER).took(2, READY).took(1, PLACED).timeline == (PLACED, READY)


def test_a_gap_is_given_time_before_it_is_asked_for():
    stream = Stream(ORDER).took(2, READY).waiting(NOON, PATIENCE)
    assert stream.ask_at == NOON + PATIENCE


def test_a_gap_that_is_waited_for_waits_no_longer_because_more_came():
    stream = Stream(ORDER).took(2, READY).waiting(NOON, PATIENCE)
    later = stream.took(4).waiting(NOON + PATIENCE, PATIENCE)
    assert later.ask_at == stream.ask_at


def test_a_gap_that_closed_is_not_asked_for():
    stream = Stream(ORDER).took(2, READY).waiting(NOON, PATIENCE)
    assert stream.took(1, PLACED).waiting(NOON, PATIENCE).ask_at is None


def test_the_first_digest_begins_the_audit_and_asks_for_none_before_it():
    audit = Stream("audit:order").audited(1042, NOON)
    assert (audit.progress.head, audit.progress.gaps) == (1042, ())


def test_a_digest_that_did_not_come_is_a_gap_too():
    audit = Stream("audit:order", revision=1).audited(1, NOON).audited(4, NOON)
    assert audit.progress.gaps == ((2, 3),)


def test_a_late_digest_does_not_turn_the_time_back():
    audit = Stream("audit:order").audited(5, NOON).audited(4, NOON - PATIENCE)
    assert audit.audited_until == NOON


def test_each_gap_is_asked_for_in_the_words_of_the_contract():
    stream = Stream(ORDER).took(2).took(5)
    asked = requests(stream, "warehouse", "audit:order#41", NOON)

    assert [entry["Source"] for entry in asked] == ["waybill.subscriber"] * 2
    details = [json.loads(entry["Detail"]) for entry in asked]
    for entry, detail in zip(asked, details, strict=True):
        assert_valid(entry["DetailType"], detail)
    assert [detail["data"] for detail in details] == [
        {
            "context": "order",
            "requested_by": "warehouse",
            "stream_id": ORDER,
            "from_version": first,
            "to_version": last,
        }
        for first, last in ((1, 1), (3, 4))
    ]
    assert details[0]["metadata"]["causation_id"] == "audit:order#41"
    assert details[0]["metadata"]["occurred_at"] == "2026-11-20T12:00:00.000Z"


def test_the_same_digest_asks_with_the_same_ids_and_the_next_one_with_others():
    stream = Stream(ORDER).reaching(2)
    ids = [
        json.loads(requests(stream, "warehouse", cause, NOON)[0]["Detail"])["metadata"]["event_id"]
        for cause in ("audit:order#41", "audit:order#41", "audit:order#42")
    ]
    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    "stream",
    [
        Stream(ORDER).took(1, PLACED),
        Stream(ORDER).took(2, READY).reaching(4).waiting(NOON, PATIENCE),
        Stream("audit:order", revision=3).audited(7, NOON),
    ],
)
def test_a_stream_is_read_back_as_it_was_written(stream):
    assert stream_of(item_of(stream)) == stream


def test_only_what_belongs_in_an_index_is_put_there():
    assert not {"state", "gap", "ask_at"} & item_of(Stream("audit:order").took(1)).keys()
    waiting = item_of(Stream(ORDER).took(2, READY).waiting(NOON, PATIENCE))
    assert (waiting["state"], waiting["gap"]) == ("pending", "open")
