"""Follow the feed: keep what comes, hold the digests against it, ask for what is missing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from contracts.order import OrderAuditDigestV1
from subscriber.event import Event
from subscriber.log import say
from subscriber.orders import entry_of, is_told_twice
from subscriber.request import requests
from subscriber.table import Streams

ASK_AGAIN = timedelta(minutes=15)
STREAMS_ASKED_FOR_AT_ONCE = 500


@dataclass(frozen=True)
class Feed:
    """The feed of one context, as the subscriber `name` follows it.

    `put` puts entries on Waybill's bus; `patience` is how long what is missing may just be late.
    """

    name: str
    streams: Streams
    put: Callable[[Sequence[dict[str, Any]]], None]
    patience: timedelta

    def take(self, event: Event, now: datetime) -> None:
        """Take one event, in whatever order and however often it comes.

        Raises:
            ValidationError: its data does not fit its contract.
        """
        if event.detail_type == OrderAuditDigestV1.DETAIL_TYPE:
            self._audit(event, now)
        elif event.is_a_version and not is_told_twice(event):
            self._keep(event, now)
        else:
            say("passed over", event_id=event.event_id, detail_type=event.detail_type)

    def _keep(self, event: Event, now: datetime) -> None:
        """Keep an event; a fact that is not known here still fills its version."""
        entry = entry_of(event)
        self.streams.change(
            event.stream_id,
            lambda stream: stream.took(event.version, entry).waiting(now, self.patience),
        )

    def _audit(self, event: Event, now: datetime) -> None:
        """Compare a digest with what came; only a live one, not a replay, starts questions."""
        digest = OrderAuditDigestV1.model_validate(event.data)
        if event.replayed and not self.streams.read(event.stream_id).revision:
            return
        self._compare({head.stream_id: head.version for head in digest.streams}, now)
        self.streams.change(
            event.stream_id,
            lambda audit: audit.audited(event.version, digest.until).waiting(now, self.patience),
        )
        if not event.replayed:
            self._ask(event.event_id, now)
            say("audited", until=digest.until.isoformat(), open_gaps=self.streams.open_gaps())

    def _compare(self, heads: dict[str, int], now: datetime) -> None:
        for known in self.streams.read_all(list(heads)):
            if known.progress.head < heads[known.stream_id]:
                self._reach(known.stream_id, heads[known.stream_id], now)

    def _reach(self, stream_id: str, head: int, now: datetime) -> None:
        self.streams.change(
            stream_id, lambda stream: stream.reaching(head).waiting(now, self.patience)
        )

    def _ask(self, cause: str, now: datetime) -> None:
        """Ask for each gap whose time has come, and again later should no answer come."""
        for stream in self.streams.to_ask_for(now, STREAMS_ASKED_FOR_AT_ONCE):
            say("missing", stream_id=stream.stream_id, versions=stream.progress.gaps)
            self.put(requests(stream, self.name, cause, now))
            self.streams.change(
                stream.stream_id,
                lambda known: replace(known, ask_at=now + ASK_AGAIN) if known.ask_at else known,
            )
