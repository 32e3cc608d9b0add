"""What several contracts share: generated from schemas/parts.json by `make codegen`; do not edit."""

from typing import Annotated, Any

from pydantic import Field

from contracts.contract import Instant, Part


class Customer(Part):
    """The person to whom letters about the order are sent."""

    name: Annotated[str, Field(max_length=200, min_length=1)]
    """How the customer is addressed."""
    email: Annotated[str, Field(max_length=320, min_length=1)]
    """Where letters go."""
    locale: Annotated[str | None, Field(pattern="^[a-z]{2}(-[A-Z]{2})?$")] = None
    """The language of the letters; without it the default is used."""


class Address(Part):
    """Where the parcel goes."""

    name: Annotated[str, Field(max_length=200, min_length=1)]
    """Who receives the parcel."""
    line1: Annotated[str, Field(max_length=200, min_length=1)]
    """Street and number."""
    line2: Annotated[str | None, Field(max_length=200, min_length=1)] = None
    """More of the street address."""
    city: Annotated[str, Field(max_length=200, min_length=1)]
    """City or town."""
    region: Annotated[str | None, Field(max_length=200, min_length=1)] = None
    """State, province or region."""
    postal_code: Annotated[str, Field(max_length=32, min_length=1)]
    """Postal code as the country writes it."""
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    """Country (ISO 3166-1 alpha-2)."""


class Line(Part):
    """One kind of goods in the order."""

    sku: Annotated[str, Field(max_length=128, min_length=1)]
    """The client's number of the article."""
    description: Annotated[str | None, Field(max_length=500, min_length=1)] = None
    """The article in words."""
    quantity: Annotated[int, Field(ge=1)]
    """How many pieces."""
    unit_price: Annotated[str, Field(pattern="^[0-9]{1,12}(\\.[0-9]{1,4})?$")]
    """An amount as a decimal string, in the currency of its order."""


class StreamHead(Part):
    """The last version of one stream at the end of the window."""

    stream_id: Annotated[str, Field(max_length=200, pattern="^\\S+$")]
    """A stream of events: an order, a conversation, a letter, or the audit of a context."""
    version: Annotated[int, Field(ge=1)]
    """The version of an event in its stream, from 1 without gaps."""


class ContradictingFact(Part):
    """A fact that came in but does not fit the state of the order."""

    detail_type: Annotated[str, Field(pattern="^[a-z][a-z_]*\\.[a-z][a-z_]*\\.v[1-9][0-9]*$")]
    """A detail-type of the bus: context, fact and major version."""
    event_id: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The id of an event: its stream, '#', its version in the stream."""
    data: dict[str, Any]
    """The fact's own data, as it came."""


class Document(Part):
    """A document that was stored, and how to find it: its key in the bucket of documents."""

    key: Annotated[str, Field(max_length=512, pattern="^\\S+$")]
    """The key in the bucket of documents."""
    number: Annotated[str, Field(max_length=128, min_length=1)]
    """The document's own number, as its issuer gave it."""
    media_type: Annotated[str, Field(max_length=128, pattern="^[a-z]+/[a-z0-9.+-]+$")]
    """What it is, as in Content-Type."""
    size: Annotated[int, Field(ge=1)]
    """Its length in bytes."""
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    """The SHA-256 of its bytes, hexadecimal."""
    issued_at: Instant | None = None
    """When it was issued, if its issuer said."""


class Corrections(Part):
    """What is to stand in the order instead."""

    customer: Customer | None = None
    ship_to: Address | None = None
    lines: Annotated[list[Line] | None, Field(min_length=1)] = None
    """What is ordered."""
    currency: Annotated[str | None, Field(pattern="^[A-Z]{3}$")] = None
    """The currency of all amounts (ISO 4217)."""
    carrier: Annotated[str | None, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")] = None
    """The partner id of the carrier."""
