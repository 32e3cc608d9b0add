"""The peer: orders over HTTP as Powertools' documentation writes them, with pydantic and boto3."""

import json
import os
import time
import uuid
from functools import cache
from typing import Annotated, Any

import boto3
from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

app = APIGatewayRestResolver()

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Customer(Body):
    name: Text
    email: Annotated[str, Field(pattern=r"^[^\s@]+@[^\s@]+$")]
    locale: str | None = None


class Address(Body):
    name: Text
    line1: Text
    line2: Text | None = None
    city: Text
    region: Text | None = None
    postal_code: Text
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]


class Line(Body):
    sku: Text
    description: Text | None = None
    quantity: Annotated[int, Field(ge=1)]
    unit_price: Annotated[str, Field(pattern=r"^\d{1,12}(\.\d{1,4})?$")]


class Order(Body):
    external_id: Text | None = None
    channel: Text = "api"
    customer: Customer
    ship_to: Address
    lines: Annotated[list[Line], Field(min_length=1)]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    carrier: Text | None = None
    dispatch_by: str | None = None
    notes: str | None = None


@cache
def table() -> Any:
    return boto3.client("dynamodb")


@app.post("/orders")
def place_order() -> Response[str]:
    try:
        order = Order.model_validate_json(app.current_event.body or "")
    except ValidationError as error:
        return Response(422, "application/json", error.json(include_input=False))
    order_id = str(uuid.uuid5(uuid.NAMESPACE_OID, app.current_event.headers["Idempotency-Key"]))
    table().put_item(
        TableName=os.environ["EVENTS_TABLE"],
        Item={
            "stream_id": {"S": order_id},
            "version": {"N": "1"},
            "at": {"N": str(time.time())},
            "order": {"S": order.model_dump_json(exclude_none=True)},
        },
        ConditionExpression="attribute_not_exists(stream_id)",
    )
    answer = {"order_id": order_id, "state": "pending"}
    return Response(201, "application/json", json.dumps(answer))


@app.get("/orders/<order_id>")
def get_order(order_id: str) -> dict[str, Any]:
    key = {"stream_id": {"S": order_id}, "version": {"N": "1"}}
    found = table().get_item(TableName=os.environ["EVENTS_TABLE"], Key=key)
    return dict(found["Item"])


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return app.resolve(event, context)
