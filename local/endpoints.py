"""`.local/endpoints.json`: how people, demos and acceptance tests find the local system."""

import json
import re
from typing import Any

import boto3

from local.place import REGION, STAGE, Place

_AWS_URL = re.compile(r"https://(?P<api>\w+)\.execute-api\.[^/]+/(?P<stage>\w+)/?$")

Endpoints = dict[str, Any]
APIS = {
    "orders": "orders",
    "carrier_gateway": "carrier-gateway",
    "notifications": "notifications",
}


def read(place: Place) -> Endpoints:
    """Read what the last run wrote; empty before the first."""
    if not place.endpoints_file.exists():
        return {}
    return dict(json.loads(place.endpoints_file.read_text()))


def write(place: Place, **registered: dict[str, Any]) -> Endpoints:
    """Write where everything is, with the keys of those who were registered, by what they are."""
    endpoints = {
        "stage": STAGE,
        "aws_endpoint": place.endpoint,
        "region": REGION,
        **{key: reachable(place, _api_url(service)) for key, service in APIS.items()},
        "mailbox": f"{place.endpoint}/_ministack/ses/messages",
        **registered,
    }
    place.endpoints_file.touch(mode=0o600)
    place.endpoints_file.write_text(json.dumps(endpoints, indent=2) + "\n")
    return endpoints


def reachable(place: Place, url: str) -> str:
    """Turn the address an API has on AWS into the one it has on the engine."""
    found = _AWS_URL.match(url)
    if found is None:
        return url.rstrip("/")
    return f"{place.endpoint}/restapis/{found['api']}/{found['stage']}/_user_request_"


def _api_url(service: str) -> str:
    name = f"/waybill/{STAGE}/{service}/api/url"
    return str(boto3.client("ssm").get_parameter(Name=name)["Parameter"]["Value"])
