"""The registry's routes described, each under the name of its view, for the HTTP document."""

from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel

from chalicelib.carrier_gateway.adapters.registry_in import PartnerBody, PauseBody, RetryBody
from chalicelib.carrier_gateway.domain.partner import ID
from eventing.operations import UUID, Answer, Operation, Parameter, idempotency_key


class EntryAnswer(BaseModel):
    """A partner's entry; `signing_secret` is there once, when the secret was made."""

    id: str
    kind: str
    way: Literal["signed", "api_destination", "none"]
    url: str
    rate_per_second: int
    read_timeout_s: int
    deadline_s: int
    answer_within_s: int
    signs: bool
    paused: bool
    retry: RetryBody
    mapping: dict[str, Any]
    signing_secret: str | None = None


class CallsAnswer(BaseModel):
    """The calls that wait for a partner, counted up to 100."""

    waiting: int
    oldest_due_at: AwareDatetime | None = None


class OutageAnswer(BaseModel):
    """A partner failed again and again: calls are held until `next_try_at`, then tried by one."""

    since: AwareDatetime
    failures: int
    cause: str
    next_try_at: AwareDatetime


class ConditionAnswer(EntryAnswer):
    """An entry, and how it stands with the partner."""

    calls: CallsAnswer
    outage: OutageAnswer | None = None


class EntriesAnswer(BaseModel):
    """All entries, by id."""

    partners: list[EntryAnswer]


class SecretAnswer(BaseModel):
    """A new signing secret, which is never told again."""

    id: str
    signing_secret: str


class AttemptAnswer(BaseModel):
    """One request, and its `status` or the `reason` why there is none; `size` is in bytes."""

    partner_id: str
    order_id: str
    at: AwareDatetime
    purpose: str
    method: str
    path: str
    idempotency_key: str
    size: int
    duration_ms: int
    status: int | None = None
    reason: str | None = None
    answer: str | None = None


class AttemptsAnswer(BaseModel):
    """A page; `before` asks for the next one, if there may be one."""

    attempts: list[AttemptAnswer]
    before: AwareDatetime | None = None


PARTNER_ID = {"type": "string", "pattern": f"^{ID.pattern}$"}
MOMENT = {"type": "string", "format": "date-time"}
PARTNER = (Parameter("path", "partner_id", "The partner's id.", PARTNER_ID, True),)
NOBODY = {404: "There is no such partner."}
ENTRY = Answer("As it is now.", EntryAnswer)

REGISTRY = {
    "list_partners": Operation("List all partners", answers={200: Answer("All.", EntriesAnswer)}),
    "read_partner": Operation(
        "Read a partner's entry, and how it stands with the partner",
        parameters=PARTNER,
        answers={200: Answer("As it is now.", ConditionAnswer)},
        refusals=NOBODY,
    ),
    "put_partner": Operation(
        "Register a partner, or change its whole entry",
        body=PartnerBody,
        parameters=PARTNER,
        answers={
            201: Answer("Registered; one that signs has its secret here.", EntryAnswer),
            200: Answer("Changed, or as it was.", EntryAnswer),
        },
        examples={
            "a carrier": {"url": "https://api.acme.example/waybill", "rate_per_second": 10},
            "a shop's system that only calls": {"kind": "oms", "way": "none", "signs": False},
        },
    ),
    "list_attempts": Operation(
        "See what a partner was asked and answered in the last 14 days, the newest first",
        parameters=(
            *PARTNER,
            Parameter("query", "order_id", "Of this order only.", UUID),
            Parameter("query", "before", "Only what was before this time.", MOMENT),
        ),
        answers={200: Answer("At most fifty.", AttemptsAnswer)},
        refusals={400: "A value in the query is none.", **NOBODY},
    ),
    "rotate_secret": Operation(
        "Add a signing secret; the newest two are valid",
        parameters=(*PARTNER, idempotency_key(required=False)),
        answers={200: Answer("The new one.", SecretAnswer)},
        refusals={400: "The Idempotency-Key is not visible ASCII.", **NOBODY},
    ),
    "pause_partner": Operation(
        "Call a partner no more, until it is resumed",
        body=PauseBody,
        body_required=False,
        parameters=PARTNER,
        answers={200: ENTRY},
        refusals=NOBODY,
        examples={"for a while": {"reason": "They move their data centre tonight."}},
    ),
    "resume_partner": Operation(
        "Call a partner again", parameters=PARTNER, answers={200: ENTRY}, refusals=NOBODY
    ),
}
