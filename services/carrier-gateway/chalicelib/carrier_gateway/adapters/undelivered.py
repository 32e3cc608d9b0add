"""What EventBridge could not bring to an API destination comes back to its conversation."""

import re
from collections.abc import Mapping
from typing import Any

from chalicelib.carrier_gateway.application.causes import Cause
from chalicelib.carrier_gateway.application.conversations import ShippingDesk
from chalicelib.carrier_gateway.domain.commands import RecordFailure
from chalicelib.carrier_gateway.domain.partner import Way
from chalicelib.carrier_gateway.domain.task import Task, stream_of
from contracts.carrier import CarrierShipmentRequestedV1
from eventing.consumer import Delivery, Handlers, UnexpectedEvent

MESSAGE = "EventBridge could not deliver the request to the carrier."


def handlers(desk: ShippingDesk, record: Mapping[str, Any]) -> Handlers:
    """Return what handles the one message `record` of the dead-letter queue."""

    def failed(delivery: Delivery) -> None:
        said = CarrierShipmentRequestedV1.model_validate(delivery.data)
        # Any other way is the gateway's own, which alone knows how it went.
        if said.way != Way.API_DESTINATION:
            raise UnexpectedEvent(f"{delivery.detail_type} on the way {said.way}")
        code = error_code(record)
        cause = Cause(delivery.metadata.event_id, delivery.metadata.tenant_id)
        desk.record(
            RecordFailure(said.answers, code, MESSAGE, retryable=True),
            cause,
            desk.store.read(stream_of(said.order_id, Task.SHIPPING)),
            name=f"undelivered:{delivery.metadata.event_id}",
        )

    return {CarrierShipmentRequestedV1.DETAIL_TYPE: failed}


def error_code(record: Mapping[str, Any]) -> str:
    """Return the code EventBridge gives, in the letters that a contract's code may have."""
    attribute = record.get("messageAttributes", {}).get("ERROR_CODE", {})
    code = re.sub(r"[^A-Za-z0-9_.:-]", "_", attribute.get("stringValue") or "")
    return code[:64] or "undelivered"
