"""What happened to an order, as its client is told it."""

from dataclasses import replace
from typing import Any

from chalicelib.orders.adapters.contracts_out import LANGUAGE
from chalicelib.orders.domain.events import Event
from eventing.envelope import Message
from eventing.stream import Stream


def history(stream: Stream[Event]) -> list[dict[str, Any]]:
    """Return the published events of `stream`, without saying which operator did something."""
    messages = [message for commit in stream.commits for message in LANGUAGE.messages(commit)]
    return [_told(message) for message in messages]


def _told(message: Message) -> dict[str, Any]:
    kind, _, name = message.metadata.actor.partition(":")
    actor = kind if kind == "operator" else f"{kind}:{name}"
    told = replace(message, metadata=replace(message.metadata, actor=actor))
    return {"detail_type": told.detail_type, "source": told.source, **told.detail}
