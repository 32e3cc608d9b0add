"""What SES tells is evidence, and what cannot be understood is parked as of its own queue."""

import json

import pytest

from tests.functional.notifications.conftest import (
    MAIL_EVENTS_URL,
    PLACED,
    Notifications,
    sent_event,
)
from tests.support.aws import taken
from tests.support.letters import ORDER_ID

TAG = f"{ORDER_ID}--order_placed"
POISON = [
    "not JSON",
    "[]",
    json.dumps({"id": "1", "detail": {"mail": {"messageId": "m", "tags": {}}}}),
    sent_event("no-letter"),
    sent_event(f"{ORDER_ID}--order_shipped"),  # a letter that never began
]


@pytest.mark.parametrize("poison", POISON)
def test_a_message_that_tells_nothing_stops_no_other(notifications: Notifications, poison: str):
    notifications.deliver(PLACED)
    assert notifications.mail_events(poison, sent_event(TAG)) == ["message-0"]


def test_what_is_parked_is_redriven_to_the_queue_it_came_from(notifications: Notifications):
    body = sent_event(TAG)
    assert notifications.mail_events(body) == ["message-0"]
    attributes = {"ApproximateReceiveCount": "5"}
    record = {
        "messageId": "message-0",
        "body": body,
        "messageAttributes": {},
        "attributes": attributes,
    }
    notifications.app.park_mail_events({"Records": [record]}, None)
    (said,) = taken(notifications.heard)
    assert said["detail-type"] == "notification.message_parked.v1"
    assert said["detail"]["data"]["reason"] == "LetterUnknown: There is no such letter."

    notifications.deliver(PLACED)
    notifications.app.redrive({"action": "redrive", "ids": ["message-0"]}, None)
    (redriven,) = taken(MAIL_EVENTS_URL)
    assert notifications.mail_events(json.dumps(redriven)) == []
