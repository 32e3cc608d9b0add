"""The routes of orders described, each under the name of its view, for the HTTP document."""

from typing import Any

from chalicelib.orders.adapters.answers import HistoryAnswer, OrderAnswer
from chalicelib.orders.adapters.http_in import CancelBody, ExceptionBody, OrderBody
from eventing.operations import UUID, Answer, Operation, Parameter, idempotency_key

ORDER_ID = Parameter("path", "order_id", "The order's id, as it was answered.", UUID)
VERSION = Parameter(
    "query",
    "version",
    "How many events the order had: its state as it was then.",
    {"type": "integer", "minimum": 1, "maximum": 999_999_999},
)
UNKNOWN = "There is no such order; one of another tenant is answered the same."

ORDER: dict[str, Any] = {
    "external_id": "shop-4711",
    "channel": "web",
    "customer": {"name": "Ada Example", "email": "ada@example.com", "locale": "en-GB"},
    "ship_to": {
        "name": "Ada Example",
        "line1": "1 Square",
        "city": "London",
        "postal_code": "SW1Y 4JH",
        "country": "GB",
    },
    "lines": [{"sku": "BOOK-1", "quantity": 1, "unit_price": "19.90"}],
    "currency": "GBP",
    "carrier": "acme",
}

OPERATIONS = {
    "place_order": Operation(
        "Place an order",
        body=OrderBody,
        parameters=(idempotency_key(required=False),),
        answers={
            201: Answer("It is stored.", OrderAnswer, {"Location": "Where the order is."}),
            200: Answer(
                "It was placed before; the answer is as it was then.",
                OrderAnswer,
                {"Location": "Where the order is."},
            ),
        },
        refusals={
            400: "The body is not JSON, or names no order and the key is missing or wrong.",
            409: "This external id or key was used with other input.",
        },
        examples={"an order": ORDER},
        description=(
            "Its `external_id` names it, else the `Idempotency-Key`; one of them is needed."
            " `carrier` is needed where the client has no default carrier; `customer`, `ship_to`,"
            " `lines` and `currency`, unless the `channel` defers them to an enrichment."
        ),
    ),
    "get_order": Operation(
        "Look at an order",
        parameters=(ORDER_ID, VERSION),
        answers={200: Answer("The order.", OrderAnswer)},
        refusals={
            400: "`version` is no whole number above 0.",
            404: f"{UNKNOWN} So is a version that it has not come to.",
        },
    ),
    "get_events": Operation(
        "Look at all that happened to an order",
        parameters=(ORDER_ID,),
        answers={
            200: Answer("Its published events, without operators' identities.", HistoryAnswer)
        },
        refusals={404: UNKNOWN},
    ),
    "cancel_order": Operation(
        "Cancel an order",
        body=CancelBody,
        parameters=(ORDER_ID, idempotency_key(required=True)),
        answers={200: Answer("It is cancelled.", OrderAnswer)},
        refusals={
            400: "The body is not JSON, or the key is missing or wrong.",
            404: UNKNOWN,
            409: "It has gone too far, or the key was used with other input.",
        },
        examples={"with a reason": {"reason": "Ordered twice"}, "without": {}},
    ),
    "raise_exception": Operation(
        "Say that an order cannot go on",
        body=ExceptionBody,
        parameters=(ORDER_ID, idempotency_key(required=True)),
        answers={200: Answer("It is in exception, and waits for a person.", OrderAnswer)},
        refusals={
            400: "The body is not JSON, or the key is missing or wrong.",
            404: UNKNOWN,
            409: "It is closed or in exception already, or the key was used with other input.",
        },
        examples={"a doubt": {"code": "fraud", "message": "The payment is in doubt."}},
        description="`stage` is where it stands, unless another is named.",
    ),
}
