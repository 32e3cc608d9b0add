"""DynamoDB with botocore's signature over urllib3: the same answers and errors for half the CPU.

It stands where PynamoDB expects a botocore client, and does what its calls from here need:
requests signed anew for each attempt, bounded time-outs, and retries of what may pass.
Binary attributes are not among that.
"""

import json
import os
import random
import time
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError, HTTPClientError
from urllib3 import BaseHTTPResponse, Timeout, connection_from_url
from urllib3.exceptions import HTTPError
from urllib3.util import parse_url

TARGET = "DynamoDB_20120810"
ATTEMPTS = 4
FIRST_WAIT_S, LONGEST_WAIT_S = 0.05, 2.0
# What a later attempt may get past; the same as botocore's standard mode holds for passing.
PASSING = frozenset(
    {
        "InternalServerError",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingException",
        "TransactionInProgressException",
    }
)


class LeanDynamoDB:
    """DynamoDB at `endpoint`; safe for threads, which share its connections."""

    # PynamoDB looks here for credentials that went stale; ours are asked for at every attempt.
    _request_signer = None

    def __init__(self, endpoint: str, region: str, credentials: Credentials) -> None:
        self._url = endpoint.rstrip("/") + "/"
        parts = parse_url(self._url)
        self._host, self._path = parts.netloc, parts.path or "/"
        self._region = region
        self._credentials = credentials
        timeout = Timeout(connect=2, read=10)
        self._pool = connection_from_url(self._url, maxsize=10, timeout=timeout)

    def _make_api_call(self, operation_name: str, api_params: dict[str, Any]) -> dict[str, Any]:
        """Call an operation, as a botocore client does.

        Raises:
            ClientError: DynamoDB refuses, the fourth time if the refusal may pass.
            HTTPClientError: DynamoDB could not be reached four times.
        """
        body = json.dumps(api_params, separators=(",", ":")).encode()
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._answer(operation_name, body)
            except (ClientError, HTTPClientError) as error:
                if attempt == ATTEMPTS or not _may_pass(error):
                    raise
            longest = min(FIRST_WAIT_S * 2**attempt, LONGEST_WAIT_S)
            time.sleep(random.uniform(0, longest))  # noqa: S311 - spreads retries, keeps no secret
        raise AssertionError("unreachable")

    def _answer(self, operation: str, body: bytes) -> dict[str, Any]:
        try:
            response = self._pool.urlopen(
                "POST", self._path, body=body, headers=self._signed(operation, body), retries=False
            )
        except (HTTPError, OSError) as error:
            raise HTTPClientError(error=error) from error
        if response.status != 200:
            raise _refusal(operation, response)
        answer: dict[str, Any] = json.loads(response.data)
        return answer

    def _signed(self, operation: str, body: bytes) -> dict[str, str]:
        headers = {
            "Content-Type": "application/x-amz-json-1.0",
            "Host": self._host,
            "User-Agent": "waybill",
            "X-Amz-Target": f"{TARGET}.{operation}",
        }
        # As botocore does in a function, so that a trace shows the call.
        if trace := os.environ.get("_X_AMZN_TRACE_ID"):
            headers["X-Amzn-Trace-Id"] = trace
        request = AWSRequest("POST", self._url, data=body, headers=headers)
        credentials = self._credentials.get_frozen_credentials()
        SigV4Auth(credentials, "dynamodb", self._region).add_auth(request)
        return dict(request.headers.items())


def _refusal(operation: str, response: BaseHTTPResponse) -> ClientError:
    try:
        said = dict(json.loads(response.data))
    except (ValueError, TypeError):
        said = {}
    code = str(said.get("__type", response.status)).rpartition("#")[2]
    error = {"Code": code, "Message": said.get("message") or said.get("Message") or ""}
    metadata = {
        "HTTPStatusCode": response.status,
        "RequestId": response.headers.get("x-amzn-requestid", ""),
    }
    answer: Any = {"Error": error, "ResponseMetadata": metadata}
    return ClientError(answer, operation)


def _may_pass(error: ClientError | HTTPClientError) -> bool:
    if isinstance(error, HTTPClientError):
        return True
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    return status >= 500 or error.response["Error"]["Code"] in PASSING
