"""Every contract by its detail-type: generated from schemas by `make codegen`; do not edit."""

from contracts import carrier, notification, operator, order
from contracts.contract import Contract

CONTRACTS: dict[str, type[Contract]] = {
    "carrier.audit_digest.v1": carrier.CarrierAuditDigestV1,
    "carrier.cancellation_answered.v1": carrier.CarrierCancellationAnsweredV1,
    "carrier.cancellation_requested.v1": carrier.CarrierCancellationRequestedV1,
    "carrier.message_parked.v1": carrier.CarrierMessageParkedV1,
    "carrier.order_delivered.v1": carrier.CarrierOrderDeliveredV1,
    "carrier.order_shipped.v1": carrier.CarrierOrderShippedV1,
    "carrier.publication_failed.v1": carrier.CarrierPublicationFailedV1,
    "carrier.shipment_accepted.v1": carrier.CarrierShipmentAcceptedV1,
    "carrier.shipment_failed.v1": carrier.CarrierShipmentFailedV1,
    "carrier.shipment_requested.v1": carrier.CarrierShipmentRequestedV1,
    "notification.audit_digest.v1": notification.NotificationAuditDigestV1,
    "notification.awaiting_address.v1": notification.NotificationAwaitingAddressV1,
    "notification.failed.v1": notification.NotificationFailedV1,
    "notification.held.v1": notification.NotificationHeldV1,
    "notification.message_parked.v1": notification.NotificationMessageParkedV1,
    "notification.pending.v1": notification.NotificationPendingV1,
    "notification.publication_failed.v1": notification.NotificationPublicationFailedV1,
    "notification.sent.v1": notification.NotificationSentV1,
    "operator.republication_requested.v1": operator.OperatorRepublicationRequestedV1,
    "order.audit_digest.v1": order.OrderAuditDigestV1,
    "order.cancelled.v1": order.OrderCancelledV1,
    "order.delivered.v1": order.OrderDeliveredV1,
    "order.exception_raised.v1": order.OrderExceptionRaisedV1,
    "order.message_parked.v1": order.OrderMessageParkedV1,
    "order.placed.v1": order.OrderPlacedV1,
    "order.publication_failed.v1": order.OrderPublicationFailedV1,
    "order.ready_to_ship.v1": order.OrderReadyToShipV1,
    "order.shipment_accepted.v1": order.OrderShipmentAcceptedV1,
    "order.shipped.v1": order.OrderShippedV1,
}
