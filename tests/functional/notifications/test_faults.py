"""A lost answer leads to no second mail; a clear no is tried again or put to a person."""

import logging

import pytest
from botocore.exceptions import (
    ConnectionClosedError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from chalicelib.notifications import wiring
from chalicelib.notifications.domain.letter import LetterNotOpen, Status
from eventing.log import logger
from tests.functional.notifications.conftest import (
    PLACED,
    SHIPPED,
    Notifications,
    answer,
    lost_answer,
    lost_request,
    sent_event,
)
from tests.support.letters import ORDER_ID

URL = "https://email.us-east-1.amazonaws.com"
TIMED_OUT = ReadTimeoutError(endpoint_url=URL)
CLOSED = ConnectionClosedError(endpoint_url=URL)
LETTER_ID = f"{ORDER_ID}:order_placed"
TAG = f"{ORDER_ID}--order_placed"


@pytest.mark.parametrize("fault", [lost_answer(TIMED_OUT), lost_answer(CLOSED)])
def test_a_lost_answer_is_settled_by_what_ses_tells_later(notifications: Notifications, fault):
    notifications.ses.faults = [fault]
    assert notifications.deliver(PLACED) == []
    assert notifications.letter("order_placed").status is Status.PENDING
    notifications.deliver(PLACED)

    assert notifications.mail_events(sent_event(TAG), sent_event(TAG, 2)) == []
    letter = notifications.letter("order_placed")
    assert (letter.status, letter.message_id) == (Status.SENT, "m-from-ses")
    notifications.app.sweep({}, None)
    notifications.deliver(PLACED)
    assert len(notifications.ses.delivered) == len(notifications.ses.requests) == 1


@pytest.mark.parametrize(
    "fault",
    [
        lost_answer(TIMED_OUT),
        lost_request(TIMED_OUT),
        lost_request(CLOSED),
        answer(500, "InternalFailure"),
        answer(504, "GatewayTimeout"),
    ],
)
def test_what_nobody_knows_is_held_and_asked_of_ses_but_once(notifications: Notifications, fault):
    notifications.ses.faults = [fault]
    notifications.deliver(PLACED)
    assert notifications.app.sweep({}, None) == 1
    assert notifications.letter("order_placed").status is Status.HELD
    for _ in range(2):
        notifications.deliver(PLACED)
        assert notifications.app.sweep({}, None) == 0
    assert len(notifications.ses.requests) == 1
    assert notifications.published() == ["notification.pending.v1", "notification.held.v1"]

    assert notifications.mail_events(sent_event(TAG)) == []
    assert notifications.letter("order_placed").status is Status.SENT


def test_a_crash_between_the_beginning_and_the_call_is_held(notifications, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(type(wiring.posting().office), "send", killed)
        with pytest.raises(Killed):
            notifications.deliver(PLACED)
    assert notifications.deliver(PLACED) == []
    notifications.app.sweep({}, None)
    assert notifications.letter("order_placed").status is Status.HELD
    assert notifications.ses.requests == []


def test_a_crash_after_the_mail_leaves_one_mail_and_an_open_question(notifications, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(type(wiring.posting()), "record", killed)
        with pytest.raises(Killed):
            notifications.deliver(PLACED)
    assert notifications.deliver(PLACED) == []
    notifications.app.sweep({}, None)
    assert notifications.letter("order_placed").status is Status.HELD
    assert len(notifications.ses.delivered) == 1


def test_the_store_that_fails_before_anything_began_costs_no_letter(notifications, monkeypatch):
    def down(*_: object, **__: object) -> None:
        raise ConnectionError("down")

    with monkeypatch.context() as patched:
        patched.setattr(type(wiring.service().store), "append", down)
        assert notifications.deliver(PLACED) == ["message-0"]
    assert notifications.deliver(PLACED) == []
    assert len(notifications.ses.delivered) == 1


@pytest.mark.parametrize(
    "fault",
    [
        answer(429, "TooManyRequestsException"),
        answer(400, "Throttling"),
        answer(503, "ServiceUnavailable"),
        lost_request(EndpointConnectionError(endpoint_url=URL)),
        lost_request(ConnectTimeoutError(endpoint_url=URL)),
    ],
)
def test_what_was_surely_not_taken_is_tried_again_at_once(notifications: Notifications, fault):
    notifications.ses.faults = [fault, fault]
    notifications.deliver(PLACED)
    assert notifications.letter("order_placed").status is Status.SENT
    assert len(notifications.ses.requests) == 3
    assert len(notifications.ses.delivered) == 1


def test_a_mail_service_that_is_down_for_longer_is_tried_again_by_the_sweep(notifications):
    notifications.ses.faults = [answer(429, "TooManyRequestsException")] * 7
    notifications.deliver(PLACED)
    letter = notifications.letter("order_placed")
    assert (letter.status, letter.retryable) == (Status.FAILED, True)
    notifications.deliver(PLACED)
    for attempt in (2, 3):
        assert notifications.app.sweep({}, None) == 1
        assert notifications.letter("order_placed").attempt == attempt
    assert notifications.letter("order_placed").status is Status.SENT
    assert len(notifications.ses.delivered) == 1
    assert notifications.app.sweep({}, None) == 0


@pytest.mark.parametrize(
    ("fault", "retryable"),
    [
        (answer(400, "MessageRejected"), False),
        (answer(400, "BadRequestException"), False),
        (answer(400, "SendingPausedException"), True),
        (answer(403, "AccessDeniedException"), True),
    ],
)
def test_a_clear_no_is_a_failure_that_names_nobody(notifications, fault, retryable):
    notifications.ses.faults = [fault]
    notifications.deliver(PLACED)
    letter = notifications.letter("order_placed")
    assert (letter.status, letter.retryable) == (Status.FAILED, retryable)
    assert notifications.published() == ["notification.pending.v1", "notification.failed.v1"]
    assert "ada" not in str(notifications.history("order_placed"))
    assert len(notifications.ses.requests) == 1


@pytest.mark.parametrize(
    ("decision", "mails"), [({"as": "sent"}, 0), ({"as": "send_again", "by": "ada"}, 1)]
)
def test_a_person_settles_what_is_held(notifications: Notifications, decision, mails):
    notifications.ses.faults = [lost_request(TIMED_OUT)]
    notifications.deliver(PLACED)
    asked = {"letter_id": LETTER_ID, **decision}
    with pytest.raises(LetterNotOpen):
        notifications.app.settle(asked, None)
    notifications.app.sweep({}, None)

    assert notifications.app.settle(asked, None)["letter_id"] == LETTER_ID
    assert notifications.letter("order_placed").status is Status.SENT
    assert len(notifications.ses.delivered) == mails
    actors = {c.provenance.actor for c in wiring.service().store.read(LETTER_ID).commits}
    assert f"operator:{decision.get('by', 'administrator')}" in actors


@pytest.mark.parametrize("asked", [{}, {"letter_id": LETTER_ID, "as": "lost"}, {"as": "sent"}])
def test_a_decision_that_is_none_is_refused(notifications: Notifications, asked):
    with pytest.raises(ValueError, match="Decision"):
        notifications.app.settle(asked, None)


def test_no_log_line_names_a_person(notifications: Notifications):
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(str(record.__dict__))

    handler = Kept()
    logger.addHandler(handler)
    try:
        notifications.ses.faults = [answer(400, "MessageRejected"), lost_answer(TIMED_OUT)]
        notifications.deliver(PLACED, SHIPPED, {"detail": PLACED})
        notifications.app.sweep({}, None)
        notifications.mail_events(sent_event(TAG), "ada@example.com")
    finally:
        logger.removeHandler(handler)
    assert len(lines) >= 6
    assert [line for line in lines if "Ada" in line or "example.com" in line] == []
