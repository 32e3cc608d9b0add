"""Call partners over HTTP: signed, bounded in time and size, and never led elsewhere."""

import time
from datetime import UTC, datetime
from http.client import HTTPException

from urllib3 import Timeout
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.response import BaseHTTPResponse

from chalicelib.carrier_gateway.adapters import dialect, signatures
from chalicelib.carrier_gateway.adapters.destinations import DestinationBlocked, Destinations
from chalicelib.carrier_gateway.adapters.mapping import Unmappable
from chalicelib.carrier_gateway.adapters.patience import patient_pools, within
from chalicelib.carrier_gateway.adapters.secrets import PartnerSecrets
from chalicelib.carrier_gateway.application.breaker import IN_FLIGHT
from chalicelib.carrier_gateway.application.calls import Call, NoReply, Reply
from chalicelib.carrier_gateway.application.drainer import CONNECT_S
from chalicelib.carrier_gateway.domain.partner import Partner
from eventing.log import logger

BLOCKED, UNMAPPABLE = "blocked_destination", "unmappable"


class HttpCarriers:
    """The signed way out; connections are kept and shared by all threads."""

    def __init__(self, secrets: PartnerSecrets, destinations: Destinations) -> None:
        self._secrets = secrets
        self._destinations = destinations
        self._pools = patient_pools(IN_FLIGHT, destinations)

    def send(self, call: Call, partner: Partner) -> Reply | NoReply:
        """Make one attempt."""
        began = time.monotonic()
        reply = self._reply(call, partner, began)
        facts = {
            "partner": partner.id,
            "order_id": call.asked.order_id,
            "purpose": call.purpose.value,
            "status": reply.status if isinstance(reply, Reply) else reply.reason,
            "ms": round((time.monotonic() - began) * 1000),
        }
        logger.info("called", extra=facts)
        return reply

    def _reply(self, call: Call, partner: Partner, began: float) -> Reply | NoReply:
        secrets = self._secrets.signing(partner.id)
        if not secrets:
            logger.error("no signing secret", extra={"partner": partner.id})
            return NoReply("There is no secret to sign the call with.")
        try:
            self._destinations.target(partner.url)
            return dialect.reply(call, partner.mapping, self._answer(call, partner, secrets, began))
        except Unmappable as unmappable:
            logger.error("unmappable", extra={"partner": partner.id, "reason": str(unmappable)})
            return NoReply("The partner's mapping does not fit the request.", UNMAPPABLE)
        except DestinationBlocked as blocked:
            logger.error("blocked", extra={"partner": partner.id, "reason": blocked.reason})
            return NoReply(f"The partner's URL is blocked: {blocked.reason}.", BLOCKED)
        except (ReadTimeoutError, TimeoutError):
            return NoReply("The partner did not answer in time.")
        except (HTTPError, HTTPException, OSError):
            return NoReply("The partner could not be reached.")

    def _answer(
        self, call: Call, partner: Partner, secrets: tuple[str, ...], began: float
    ) -> Reply:
        path, body = dialect.request(call, partner.mapping)
        response = self._pools.request(
            "POST",
            partner.url.rstrip("/") + path,
            body=body,
            headers={
                "Content-Type": "application/json",
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                "User-Agent": "waybill",
                "Idempotency-Key": call.idempotency_key,
                **signatures.headers(secrets, call.message_id, datetime.now(UTC), body),
            },
            timeout=Timeout(connect=CONNECT_S, read=partner.read_timeout_s),
            retries=False,
            redirect=False,
            preload_content=False,
        )
        left_s = began + CONNECT_S + partner.read_timeout_s - time.monotonic()
        answer = _body(response, call.longest_answer, left_s)
        return Reply(response.status, answer, response.headers.get("Retry-After"))


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
