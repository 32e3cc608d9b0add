"""The contracts tax.*: generated from schemas/tax by `make codegen`; do not edit."""

from typing import Annotated

from pydantic import Field

from contracts.contract import Contract

from .parts import Document


class TaxDocumentIssuedV1(Contract):
    """The tax document of an order was issued and stored."""

    DETAIL_TYPE = "tax.document_issued.v1"
    SOURCE = "waybill.carrier-gateway"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    partner: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner's id in the registry."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The order.tax_document_requested that this answers."""
    document: Document


class TaxDocumentRejectedV1(Contract):
    """The provider will not issue the tax document as it was asked for; other data may."""

    DETAIL_TYPE = "tax.document_rejected.v1"
    SOURCE = "waybill.carrier-gateway"

    order_id: Annotated[str, Field(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
    """The order, a UUID in lower case."""
    partner: Annotated[str, Field(pattern="^[a-z0-9][a-z0-9-]{0,62}$")]
    """The partner's id in the registry."""
    answers: Annotated[str, Field(max_length=256, pattern="^\\S+$")]
    """The order.tax_document_requested that this answers."""
    code: Annotated[str, Field(max_length=64, pattern="^[A-Za-z0-9_.:-]+$")]
    """What happened, for programs; new codes may come at any time."""
    message: Annotated[str, Field(max_length=1024, min_length=1)]
    """What happened, for people; it holds no personal data."""
