"""The routes of the gateway described, each under the name of its view, for the HTTP document."""

from chalicelib.carrier_gateway.adapters.answers import (
    CallbackAnswer,
    ParcelAnswer,
    ReceiptAnswer,
    WebhookAnswer,
)
from chalicelib.carrier_gateway.adapters.callbacks import MAX_BODY_BYTES
from chalicelib.carrier_gateway.adapters.http_in import (
    MAX_WEBHOOK_BYTES,
    DeliveryBody,
    ShipmentBody,
)
from chalicelib.carrier_gateway.adapters.registry_operations import PARTNER_ID, REGISTRY
from chalicelib.carrier_gateway.adapters.sent_operations import REQUESTS
from chalicelib.carrier_gateway.adapters.told import Callback, Webhook
from chalicelib.carrier_gateway.domain.task import Task
from eventing.operations import SIGNATURE, UUID, Answer, Operation, Parameter

ORDER_ID = "6ab2b1ca-afe6-508d-988f-94f7d79e23c1"
UNSIGNED = "The signature is missing or wrong, and this partner must sign."
UNKNOWN = "There is no such order; one that was not given to you is answered the same."
SHIPPED = {
    "order_id": ORDER_ID,
    "task_type": Task.SHIPPING.value,
    "task_status": "SUCCEEDED",
    "task_output": {"shipping_status": "PROCESSING", "tracking_number": "1ZA1B2C3D4"},
}

CALLBACK = Operation(
    "Answer a task later than its request was answered",
    body=Callback,
    limit=MAX_BODY_BYTES,
    parameters=SIGNATURE,
    answers={200: Answer("Recorded, or the same was recorded before.", CallbackAnswer)},
    refusals={
        401: UNSIGNED,
        404: "There is no such order, or this task of it was not given to you.",
        409: "It answers nothing that is asked now, or contradicts what is recorded.",
    },
    description=(
        "What an answer in time would have said is the task_output. "
        "A task that was asked more than once is answered with the callback_id of its newest "
        "request."
    ),
    examples={"a shipment": SHIPPED},
)

PARTNER = Parameter(
    "path", "partner", "Your own id; another's is answered by 404.", PARTNER_ID, True
)
WEBHOOK_ID = Parameter("path", "webhook_id", "The id you were answered.", UUID, True)
RECEIPT = {"Location": "Where to see what became of it."}
WEBHOOKS = {
    "receive_webhook": Operation(
        "Tell whatever happened: scans of a parcel, answers to tasks, payments, returns",
        body=Webhook,
        limit=MAX_WEBHOOK_BYTES,
        parameters=(PARTNER, *SIGNATURE),
        answers={
            202: Answer("Stored as it came; it is processed soon.", ReceiptAnswer, RECEIPT),
            200: Answer("It had come before, and has no effect again.", ReceiptAnswer, RECEIPT),
        },
        refusals={
            401: UNSIGNED,
            404: "These are not your webhooks.",
            409: "Another message came with this webhook-id.",
        },
        description=(
            "What is signed is known by its webhook-id, what is not by its content. "
            "The body is in the standard form, or in your own as it was agreed upon."
        ),
        examples={
            "a scan": {
                "type": "tracking",
                "tracking_number": "1ZA1B2C3D4",
                "status": "in_transit",
                "occurred_at": "2026-11-20T14:30:00+01:00",
                "location": "Dover, GB",
            },
            "scans in a bundle": {
                "type": "tracking",
                "order_id": ORDER_ID,
                "scans": [
                    {"status": "picked_up", "occurred_at": "2026-11-20T14:30:00+01:00"},
                    {
                        "status": "on_hold",
                        "reason": "customs.documents_missing",
                        "occurred_at": "2026-11-21T09:00:00+01:00",
                    },
                ],
            },
            "an answer to a task": {"type": "task", **SHIPPED},
            "anything else": {"type": "claim", "order_id": ORDER_ID, "status": "opened"},
        },
    ),
    "read_webhook": Operation(
        "See what became of a webhook",
        parameters=(PARTNER, WEBHOOK_ID),
        answers={200: Answer("As it stands.", WebhookAnswer)},
        refusals={404: "There is no such webhook; another's is answered the same."},
    ),
}

SENT = REQUESTS
OPERATIONS = {
    **REGISTRY,
    **WEBHOOKS,
    "take_callback": CALLBACK,
    "confirm_shipment": Operation(
        "Confirm that an order was shipped",
        body=ShipmentBody,
        parameters=SIGNATURE,
        answers={200: Answer("Recorded, now or before: the first word stands.", ParcelAnswer)},
        refusals={401: UNSIGNED, 404: UNKNOWN},
        examples={
            "a shipment": {
                "order_id": ORDER_ID,
                "shipped_at": "2026-11-20T10:00:00+01:00",
                "tracking_number": "1ZA1B2C3D4",
            }
        },
    ),
    "confirm_delivery": Operation(
        "Confirm that an order was delivered",
        body=DeliveryBody,
        parameters=SIGNATURE,
        answers={200: Answer("Recorded, now or before: the first word stands.", ParcelAnswer)},
        refusals={401: UNSIGNED, 404: UNKNOWN},
        examples={"a delivery": {"order_id": ORDER_ID, "delivered_at": "2026-11-20T16:00:00Z"}},
    ),
}
