"""Stands in for gateway responses in an API's body: MiniStack knows them only as resources.

On AWS they must stand in the body, since a deployment is made anew only when the body changes.
"""

from typing import Any

from ministack.services import apigateway_v1
from ministack.services.cloudformation import provisioners

from local.engine.resource_types import Made, Properties

REST_API = "AWS::ApiGateway::RestApi"
KEY = "x-amazon-apigateway-gateway-responses"


def install() -> None:
    """Put the answers of each body where MiniStack looks for them, before its deployment."""
    native = provisioners._RESOURCE_HANDLERS[REST_API]

    def create(logical_id: str, properties: Properties, stack: str) -> Made:
        made: Made = native["create"](logical_id, properties, stack)
        _put(made[0], properties)
        return made

    def update(physical_id: str, old: Properties, new: Properties, *rest: Any, **more: Any) -> Made:
        made: Made = native["update"](physical_id, old, new, *rest, **more)
        _put(made[0], new)
        return made

    provisioners._RESOURCE_HANDLERS[REST_API] = {**native, "create": create, "update": update}


def _put(api_id: str, properties: Properties) -> None:
    for kind, answer in ((properties.get("Body") or {}).get(KEY) or {}).items():
        status, _, body = apigateway_v1._put_gateway_response(api_id, kind, answer)
        if status >= 400:
            raise ValueError(f"{kind}: {body!r}")
