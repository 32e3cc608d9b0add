"""A partner under examination: what it is asked, and what comes of a check."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.check.endpoint import Endpoint
from sandbox.check.exchange import Ask, Seen
from sandbox.check.kinds import Kind
from sandbox.check.orders import Order, Orders
from sandbox.check.report import Outcome, Result

_IDS = ("order_id", "callback_id", "task_type", "external_id")


class Failed(Exception):
    """The partner did something else than is expected; the message is what was seen."""

    def __init__(self, seen: str, hint: str = "") -> None:
        super().__init__(seen)
        self.hint = hint


class Skipped(Exception):
    """Nothing can be said; the message is why."""


@dataclass
class Examination:
    """One partner under examination; it `works` once it took a right request."""

    endpoint: Endpoint
    kind: Kind
    orders: Orders = field(default_factory=Orders)
    works: bool = False

    def question(self, **more: Any) -> Ask:
        """Ask for something that was not asked for before."""
        return self._asking(self.kind.body(str(uuid.uuid4()), **more))

    def anew(self, ask: Ask) -> Ask:
        """Ask for the same once more, as after an unknown outcome."""
        return self._asking(self.kind.body(ask.key.partition(":")[0]))

    def ask(self, ask: Ask) -> Seen:
        seen = Seen(problem="stopped before the answer")
        try:
            seen = self.endpoint.ask(ask)
        finally:
            self.orders.note(ask, seen)
        return seen

    def working(self) -> "Examination":
        """Go on only where a right request is taken."""
        if not self.works:
            raise Skipped("a right request is not taken")
        return self

    def takes(self, ask: Ask) -> Seen:
        """Ask, and fail unless it is done."""
        seen = self.ask(ask)
        if not seen.ok:
            raise Failed(str(seen))
        return seen

    def refuses(self, ask: Ask) -> str:
        """Ask, and fail unless it is refused for good."""
        seen = self.working().ask(ask)
        if not seen.refused or seen.status == 409:
            no_refusal = f"Waybill takes a {seen.status} for no refusal."
            raise Failed(str(seen), no_refusal if 400 <= seen.status < 500 else "")
        return seen.brief

    def cancel(self, order: Order) -> Seen:
        """Ask for an order to be taken back, each time the same, without its personal data."""
        body = {name: order[name] for name in _IDS}
        key, message_id = f"{order['order_id']}:cancel", f"cancel_{order['callback_id']}"
        path = f"{self.kind.path}/{order['order_id']}/cancellation"
        seen = self.endpoint.ask(Ask(path, body, key, message_id=message_id))
        if seen.ok:
            self.orders.cancelled.add(order["order_id"])
        return seen

    def _asking(self, body: Mapping[str, Any]) -> Ask:
        purpose = self.kind.purpose
        key, message_id = f"{body['order_id']}:{purpose}", f"{purpose}_{body['callback_id']}"
        return Ask(self.kind.path, body, key, message_id=message_id)


@dataclass(frozen=True)
class Check:
    """`run` returns what was seen, or raises Failed or Skipped."""

    name: str
    expected: str
    why: str
    run: Callable[[Examination], str]

    def result(self, examination: Examination) -> Result:
        hint = ""
        try:
            outcome, seen = Outcome.PASS, self.run(examination)
        except Failed as failed:
            outcome, seen, hint = Outcome.FAIL, str(failed), failed.hint
        except Skipped as skipped:
            outcome, seen = Outcome.SKIP, str(skipped)
        return Result(outcome, self.name, seen, self.expected, self.why, hint)
