"""How one context speaks: what it stores, and which contract each stored event becomes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from pydantic_core import to_json

from eventing.audit_event import DIGEST_NAME, WindowAudited, digest_data
from eventing.codec import Codec, Upcast
from eventing.envelope import (
    MAX_DETAIL_BYTES,
    Contract,
    ContractViolation,
    Message,
    Metadata,
    instant,
)
from eventing.fields import fields_of
from eventing.stream import Commit, Provenance

Event = TypeVar("Event")
Part = TypeVar("Part")


class Language(Generic[Event]):
    """A context's stored names and its translation into published contracts.

    `contracts` gives, for an event and its id, one contract for each live major version.
    The audit digest is part of every language.
    """

    def __init__(
        self,
        *,
        context: str,
        source: str,
        stored: Mapping[str, type[Event]],
        contracts: Callable[[Event, str], Sequence[Contract]],
        upcasts: Mapping[str, Upcast] | None = None,
    ) -> None:
        self.context = context
        self.source = source
        self.stored = dict(stored)
        self.upcasts = dict(upcasts or {})
        self.contracts = contracts
        self.codec: Codec[Any] = Codec({**stored, DIGEST_NAME: WindowAudited}, upcasts)

    def detail_type(self, fact: str) -> str:
        """Name a fact of the kit's own, such as `audit_digest`, in this context."""
        return f"{self.context}.{fact}.v1"

    def messages(self, commit: Commit[Event]) -> list[Message]:
        """Return what `commit` says to the world, in order.

        Raises:
            ContractViolation: an event does not fit its contract or is too large.
        """
        return [
            message
            for index, event in enumerate(commit.events)
            for message in self.messages_of(
                event, metadata_of(commit.stream_id, commit.version + index, commit.provenance)
            )
        ]

    def messages_of(self, event: Event, metadata: Metadata) -> list[Message]:
        """Return what one event says, one message for each live major version."""
        if isinstance(event, WindowAudited):
            detail_type = self.detail_type("audit_digest")
            return [_checked(Message(self.source, detail_type, metadata, digest_data(event)))]
        try:
            contracts = self.contracts(event, metadata.event_id)
        except ValidationError as error:
            raise ContractViolation(fields_of(error)) from None
        return [
            _checked(Message(c.SOURCE, c.DETAIL_TYPE, metadata, _data_of(c))) for c in contracts
        ]


def joined(*languages: Language[Any]) -> Language[Any]:
    """Return the one language of a service whose aggregates each have their own.

    Its pipe publishes what any of them stores; digests and the like are of their one context.

    Raises:
        ValueError: they are of several contexts, or two store under the same name.
    """
    ((context, source),) = {(language.context, language.source) for language in languages}
    names = [name for each in languages for name in (*each.stored, *each.upcasts)]
    if len(names) != len(set(names)):
        raise ValueError(f"stored under one name by two: {sorted(names)}")
    tellers = {kind: each.contracts for each in languages for kind in each.stored.values()}
    return Language(
        context=context,
        source=source,
        stored=_merged(each.stored for each in languages),
        contracts=lambda event, event_id: tellers[type(event)](event, event_id),
        upcasts=_merged(each.upcasts for each in languages),
    )


def metadata_of(stream_id: str, version: int, provenance: Provenance) -> Metadata:
    """Build the metadata of the event that stands at `version` of a stream."""
    return Metadata(
        event_id=f"{stream_id}#{version}",
        occurred_at=instant(provenance.at),
        tenant_id=provenance.tenant_id,
        stream_id=stream_id,
        stream_version=version,
        correlation_id=provenance.correlation_id,
        causation_id=provenance.causation_id,
        actor=provenance.actor,
    )


def _merged(parts: Iterable[Mapping[str, Part]]) -> dict[str, Part]:
    return {name: value for part in parts for name, value in part.items()}


def _data_of(contract: Contract) -> dict[str, Any]:
    return contract.model_dump(mode="json", exclude_none=True, by_alias=True)


def _checked(message: Message) -> Message:
    size = len(to_json(message.detail))
    if size > MAX_DETAIL_BYTES:
        raise ContractViolation(f"{message.detail_type} of {size} bytes is too large")
    return message
