"""Which answers of a partner count: an answer to what is asked now, and only the first one."""

from uuid import UUID, uuid5

from eventing.decider import Refusal

CALLBACKS = UUID("6b3ed3a4-6c0b-4d0f-9a53-0c1f5a2f8e77")
NO_ANSWER = "no_answer"

FORMER_ATTEMPT = "This does not answer what is asked now; return the newest callback_id."
NAME_THE_ATTEMPT = "This was asked more than once: return the callback_id of the newest request."
TOO_LATE = "The time to answer is over."
OTHER_RECORDED = "Another answer is recorded already."
NOT_WANTED = "The order was cancelled; no answer is wanted any more."


class ConversationUnknown(Refusal):
    """There is no such order, or its task is not this partner's."""

    def __init__(self) -> None:
        super().__init__("There is no such order.")


class AnswerRefused(Refusal):
    """A partner's answer has no effect; the message says why."""


def callback_id(answers: str) -> str:
    """Return the id of the callback for one question: derived, so the same at every retry."""
    return str(uuid5(CALLBACKS, answers))


def check_attempt(given: str | None, *, current: str, attempt: int) -> None:
    """Refuse what does not answer the current question, the `attempt`th of its kind.

    Raises:
        AnswerRefused: `given` is of another question, or missing though there were several.
    """
    if given is None and attempt > 1:
        raise AnswerRefused(NAME_THE_ATTEMPT)
    if given not in (None, current):
        raise AnswerRefused(FORMER_ATTEMPT)
