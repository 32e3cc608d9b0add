"""What partners answer later, by callback: every field bounded, and each task's own output read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from chalicelib.carrier_gateway.adapters.http_in import ONE_LINE, Body, OrderId, TrackingNumber
from chalicelib.carrier_gateway.adapters.mapping import Unmappable, standard_answer
from chalicelib.carrier_gateway.application.conversations import Conversations
from chalicelib.carrier_gateway.application.inquiries import Inquiries
from chalicelib.carrier_gateway.application.replies import CODE, AnswerUnreadable
from chalicelib.carrier_gateway.domain.commands import FailByCallback
from chalicelib.carrier_gateway.domain.inquiry.inquiry import Inquiry
from chalicelib.carrier_gateway.domain.partner import Partner
from chalicelib.carrier_gateway.domain.shipping.commands import AcceptByCallback
from chalicelib.carrier_gateway.domain.shipping.standing import Conversation
from chalicelib.carrier_gateway.domain.task import Task
from eventing.handle import Outcome

# Of a body: a tax document comes in one. What an execution ends with is never larger than this.
MAX_BODY_BYTES, MAX_OUTPUT_BYTES = 1024 * 1024, 262_144
LONGEST_MESSAGE = 500
REFUSED = "refused"
NO_WORDS = "The partner answered that it failed."

# Words, not the enum: the HTTP document lists them where they are said.
TaskType = Literal[
    "ORDER_SHIPPING_SERVICE", "TAX_DOCUMENT_ISSUANCE", "ORDER_ENRICHMENT", "MANUAL_REVIEW"
]
Words = str | dict[str, Any] | None


class CallbackBody(Body):
    """A partner did what it was asked, or failed; `SUCCESS` is another word for `SUCCEEDED`."""

    order_id: OrderId
    task_type: TaskType
    task_status: Literal["SUCCEEDED", "SUCCESS", "FAILED"]
    callback_id: Annotated[str, Field(min_length=1, max_length=128, pattern=ONE_LINE)] | None = None
    task_output: dict[str, Any] | None = None
    task_error: Words = None
    task_cause: Words = None

    @property
    def task(self) -> Task:
        """What was asked."""
        return Task(self.task_type)

    @property
    def has_failed(self) -> bool:
        """Whether nothing came of the task."""
        return self.task_status == "FAILED"

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if self.has_failed and self.task_output:
            raise ValueError("a task that failed has no task_output")
        if not self.has_failed and (self.task_error or self.task_cause):
            raise ValueError("a task that succeeded has no task_error and no task_cause")
        return self


class ShippingOutput(BaseModel):
    """What a carrier says of a shipment it takes; the rest of it is its own business."""

    model_config = ConfigDict(extra="ignore", strict=True, hide_input_in_errors=True)

    shipping_status: Annotated[str, Field(min_length=1, max_length=128, pattern=ONE_LINE)] = (
        "ACCEPTED"
    )
    tracking_number: TrackingNumber | None = None


class OutputInvalid(Exception):
    """A task's output is not what it should be; `errors` names each field and what is wrong."""

    def __init__(self, *errors: tuple[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {message}" for field, message in errors))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Takes callbacks, whichever task they answer."""

    conversations: Conversations
    inquiries: Inquiries

    def take(self, partner: Partner, said: CallbackBody) -> Mapping[str, Any]:
        """Record what `partner` answers; return what it is told.

        Raises:
            ConversationUnknown: there is no such order, or this task of it is not the partner's.
            AnswerRefused: it answers nothing that is asked now, or contradicts what is recorded.
            OutputInvalid: what the partner says of the task cannot be read.
        """
        told: Outcome[Conversation, Any] | Outcome[Inquiry, Any]
        if said.task is Task.SHIPPING:
            told = self.conversations.answer(said.order_id, _shipping(partner, said))
        else:
            told = self._inquired(partner, said)
        return {
            "order_id": said.order_id,
            "task_type": said.task_type,
            "attempt": told.state.attempt,
            "status": "recorded" if told.events and not told.repeated else "repeated",
        }

    def _inquired(self, partner: Partner, said: CallbackBody) -> Outcome[Inquiry, Any]:
        order_id, task, callback_id = said.order_id, said.task, said.callback_id
        if said.has_failed:
            failure = failure_in(said)
            return self.inquiries.fail(
                order_id, task, *failure, partner=partner.id, callback_id=callback_id
            )
        output = output_in(partner, said)
        try:
            return self.inquiries.answer(
                order_id, task, output, partner=partner.id, callback_id=callback_id
            )
        except AnswerUnreadable as unreadable:
            wrong = ((f"task_output.{field}", why) for field, why in unreadable.errors)
            raise OutputInvalid(*wrong) from None


def _shipping(partner: Partner, said: CallbackBody) -> AcceptByCallback | FailByCallback:
    if said.has_failed:
        return FailByCallback(partner.id, said.callback_id, *failure_in(said))
    try:
        output = ShippingOutput.model_validate(output_in(partner, said))
    except ValidationError as error:
        errors = error.errors(include_input=False, include_url=False, include_context=False)
        raise OutputInvalid(*((_path(e["loc"]), e["msg"]) for e in errors)) from None
    return AcceptByCallback(
        partner.id, said.callback_id, output.shipping_status, output.tracking_number
    )


def output_in(partner: Partner, said: CallbackBody) -> Mapping[str, Any]:
    """Return a task's output in our standard form, whatever the partner's own is.

    Raises:
        OutputInvalid: it is too large, or not what the partner's mapping expects.
    """
    output = said.task_output or {}
    if len(json.dumps(output)) > MAX_OUTPUT_BYTES and said.task is not Task.TAX_DOCUMENT:
        raise OutputInvalid(("task_output", f"at most {MAX_OUTPUT_BYTES} bytes are taken"))
    try:
        found: Mapping[str, Any] = standard_answer(partner.mapping, said.task_type, output)
    except Unmappable as error:
        raise OutputInvalid(("task_output", str(error))) from None
    return found


def failure_in(said: CallbackBody) -> tuple[str, str]:
    """Return a code and words for a failure, as far as the partner gives them."""
    error, cause = said.task_error, said.task_cause
    named = error if isinstance(error, str) else (error or {}).get("code")
    code = named if isinstance(named, str) and CODE.fullmatch(named) else REFUSED
    words = _line(cause) or (_line(error) if error != code else "")
    return code, words or NO_WORDS


def _line(words: Words) -> str:
    """Return words on one line, cut; an object that has no message is told as it is."""
    if isinstance(words, dict):
        message = words.get("message")
        words = message if isinstance(message, str) else json.dumps(words, ensure_ascii=False)
    line = "".join(letter if letter.isprintable() else " " for letter in words or "")
    return " ".join(line.split())[:LONGEST_MESSAGE]


def _path(place: tuple[int | str, ...]) -> str:
    return ".".join(map(str, ("task_output", *place)))
