"""Partners' messages over memory: what comes in, how it is understood, and what comes of it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from chalicelib.carrier_gateway.adapters.callbacks import Callbacks
from chalicelib.carrier_gateway.adapters.contracts_out import webhooks as language
from chalicelib.carrier_gateway.adapters.webhook_in import answer, read
from chalicelib.carrier_gateway.application.causes import Cause
from chalicelib.carrier_gateway.application.parcels import LearningStore
from chalicelib.carrier_gateway.application.processing import Processing
from chalicelib.carrier_gateway.application.tidings import Reading
from chalicelib.carrier_gateway.application.webhooks import Webhooks, id_in, stream_id
from chalicelib.carrier_gateway.domain.shipping.commands import RecordAcceptance
from tests.support.conversations import ORDER_ID, READY, TENANT, World

NUMBER = "1Z-9"


class FakeParcels:
    """Remembers tracking numbers."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], set[str]] = {}

    def learn(self, carrier: str, number: str, order_id: str, at: datetime) -> None:
        self.known.setdefault((carrier, number), set()).add(order_id)

    def orders(self, carrier: str, number: str, most: int) -> list[str]:
        return sorted(self.known.get((carrier, number), ()))[:most]


class FakeBucket:
    """Keeps messages and readings; what is to happen `while_keeping` one happens once."""

    def __init__(self) -> None:
        self.messages: dict[str, bytes] = {}
        self.readings: dict[str, Reading] = {}
        self.while_keeping: Callable[[], object] | None = None

    def keep(self, key: str, body: bytes) -> None:
        meanwhile, self.while_keeping = self.while_keeping, None
        if meanwhile:
            meanwhile()
        self.messages[key] = body

    def message(self, key: str) -> bytes:
        return self.messages[key]

    def keep_reading(self, key: str, reading: Reading) -> None:
        self.readings[key] = reading

    def reading(self, key: str) -> Reading:
        return self.readings[key]


class Starts:
    """A workflow that only notes what it was to do."""

    def __init__(self) -> None:
        self.started: list[str] = []

    def start(self, webhook_id: str) -> None:
        self.started.append(webhook_id)


class PostRoom:
    """The gateway's messages over the world of conversations."""

    def __init__(self) -> None:
        self.world = World()
        self.parcels, self.bucket, self.workflow = FakeParcels(), FakeBucket(), Starts()
        learning = LearningStore(self.world.store, self.parcels)
        desk = replace(self.world.conversations.desk, store=learning)
        conversations = replace(self.world.conversations, desk=desk)
        self.store = self.world.all.speaking(language.LANGUAGE)
        self.webhooks = Webhooks(self.store, self.bucket, self.workflow, self.world.time.now)
        self.processing = Processing(
            self.webhooks,
            self.bucket,
            read,
            self.world.partners,
            desk,
            self.parcels,
            partial(answer, Callbacks(conversations, self.world.inquiries)),
            patience=timedelta(hours=1),
        )

    def shipping(self, order_id: str = ORDER_ID, number: str | None = NUMBER) -> None:
        """Have an order accepted by acme, with a tracking number."""
        self.world.request(order_id)
        answers = READY.replace(ORDER_ID, order_id)
        stream = self.world.read(order_id)
        accept = RecordAcceptance(answers, "label printed", number)
        self.processing.desk.record(
            accept, Cause(answers, TENANT), stream, name=f"accept:{order_id}"
        )

    def receive(self, body: Any, message_id: str = "msg_1", partner: str = "acme") -> str:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.webhooks.receive(partner, message_id, raw).webhook_id

    def process(self, webhook_id: str) -> dict[str, Any]:
        """Do as the state machine does."""
        self.processing.normalise(webhook_id)
        return self.processing.record(webhook_id)

    def told(self, body: Any, message_id: str = "msg_1", partner: str = "acme") -> dict[str, Any]:
        return self.process(self.receive(body, message_id, partner))

    def kinds(self, webhook_id: str) -> list[str]:
        events = self.store.read(stream_id(webhook_id)).events
        return [type(event).__name__ for event in events]

    def due(self) -> list[str]:
        """The messages that wait to be looked at again, whenever that is."""
        later = self.world.time.now() + timedelta(days=30)
        waiting = self.store.due("webhooks", later, 100)
        return [id_in(self.store.read(each.stream_id)) for each in waiting]
