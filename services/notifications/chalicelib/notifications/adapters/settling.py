"""What an administrator may decide about a letter that failed or is held."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from chalicelib.notifications.application.letters import Letters
from eventing.log import logger


class Decision(BaseModel):
    """`{"letter_id": "…:order_placed", "as": "sent" | "send_again", "by": "ada"}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    letter_id: str = Field(max_length=128)
    settled_as: Literal["sent", "send_again"] = Field(alias="as")
    by: str = Field(default="administrator", pattern=r"^[A-Za-z0-9_.@-]{1,64}$")


def settle(event: Mapping[str, Any], request_id: str, letters: Letters) -> dict[str, Any]:
    """Do what the decision says.

    Raises:
        LetterUnknown: there is no such letter.
        LetterNotOpen: it neither failed nor is it held.
    """
    decision = Decision.model_validate(event)
    does = {"sent": letters.confirm_sent, "send_again": letters.send_again}
    does[decision.settled_as](decision.letter_id, f"operator:{decision.by}", f"settle:{request_id}")
    logger.info("settled", extra={"letter": decision.letter_id, "by": decision.by})
    return {"letter_id": decision.letter_id, "settled": decision.settled_as}
