"""What notifications listen to: the letter that each event calls for, and what it says for it."""

from datetime import datetime
from decimal import Decimal
from functools import partial

from chalicelib.notifications.application.letters import Letters
from chalicelib.notifications.application.posting import Cause
from chalicelib.notifications.domain.contact import Customer, Line, Placing, Statement
from chalicelib.notifications.domain.occasion import Document, Kind, Occasion, Shipment
from contracts import order as contracts
from contracts import parts
from eventing.consumer import Delivery, Handlers

Said = contracts.OrderPlacedV1 | contracts.OrderEnrichedV1 | parts.Corrections


def handlers(letters: Letters) -> Handlers:
    """Return, for each detail-type, what writes its letter or adds to what letters need."""
    return {
        contracts.OrderPlacedV1.DETAIL_TYPE: partial(_placed, letters),
        contracts.OrderEnrichedV1.DETAIL_TYPE: partial(_enriched, letters),
        contracts.OrderExceptionResolvedV1.DETAIL_TYPE: partial(_resolved, letters),
        contracts.OrderTaxDocumentIssuedV1.DETAIL_TYPE: partial(_processing, letters),
        contracts.OrderShippedV1.DETAIL_TYPE: partial(_shipped, letters),
    }


def _placed(letters: Letters, delivery: Delivery) -> None:
    said = contracts.OrderPlacedV1.model_validate(delivery.data)
    placing = Placing(said.external_id or said.order_id, _at(delivery))
    occasion = _occasion(delivery, Kind.ORDER_PLACED)
    letters.placed(occasion, _statement(delivery, said, placing))


def _enriched(letters: Letters, delivery: Delivery) -> None:
    _learned(letters, delivery, contracts.OrderEnrichedV1.model_validate(delivery.data))


def _resolved(letters: Letters, delivery: Delivery) -> None:
    said = contracts.OrderExceptionResolvedV1.model_validate(delivery.data)
    if said.corrections:
        _learned(letters, delivery, said.corrections)


def _learned(letters: Letters, delivery: Delivery, said: Said) -> None:
    """Hand on what is said of customer and goods; an address to ship to is not for letters."""
    if said.customer or said.lines or said.currency:
        cause = Cause(delivery.metadata.event_id, delivery.metadata.tenant_id)
        letters.learned(_order_id(delivery), _statement(delivery, said), cause)


def _processing(letters: Letters, delivery: Delivery) -> None:
    said = contracts.OrderTaxDocumentIssuedV1.model_validate(delivery.data).document
    document = Document(said.key, said.number, said.media_type, said.size, said.sha256)
    letters.told(_occasion(delivery, Kind.ORDER_PROCESSING, document=document))


def _shipped(letters: Letters, delivery: Delivery) -> None:
    said = contracts.OrderShippedV1.model_validate(delivery.data)
    shipment = Shipment(said.carrier, said.shipped_at, said.tracking_number)
    letters.told(_occasion(delivery, Kind.ORDER_SHIPPED, shipment))


def _occasion(
    delivery: Delivery,
    kind: Kind,
    shipment: Shipment | None = None,
    document: Document | None = None,
) -> Occasion:
    said_by = (delivery.metadata.tenant_id, delivery.metadata.event_id)
    return Occasion(_order_id(delivery), kind, *said_by, shipment, document)


def _order_id(delivery: Delivery) -> str:
    return str(delivery.data["order_id"])


def _at(delivery: Delivery) -> datetime:
    return datetime.fromisoformat(delivery.metadata.occurred_at)


def _statement(delivery: Delivery, said: Said, placing: Placing | None = None) -> Statement:
    customer, lines = said.customer, said.lines
    return Statement(
        version=delivery.metadata.stream_version,
        at=_at(delivery),
        placing=placing,
        customer=Customer(customer.name, customer.email, customer.locale) if customer else None,
        lines=tuple(map(_line, lines)) if lines else None,
        currency=said.currency,
    )


def _line(said: parts.Line) -> Line:
    return Line(said.sku, said.quantity, Decimal(said.unit_price), said.description)
