"""Find the order that a tracking number means: carriers speak of parcels, not of our orders."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.carrier_gateway.domain.shipping.conversation import CONVERSATION
from chalicelib.carrier_gateway.domain.shipping.events import (
    Event,
    OrderShipped,
    ShipmentAccepted,
    ShipmentRequested,
)
from chalicelib.carrier_gateway.domain.shipping.tracking import (
    Parcel,
    ParcelAmbiguous,
    parcel_meant,
)
from chalicelib.carrier_gateway.domain.task import Task, stream_of, subject_of
from eventing.store import EventStore
from eventing.stream import Commit, Due, Stream

MOST_SHARING = 20


class Parcels(Protocol):
    """Which orders have, or had, a tracking number: a hint, which the conversations decide upon."""

    def learn(self, carrier: str, number: str, order_id: str, at: datetime) -> None:
        """Remember from now (`at`) on that a parcel of `carrier` has this number."""
        ...

    def orders(self, carrier: str, number: str, most: int) -> Sequence[str]:
        """Return up to `most` orders that had this number within the last journey's length."""
        ...


@dataclass(frozen=True, slots=True)
class LearningStore:
    """The conversations' streams; what tells a tracking number is noted before it is stored.

    So a stored number is always found, and one that was noted and then not stored does no harm.
    """

    store: EventStore[Event]
    parcels: Parcels

    def read(self, stream_id: str, *, up_to: int | None = None) -> Stream[Event]:
        """Return the stream."""
        return self.store.read(stream_id, up_to=up_to)

    def newest(self, stream_id: str) -> Commit[Event] | None:
        """Return the last commit of a stream."""
        return self.store.newest(stream_id)

    def append(self, commit: Commit[Event], *, due: Due | None = None) -> Commit[Event]:
        """Note the numbers in `commit`, and store it."""
        for carrier, number in numbers_in(commit.events):
            order_id, _ = subject_of(commit.stream_id)
            self.parcels.learn(carrier, number, order_id, commit.provenance.at)
        return self.store.append(commit, due=due)


def order_meant(
    parcels: Parcels, store: EventStore[Event], carrier: str, number: str, at: datetime
) -> str:
    """Return the order whose parcel with this number was scanned at this time.

    Raises:
        ParcelUnknown: there is none.
        ParcelAmbiguous: several share the number.
    """
    orders = parcels.orders(carrier, plain(number), MOST_SHARING + 1)
    if len(orders) > MOST_SHARING:
        raise ParcelAmbiguous
    found = (parcel_of(store.read(stream_of(each, Task.SHIPPING)), carrier) for each in orders)
    return parcel_meant([parcel for parcel in found if parcel], at)


def parcel_of(stream: Stream[Event], carrier: str) -> Parcel | None:
    """Return the parcel of a conversation, None if the carrier has no part in it."""
    dealing = CONVERSATION.replay(stream.events).dealings.get(carrier)
    if dealing is None:
        return None
    handed_at = next(
        commit.provenance.at
        for commit in stream.commits
        for event in commit.events
        if isinstance(event, ShipmentRequested) and event.answers == dealing.since
    )
    arrived = dealing.delivered.delivered_at if dealing.delivered else None
    order_id, _ = subject_of(stream.stream_id)
    return Parcel(order_id, handed_at, arrived)


def numbers_in(events: Iterable[Event]) -> set[tuple[str, str]]:
    """Return the carrier and the tracking number of each event that tells one."""
    telling = (event for event in events if isinstance(event, ShipmentAccepted | OrderShipped))
    return {(e.carrier, plain(e.tracking_number)) for e in telling if e.tracking_number}


def plain(number: str) -> str:
    """Return a tracking number as it is compared: carriers put blanks and hyphens as they like."""
    return re.sub(r"[\s-]", "", number).upper()
