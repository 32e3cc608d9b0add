"""What all contracts are: published data, read tolerantly and never changed."""

from datetime import UTC, datetime
from typing import Annotated, ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, PlainSerializer


def _on_the_wire(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


Instant = Annotated[AwareDatetime, PlainSerializer(_on_the_wire, when_used="json")]


class Part(BaseModel):
    """A structure inside a contract.

    A reader ignores fields that it does not know, since a contract may gain some within a major.
    A refusal names fields but not their values, since some are personal data.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
        defer_build=True,
        validate_by_name=True,
        validate_by_alias=True,
    )


class Contract(Part):
    """The data of one detail-type.

    It goes to the bus as `model_dump(mode="json", by_alias=True, exclude_none=True)`.
    """

    DETAIL_TYPE: ClassVar[str]
    SOURCE: ClassVar[str]
