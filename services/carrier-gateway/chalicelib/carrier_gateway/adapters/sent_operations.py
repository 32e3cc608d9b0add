"""What the gateway itself asks of partners described, each under its purpose."""

from typing import Annotated

from pydantic import BaseModel, Field

from chalicelib.carrier_gateway.adapters.callbacks import ShippingOutput
from chalicelib.carrier_gateway.adapters.readings import DocumentSaid, EnrichmentSaid
from chalicelib.carrier_gateway.application.calls import Purpose
from chalicelib.carrier_gateway.application.replies import CODE
from chalicelib.carrier_gateway.domain.task import Task
from eventing.operations import Parameter, Reply, Sent


class RejectionSaid(BaseModel):
    """Why a partner will not, as far as it says it; no personal data."""

    code: Annotated[str, Field(pattern=f"^{CODE.pattern}$")] | None = None
    message: str | None = None


ORDER = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
ASKED_ANEW = (
    "Asked anew after an unknown outcome, it has the same Idempotency-Key and a new callback_id: "
    "answer it as before, and never compare bodies."
)
YOUR_FORM = "Where a form of your own was agreed upon, path and fields are those."
AGAIN = "Tried again, after Retry-After if you give one (1 s to 6 h), else ever more rarely."
TAKEN = Reply("Taken: the answer follows by callback, in the time that was agreed upon (24 h).")
REFUSED = Reply("Refused: it is not asked again by itself.")
PASSING = {status: Reply(AGAIN) for status in ("408", "425", "429", "5XX")}
NO = {"3XX": REFUSED, "4XX": REFUSED}


def _headers(purpose: Purpose, rounds: str = "(:[1-9][0-9]*)?") -> tuple[Parameter, ...]:
    """Describe the headers of the requests for `purpose`."""
    key = f"^{ORDER}:{purpose}{rounds}$"
    return (
        _header("Idempotency-Key", "The same key is the same task: do it once.", pattern=key),
        _header("webhook-id", "The same in each attempt.", pattern=f"^{purpose}_[0-9a-f-]{{36}}$"),
        _header("webhook-timestamp", "Unix seconds, new in each attempt.", pattern="^[0-9]+$"),
        _header(
            "webhook-signature",
            "HMAC-SHA256 over `id.timestamp.body` (Standard Webhooks), new in each attempt; "
            "blanks between several, of which one must fit.",
            pattern="^v1,[A-Za-z0-9+/]{43}=( v1,[A-Za-z0-9+/]{43}=)*$",
        ),
        _header("User-Agent", "Who asks.", const="waybill"),
    )


def _header(name: str, meaning: str, **schema: str) -> Parameter:
    return Parameter("header", name, meaning, {"type": "string", **schema}, required=True)


SHIPMENT = Sent(
    "Ship an order",
    f"{ASKED_ANEW} {YOUR_FORM} "
    "An API destination brings neither external_id, dispatch_by, Idempotency-Key nor signature.",
    path="/orders",
    detail_type="order.ready_to_ship.v1",
    fields=("external_id", "ship_to", "lines", "currency", "total", "dispatch_by"),
    task_type=Task.SHIPPING.value,
    headers=_headers(Purpose.SHIP),
    replies={
        "2XX": Reply(
            "Accepted: a JSON object, whatever it says, and an empty body are a yes; "
            "say no with a 4XX.",
            ShippingOutput,
        ),
        "202": TAKEN,
        "409": Reply(
            "Accepted: the order is surely yours already. "
            "Still at work on the first, answer 425 or 503 with Retry-After."
        ),
        **PASSING,
        **NO,
    },
)

CANCELLATION = Sent(
    "Take a shipment back",
    "Know it by its path: its task_type is that of the shipment that it takes back, and so is its "
    f"callback_id. {YOUR_FORM} API destinations are never told.",
    path="/orders/{order_id}/cancellation",
    detail_type="order.ready_to_ship.v1",
    fields=("external_id",),
    task_type=Task.SHIPPING.value,
    headers=_headers(Purpose.CANCEL, rounds=""),
    replies={
        "2XX": Reply("Confirmed: it will not be shipped; no body is read."),
        **PASSING,
        "3XX": REFUSED,
        "4XX": Reply("Refused: it is too late, 409 included; a person is told."),
    },
)


QUESTION = {
    "202": TAKEN,
    "409": Reply("Tried again: you are still at work on the same key."),
    **PASSING,
    **NO,
}
ORDERED = ("external_id", "customer", "ship_to", "lines", "currency")

TAX_DOCUMENT = Sent(
    "Issue the tax document of an order",
    f"{ASKED_ANEW} {YOUR_FORM}",
    path="/tax-documents",
    detail_type="order.tax_document_requested.v1",
    fields=(*ORDERED, "total"),
    task_type=Task.TAX_DOCUMENT.value,
    headers=_headers(Purpose.TAX_DOCUMENT),
    replies={
        "2XX": Reply("Answered: the document, at most 1 MiB in all.", DocumentSaid),
        "422": Reply("Rejected, until other data of the order takes that away.", RejectionSaid),
        **QUESTION,
    },
)

ENRICHMENT = Sent(
    "Tell what an order lacks",
    f"{ASKED_ANEW} {YOUR_FORM}",
    path="/enrichments",
    detail_type="order.enrichment_requested.v1",
    fields=("wanted", "channel", *ORDERED, "notes"),
    task_type=Task.ENRICHMENT.value,
    headers=_headers(Purpose.ENRICH),
    replies={
        "2XX": Reply("Answered: what you know, at most 64 KiB.", EnrichmentSaid),
        "422": Reply("Rejected: you do not know it, and why.", RejectionSaid),
        **QUESTION,
    },
)

REQUESTS = {
    "shipment": SHIPMENT,
    "cancellation": CANCELLATION,
    "tax-document": TAX_DOCUMENT,
    "enrichment": ENRICHMENT,
}
