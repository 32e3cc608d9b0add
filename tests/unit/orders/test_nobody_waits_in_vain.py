"""Whatever happens in whatever order, an order never waits for a question that nobody works on."""

from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.orders.domain.commands import (
    AskAgain,
    CancelOrder,
    Command,
    RecordDelivery,
    RecordEnrichment,
    RecordReturn,
    RecordReview,
    RecordShipment,
    RecordStageFailure,
    RecordTaxDocument,
)
from chalicelib.orders.domain.details import Amendment
from chalicelib.orders.domain.events import OrderCancelled, OrderReadyToShip, Question
from chalicelib.orders.domain.order import ORDER, Order, Status
from chalicelib.orders.domain.plan import Stage
from chalicelib.orders.domain.questions import stage_of
from chalicelib.orders.domain.state import DURING
from eventing.decider import Refusal
from tests.support import stages as full
from tests.support.orders import NOON, RAISE, SAID_AT, SAID_DELIVERED, SAID_SHIPPED

EVERYTHING = Amendment(full.KNOWN.customer, full.KNOWN.ship_to, full.DETAILS.lines, "EUR", "globex")
QUESTIONS = Question.__args__


@dataclass
class Partners:
    """What the gateway has open for each stage: it asks anew only after a failure."""

    open: dict[Stage, int] = field(default_factory=dict)
    closed: dict[Stage, str] = field(default_factory=dict)

    def hear(self, event: Any, version: int) -> None:
        if isinstance(event, OrderCancelled):
            self.closed |= dict.fromkeys(Stage, "cancelled")
            self.open.clear()
        if isinstance(event, QUESTIONS):
            stage = stage_of(event)
            assert stage not in self.open, f"{stage} was asked while its question is open"
            assert self.closed.get(stage, "failed") == "failed", f"{stage}: {self.closed[stage]}"
            self.open[stage] = version

    def close(self, stage: Stage, how: str) -> int:
        self.closed[stage] = how
        return self.open.pop(stage)


@dataclass
class World:
    """One order, its partners, what they have said and what was not yet heard."""

    history: list[Any] = field(default_factory=list)
    partners: Partners = field(default_factory=Partners)
    on_the_way: list[Command] = field(default_factory=list)
    shipping_asked: list[int] = field(default_factory=list)

    @property
    def order(self) -> Order:
        return ORDER.replay(self.history)

    def do(self, command: Command) -> None:
        try:
            events = ORDER.decide(self.order, command)
        except Refusal:
            return
        assert len(events) <= 3
        for event in events:
            self.history.append(event)
            self.partners.hear(event, len(self.history))
            if isinstance(event, OrderReadyToShip):
                self.shipping_asked.append(len(self.history))

    def act(self, what: str, number: int) -> None:
        """Let one thing happen, if it can; `number` chooses among several."""
        getattr(self, f"_{what}")(number)

    def settle(self) -> None:
        while self.on_the_way:
            self._deliver(0)

    def _deliver(self, number: int) -> None:
        if self.on_the_way:
            self.do(self.on_the_way.pop(number % len(self.on_the_way)))

    def _answer(self, number: int) -> None:
        for stage in [s for s in self.partners.open if s is not Stage.SHIPPING]:
            version = self.partners.close(stage, "answered")
            self.on_the_way.append(answer(stage, version, number))

    def _fail(self, number: int) -> None:
        for stage in list(self.partners.open):
            version = self.partners.close(stage, "failed")
            failure = RecordStageFailure(version, stage, "unreachable", "?", True, SAID_AT)
            again = number % 2 and stage is not Stage.SHIPPING
            self.on_the_way.append(AskAgain(failure) if again else failure)

    def _parcel(self, number: int) -> None:
        if self.shipping_asked and number > 15:
            version = self.shipping_asked[number % len(self.shipping_asked)]
            self.on_the_way.append(
                (
                    RecordShipment(version, NOON, None, SAID_SHIPPED, SAID_AT),
                    RecordDelivery(version, NOON, SAID_DELIVERED, SAID_AT),
                    RecordReturn(version, SAID_AT),
                )[number % 3]
            )

    def _cancel(self, number: int) -> None:
        if number > 25:
            self.do(CancelOrder(None))

    def _stop(self, _: int) -> None:
        self.do(RAISE)

    def _decide(self, number: int) -> None:
        if self.order.exceptions:
            how = ("retry", "correct", "accept_fact", "cancel")[number % 4]
            given = {"amendment": EVERYTHING} if how == "correct" else {}
            self.do(full.resolve(self.order.exceptions[-1], how, **given))


def answer(stage: Stage, version: int, number: int) -> Command:
    if stage is Stage.ENRICHMENT:
        known = full.KNOWN if number % 3 else full.ENRICH_HALF.amendment
        return RecordEnrichment(version, "crm", known, {}, SAID_AT)
    if stage is Stage.REVIEW:
        return RecordReview(version, approved=bool(number % 5), note=None)
    return RecordTaxDocument(version, "paperless", full.DOCUMENT, full.SAID_ISSUED, SAID_AT)


ACTS = st.tuples(
    st.sampled_from(
        ["answer", "fail", "deliver", "deliver", "stop", "decide", "decide", "parcel", "cancel"]
    ),
    st.integers(0, 29),
)


@settings(max_examples=300)
@given(st.lists(ACTS, min_size=10, max_size=60))
def test_an_order_that_waits_is_worked_on(acts):
    world = World()
    world.do(full.PLACE_FULL)
    for what, number in acts:
        world.act(what, number)
    world.settle()
    order = world.order
    if order.status in DURING.values():
        assert world.partners.open.get(order.stage) == order.asked
    if order.status is Status.EXCEPTION:
        assert order.exception


@settings(max_examples=300)
@given(st.lists(ACTS, min_size=10, max_size=60))
def test_a_person_can_always_end_an_exception(acts):
    world = World()
    world.do(full.PLACE_FULL)
    for what, number in acts:
        world.act(what, number)
    world.settle()
    if world.order.status is Status.EXCEPTION:
        for number in range(4):
            world._decide(number)
            if world.order.status is not Status.EXCEPTION:
                return
        raise AssertionError(f"nothing ends {world.order.exception}")
