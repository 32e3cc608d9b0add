"""The answers of a partner that misbehaves."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from sandbox.behaviour import Behaviour
from sandbox.messages import Answer, Manner

REFUSAL = ("REFUSED", "We do not do that.")


def turned_away(mode: str, behaviour: Behaviour, refusal: tuple[str, str] = REFUSAL) -> Answer:
    """Return the answer of a partner that does nothing of what it is asked."""
    match mode:
        case "refuse":
            code, message = refusal_of(behaviour, refusal)
            return Answer(422, {"status": "refused", "code": code, "message": message})
        case "rate_limited":
            return Answer(429, {"error": "too many requests"}, retry_after(behaviour))
        case "redirect":
            return Answer(307, {}, {"Location": "http://127.0.0.1:9/elsewhere"})
        case "gone":
            return Answer(410, {"error": "this is no longer here"})
        case "down":
            return Answer(0, manner=Manner.HANG_UP)
        case "reset":
            return Answer(0, manner=Manner.RESET)
        case _:
            return Answer(int(behaviour.error_status), {"error": "something broke here"})


def spoilt(mode: str, answer: Answer) -> Answer:
    """Return how the answer of a partner that did as it was asked reaches the caller."""
    match mode:
        case "garbage":
            return Answer(200, "<garbage")
        case "drip":
            return Answer(answer.status, answer.body, answer.headers, Manner.DRIP)
        case "lost":
            return Answer(0, manner=Manner.HANG_UP)
        case "hang":
            return Answer(0, manner=Manner.NEVER)
        case _:
            return answer


def refusal_of(behaviour: Behaviour, usual: tuple[str, str]) -> tuple[str, str]:
    return behaviour.refusal_code or usual[0], behaviour.refusal_message or usual[1]


def retry_after(behaviour: Behaviour) -> dict[str, str]:
    """Return the header in the form that the dial `retry_after` names."""
    seconds = behaviour.retry_after_s
    match behaviour.retry_after:
        case "date":
            at = datetime.now(UTC) + timedelta(seconds=seconds)
            value = format_datetime(at, usegmt=True)
        case "negative":
            value = f"{-seconds or -1:g}"
        case "huge":
            value = "99999999999999999999"
        case "junk":
            value = "soon; ask Bob"
        case "none":
            return {}
        case _:
            value = f"{seconds:g}"
    return {"Retry-After": value}
