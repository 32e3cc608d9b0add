"""Call partners over HTTP: signed, bounded in time and size, and never led elsewhere."""

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any

from urllib3 import Timeout
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from chalicelib.carrier_gateway.adapters import dialect, signatures
from chalicelib.carrier_gateway.adapters.destinations import DestinationBlocked, Destinations
from chalicelib.carrier_gateway.adapters.excerpts import excerpt
from chalicelib.carrier_gateway.adapters.mapping import Unmappable
from chalicelib.carrier_gateway.adapters.patience import patient_pools, within
from chalicelib.carrier_gateway.adapters.secrets import PartnerSecrets
from chalicelib.carrier_gateway.application.attempts import Attempt, Attempts
from chalicelib.carrier_gateway.application.breaker import IN_FLIGHT
from chalicelib.carrier_gateway.application.calls import Call, NoReply, Reply
from chalicelib.carrier_gateway.application.drainer import CONNECT_S
from chalicelib.carrier_gateway.domain.partner import Partner
from eventing.log import logger

BLOCKED, UNMAPPABLE = "blocked_destination", "unmappable"


class HttpCarriers:
    """The signed way out; connections are kept and shared by all threads."""

    def __init__(
        self, secrets: PartnerSecrets, destinations: Destinations, attempts: Attempts
    ) -> None:
        self._secrets = secrets
        self._destinations = destinations
        self._attempts = attempts
        self._pools = patient_pools(IN_FLIGHT, destinations)

    def send(self, call: Call, partner: Partner) -> Reply | NoReply:
        """Make one attempt."""
        try:
            path, body = dialect.request(call, partner.mapping)
        except Unmappable as unmappable:
            logger.error("unmappable", extra={"partner": partner.id, "reason": str(unmappable)})
            return NoReply("The partner's mapping does not fit the request.", UNMAPPABLE)
        at, began = datetime.now(UTC), time.monotonic()
        reply = self._reply(call, partner, path, body)
        attempt = Attempt(
            partner_id=partner.id,
            order_id=call.asked.order_id,
            at=at,
            purpose=call.purpose.value,
            method="POST",
            path=path,
            idempotency_key=call.idempotency_key,
            size=len(body),
            duration_ms=round((time.monotonic() - began) * 1000),
            status=reply.status if isinstance(reply, Reply) else None,
            reason=reply.reason if isinstance(reply, NoReply) else None,
            answer=None,
        )
        logger.info("called", extra=facts_of(attempt))
        self._keep(attempt, call, reply)
        return reply if isinstance(reply, NoReply) else dialect.reply(call, partner.mapping, reply)

    def _keep(self, attempt: Attempt, call: Call, reply: Reply | NoReply) -> None:
        """Keep an attempt with the answer, if that can be done."""
        try:
            self._attempts.record(replace(attempt, answer=excerpt(call, reply)))
        except Exception:  # noqa: BLE001 - a reply that is lost would be asked for again
            logger.exception("attempt not kept", extra={"partner": attempt.partner_id})

    def _reply(self, call: Call, partner: Partner, path: str, body: bytes) -> Reply | NoReply:
        secrets = self._secrets.signing(partner.id)
        if not secrets:
            logger.error("no signing secret", extra={"partner": partner.id})
            return NoReply("There is no secret to sign the call with.")
        headers = {
            "Content-Type": "application/json",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "waybill",
            "Idempotency-Key": call.idempotency_key,
            **signatures.headers(secrets, call.message_id, datetime.now(UTC), body),
        }
        try:
            self._destinations.target(partner.url)
            return self._answer(partner, path, body, headers, call.longest_answer)
        except DestinationBlocked as blocked:
            logger.error("blocked", extra={"partner": partner.id, "reason": blocked.reason})
            return NoReply(f"The partner's URL is blocked: {blocked.reason}.", BLOCKED)
        except (ReadTimeoutError, TimeoutError):
            return NoReply("The partner did not answer in time.")
        except (HTTPError, HTTPException, OSError):
            return NoReply("The partner could not be reached.")

    def _answer(
        self, partner: Partner, path: str, body: bytes, headers: Mapping[str, str], most: int
    ) -> Reply:
        began = time.monotonic()
        response = self._pools.request(
            "POST",
            partner.url.rstrip("/") + path,
            body=body,
            headers=headers,
            timeout=Timeout(connect=CONNECT_S, read=partner.read_timeout_s),
            retries=False,
            redirect=False,
            preload_content=False,
        )
        left_s = began + CONNECT_S + partner.read_timeout_s - time.monotonic()
        answer = _body(response, most, left_s)
        return Reply(response.status, answer, response.headers.get("Retry-After"))


def facts_of(attempt: Attempt) -> dict[str, Any]:
    """Return what the log says of an attempt."""
    return {
        "partner": attempt.partner_id,
        "order_id": attempt.order_id,
        "purpose": attempt.purpose,
        "status": attempt.status or attempt.reason,
        "ms": attempt.duration_ms,
    }


def _body(response: BaseHTTPResponse, most: int, seconds: float) -> bytes | None:
    """Read the body, or nothing of it if it is longer than `most`."""
    with within(seconds, response.shutdown):
        body = b""
        while len(body) <= most and (piece := _piece(response, most + 1)):
            body += piece
    if len(body) > most:
        response.close()
        return None
    response.release_conn()
    return body


def _piece(response: BaseHTTPResponse, most: int) -> bytes:
    """Read on; only the end of all that was promised is empty."""
    return response.read(most, decode_content=False)
