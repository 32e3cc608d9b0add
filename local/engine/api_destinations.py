"""Stands in for delivery to API destinations: MiniStack tries once, at any speed, and forgets.

Here a delivery waits for the destination's rate, is retried as its rule's target says, and ends in
the target's dead-letter queue. What is under way is part of the engine's state, so it survives.
"""

import copy
import threading
import time
import uuid
from dataclasses import asdict
from typing import Any

from ministack.core import responses
from ministack.services import eventbridge

from local.engine import dead_letters
from local.engine.api_delivery import Delivery, Failed, attempt
from local.engine.kept_state import keep
from local.engine.seams import replace

LONGEST_REST_S = 60


def install(retry_base_s: float) -> None:
    """`retry_base_s` is the first pause; each further one is twice as long, up to a minute."""
    outbox = Outbox(retry_base_s)
    # MiniStack's own way to save a service: one more store on the module.
    eventbridge._waybill_deliveries = outbox.under_way
    keep(eventbridge, "_waybill_deliveries")
    replace(eventbridge, "load_persisted_state", outbox.resuming)
    replace(eventbridge, "_dispatch_to_api_destination", lambda _: outbox.dispatch)


class Outbox:
    """The deliveries under way, a thread for each, and the destinations' rates."""

    def __init__(self, retry_base_s: float) -> None:
        self.under_way: dict[str, dict[str, Any]] = {}
        self._retry_base_s = retry_base_s
        self._next_turn: dict[str, float] = {}
        self._lock = threading.Lock()

    def dispatch(self, spec: Any, payload: str, target: dict[str, Any]) -> None:
        """MiniStack calls this, in the place of its own function, with the resolved target."""
        invocation = dead_letters.current()
        self._start(
            str(uuid.uuid4()),
            Delivery(
                account=responses.get_account_id(),
                region=responses.get_region(),
                destination=spec.resource.split("/", 2)[1],
                payload=payload,
                target=copy.deepcopy(target),
                rule_arn=invocation.rule_arn,
                event=invocation.event,
                began=time.time(),
            ),
        )

    def resuming(self, load: Any) -> Any:
        def load_persisted_state(data: dict[str, Any]) -> None:
            load(data)
            for key, each in list(self.under_way.items()):
                self._start(key, Delivery(**each))

        return load_persisted_state

    def _start(self, key: str, delivery: Delivery) -> None:
        self.under_way[key] = asdict(delivery)
        threading.Thread(target=self._see_through, args=(key, delivery), daemon=True).start()

    def _see_through(self, key: str, delivery: Delivery) -> None:
        # A new thread knows nothing of the request that it goes back to.
        responses._request_account_id.set(delivery.account)
        responses._request_region.set(delivery.region)
        while failure := attempt(delivery, self._wait_for_turn):
            if not failure.retryable or delivery.is_exhausted(time.time()):
                self._bury(delivery, failure)
                break
            time.sleep(min(LONGEST_REST_S, self._retry_base_s * 2**delivery.failures))
            delivery.failures += 1
            self.under_way[key] = asdict(delivery)
        del self.under_way[key]

    def _bury(self, delivery: Delivery, failure: Failed) -> None:
        invocation = dead_letters.Invocation(delivery.target, delivery.rule_arn, delivery.event)
        dead_letters.bury(
            invocation, failure.code, failure.message, RETRY_ATTEMPTS=delivery.failures
        )

    def _wait_for_turn(self, destination: str, per_second: float) -> None:
        with self._lock:
            now = time.monotonic()
            at = max(self._next_turn.get(destination, 0), now)
            self._next_turn[destination] = at + 1 / per_second
        time.sleep(at - now)
