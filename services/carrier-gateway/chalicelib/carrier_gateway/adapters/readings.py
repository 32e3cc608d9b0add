"""Read what partners answer to questions: every field bounded as a client's would be."""

import binascii
from base64 import b64decode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)

from chalicelib.carrier_gateway.adapters.http_in import ONE_LINE
from chalicelib.carrier_gateway.adapters.times import moment
from chalicelib.carrier_gateway.application.replies import AnswerUnreadable, Issued, Said
from chalicelib.carrier_gateway.domain.answers import Enrichment
from chalicelib.carrier_gateway.domain.task import Task
from eventing.http import field_errors

# One address and nothing that a mail header could take for two.
MAILBOX = r"^[^\s@<>(),;:\\\"\[\]\x00-\x1f\x7f]{1,64}@[A-Za-z0-9.-]{1,188}\.[A-Za-z0-9-]{2,63}$"
MOST_ATTRIBUTES = 50
# As much as a client may say of an order, which fits into an event with all that stands about it.
MOST_BYTES = 128 * 1024
BASE64 = WithJsonSchema({"type": "string", "minLength": 1, "contentEncoding": "base64"})
ENRICHMENT = TypeAdapter(Enrichment)


def _text(longest: int, pattern: str = ONE_LINE) -> StringConstraints:
    return StringConstraints(
        strip_whitespace=True, min_length=1, max_length=longest, pattern=pattern
    )


def _bytes(value: Any) -> bytes:  # noqa: ANN401 - whatever JSON a partner sends
    try:
        return b64decode(value, validate=True)
    except (binascii.Error, TypeError, ValueError):
        raise ValueError("give base64") from None


def _known(value: Any) -> Any:  # noqa: ANN401 - as above
    """Let nothing stand for what is not known, as it often does in JSON."""
    if not isinstance(value, dict):
        return value
    return {name: part for name, part in value.items() if part not in (None, "")}


Text200 = Annotated[str, _text(200)]
Text128 = Annotated[str, _text(128)]


class _Said(BaseModel):
    """An object in the standard form; fields unknown here are the partner's own business."""

    model_config = ConfigDict(extra="ignore", strict=True, hide_input_in_errors=True)


class CustomerSaid(_Said):
    """Whom to write to."""

    name: Text200
    email: Annotated[str, _text(320, MAILBOX)]
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] | None = None


class AddressSaid(_Said):
    """Where to ship to."""

    name: Text200
    line1: Text200
    line2: Text200 | None = None
    city: Text128
    region: Text128 | None = None
    postal_code: Annotated[str, _text(32)]
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]


class LineSaid(_Said):
    """One article."""

    sku: Text128
    description: Annotated[str, _text(500)] | None = None
    quantity: Annotated[int, Field(ge=1, le=1_000_000)]
    unit_price: Annotated[str, Field(pattern=r"^[0-9]{1,12}(\.[0-9]{1,4})?$")]


class EnrichmentSaid(_Said):
    """What a partner knows of an order."""

    customer: Annotated[CustomerSaid, BeforeValidator(_known)] | None = None
    ship_to: Annotated[AddressSaid, BeforeValidator(_known)] | None = None
    lines: Annotated[list[Annotated[LineSaid, BeforeValidator(_known)]], Field(max_length=500)] = []
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] | None = None
    attributes: Annotated[
        dict[Annotated[str, _text(64)], Annotated[str, _text(500)]],
        Field(max_length=MOST_ATTRIBUTES),
    ] = {}


class DocumentSaid(_Said):
    """A tax document as it was issued."""

    document_number: Text128
    media_type: Literal["application/pdf", "application/xml", "text/xml"]
    content: Annotated[bytes, BeforeValidator(_bytes), Field(min_length=1), BASE64]
    issued_at: Annotated[datetime, BeforeValidator(lambda at: moment(at, UTC))] | None = None


def read_answer(task: Task, said: Mapping[str, Any]) -> Said:
    """Return what a partner says to `task`.

    Raises:
        AnswerUnreadable: it says something else.
    """
    given = _known(dict(said))
    try:
        if task is Task.ENRICHMENT:
            return _enrichment(EnrichmentSaid.model_validate(given))
        return _document(DocumentSaid.model_validate(given))
    except ValidationError as error:
        wrong = ((each["field"], each["message"]) for each in field_errors(error))
        raise AnswerUnreadable(*wrong) from None


def _enrichment(said: EnrichmentSaid) -> Enrichment:
    if len(said.model_dump_json().encode()) > MOST_BYTES:
        raise AnswerUnreadable(("lines", f"with all else more than {MOST_BYTES} bytes"))
    return ENRICHMENT.validate_python(said.model_dump())


def _document(said: DocumentSaid) -> Issued:
    return Issued(said.document_number, said.media_type, said.content, said.issued_at)
