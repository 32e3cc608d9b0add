"""The edge of an HTTP service: bodies read within limits, and every "no" an RFC 9457 problem."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.message import Message
from functools import wraps
from http import HTTPStatus
from importlib.resources import files
from typing import Any, TypeVar

from chalice import Response
from chalice.app import ChaliceUnhandledError, Request
from pydantic import BaseModel, ValidationError

from eventing.decider import Refusal
from eventing.log import logger
from eventing.plain_json import LONGEST_NAME, AmbiguousJson, refuse_ambiguity
from eventing.store import CommandConflict, StaleStream

AnyModel = TypeVar("AnyModel", bound=BaseModel)
View = Callable[..., Any]

MAX_BODY_BYTES = 128 * 1024
MAX_FIELD_ERRORS = 50
KEY = re.compile(r"[!-~]{1,255}")
# All that can be an id or a name of ours; more would only trouble stores, headers and logs.
PATH_VALUE = re.compile(r"[ -~]{1,128}")
PROBLEM = {"Content-Type": "application/problem+json"}
JSON, UTF_8 = "application/json", "utf-8"
DOCUMENT = "/openapi.json"


class Problem(ChaliceUnhandledError):
    """A refusal of the request, told to the caller as it is."""

    def __init__(self, status: int, detail: str, errors: Sequence[Mapping[str, str]] = ()) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = list(errors)

    def response(self) -> Response:
        """Return the problem document."""
        document: dict[str, Any] = {
            "type": "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
        }
        if self.errors:
            document["errors"] = self.errors
        return Response(document, dict(PROBLEM), self.status)


def answer_problems(request: Request, get_response: Callable[[Request], Response]) -> Response:
    """Turn what was raised, and what Chalice itself refuses, into problems (a middleware)."""
    try:
        response = get_response(request)
    except Problem as problem:
        response = problem.response()
    if response.status_code >= 400 and "Code" in (response.body or {}):
        detail = "Something failed here; the request may be repeated."
        known = response.status_code < 500
        detail = response.body["Message"] if known else detail
        response = Problem(response.status_code, detail).response()
    logger.info("answered", extra={"route": request.path, "status": response.status_code})
    return response


def edge(refusals: Mapping[type[Refusal], int]) -> Callable[[View], View]:
    """Let a view answer refusals with the status given for their class."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - a view is called by Chalice
            if not all(PATH_VALUE.fullmatch(value) for value in kwargs.values()):
                raise Problem(404, "There is nothing of this name.")
            try:
                return view(*args, **kwargs)
            except Refusal as refusal:
                raise Problem(refusals[type(refusal)], str(refusal)) from refusal
            except CommandConflict as conflict:
                detail = "This idempotency key was used before with other input."
                raise Problem(409, detail) from conflict
            except StaleStream as stale:
                raise Problem(503, "Too many changes at once; please try again.") from stale

        return guarded

    return decorate


def parse(request: Request, model: type[AnyModel], *, limit: int = MAX_BODY_BYTES) -> AnyModel:
    """Read the body of `request` as `model`.

    Raises:
        Problem: 415 another media type, 413 too large, 400 not JSON or ambiguous, 422 with the
            fields that are wrong.
    """
    _must_be_plain_json(request)
    body = _bounded(body_of(request), limit)
    try:
        read = model.model_validate_json(body)
        refuse_ambiguity(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        if first["type"] == "json_invalid":
            raise Problem(400, f"{first['msg']}.") from None
        raise Problem(422, "Some fields are wrong.", field_errors(error)) from None
    except AmbiguousJson as wrong_at:
        raise wrong(wrong_at.field, str(wrong_at), status=400) from None
    return read


def idempotency_key(request: Request, *, required: bool) -> str | None:
    """Return the caller's `Idempotency-Key`.

    Raises:
        Problem: 400 where it is missing though required, or is not 1 to 255 visible characters.
    """
    key = request.headers.get("idempotency-key")
    if key is None and not required:
        return None
    if key is None or not KEY.fullmatch(key):
        detail = "Give an Idempotency-Key of 1 to 255 visible ASCII characters, no blanks."
        raise Problem(400, detail, [{"field": "Idempotency-Key", "message": detail}])
    return str(key)


def document_of(package: str) -> Response:
    """Return the OpenAPI document of a service, which lies in its package."""
    text = files(package).joinpath("openapi.json").read_text()
    return Response(text, {"Content-Type": JSON})


def positive_number(request: Request, name: str) -> int | None:
    """Return a whole number above 0 from the query, None where it is not given.

    Raises:
        Problem: 400 where it is something else.
    """
    query: Mapping[str, str] = request.query_params or {}
    given = query.get(name)
    if given is None:
        return None
    if not (given.isascii() and given.isdigit() and len(given) <= 9 and int(given)):
        raise wrong(name, "give a whole number above 0", status=400)
    return int(given)


def moment(request: Request, name: str) -> datetime | None:
    """Return a time with its zone from the query, None where it is not given.

    Raises:
        Problem: 400 where it is something else.
    """
    query: Mapping[str, str] = request.query_params or {}
    given = query.get(name)
    if given is None:
        return None
    try:
        return datetime.fromisoformat(given).astimezone(UTC)
    except (ValueError, OverflowError):
        raise wrong(
            name, "give a date and time, such as 2026-11-20T12:00:00Z", status=400
        ) from None


def wrong(field: str, message: str, *, status: int = 422) -> Problem:
    """Return the problem of one field that is wrong or missing."""
    return Problem(status, "Some fields are wrong.", [{"field": field, "message": message}])


def missing(fields: Sequence[str]) -> Problem:
    """Return the problem of fields that must be given."""
    errors = [{"field": field, "message": "Field required"} for field in fields]
    return Problem(422, "Some fields are wrong.", errors)


def field_errors(error: ValidationError) -> list[dict[str, str]]:
    """Name the first wrong fields and what is wrong with them, without repeating their values."""
    errors = error.errors(include_input=False, include_url=False, include_context=False)
    return [
        {"field": ".".join(map(str, e["loc"]))[:LONGEST_NAME] or "(body)", "message": e["msg"]}
        for e in errors[:MAX_FIELD_ERRORS]
    ]


def body_of(request: Request) -> bytes:
    """Return the body exactly as it came, as signatures cover it."""
    raw = request.raw_body
    return raw.encode() if isinstance(raw, str) else raw


def _must_be_plain_json(request: Request) -> None:
    """Chalice lets pass any list of types that names JSON, and what is packed or of any charset."""
    packed = request.headers.get("content-encoding", "identity")
    if not _is_json(request.headers.get("content-type", JSON)) or packed.lower() != "identity":
        raise Problem(415, "Send application/json in UTF-8, not packed.")


def _is_json(media_type: str) -> bool:
    if media_type == JSON:
        return True  # as nearly always; the header's parser takes its time
    given = Message()
    given["content-type"] = media_type
    return (given.get_content_type(), given.get_content_charset(UTF_8)) == (JSON, UTF_8)


def _bounded(body: bytes, limit: int) -> bytes:
    if len(body) > limit:
        raise Problem(413, f"The body has {len(body)} bytes; at most {limit} are taken.")
    return body
