"""What administrators may say of a partner; its id comes with the path."""

from typing import Annotated

from pydantic import Field, StringConstraints

from chalicelib.carrier_gateway.adapters.http_in import ONE_LINE, Body
from chalicelib.carrier_gateway.adapters.mapping_rules import Mapping, MappingRules
from chalicelib.carrier_gateway.domain.partner import CARRIER, DAY_S, Partner, Retry, Way


class RetryBody(Body):
    """How long to wait between attempts."""

    first_s: int = 1
    longest_s: int = 300


class PartnerBody(Body):
    """A whole entry: what is left out has its default, also when an entry is changed."""

    kind: str = CARRIER
    way: Way = Way.SIGNED
    url: str = ""
    rate_per_second: int = 20
    read_timeout_s: int = 10
    deadline_s: int = DAY_S
    answer_within_s: int = DAY_S
    signs: bool = True
    retry: RetryBody = Field(default_factory=RetryBody)
    mapping: Mapping = Field(default_factory=MappingRules)

    def entry(self, partner_id: str) -> Partner:
        """Return what is to be stored.

        Raises:
            PartnerInvalid: a value is out of bounds, or some do not go together.
        """
        plain = self.model_dump(exclude={"way", "retry", "mapping"})
        return Partner(
            id=partner_id,
            way=self.way,
            retry=Retry(self.retry.first_s, self.retry.longest_s),
            mapping=self.mapping.model_dump(mode="json", exclude_unset=True),
            **plain,
        )


class PauseBody(Body):
    """Why a partner is not called any more; it is shown to others."""

    reason: (
        Annotated[
            str,
            StringConstraints(
                strip_whitespace=True, min_length=1, max_length=200, pattern=ONE_LINE
            ),
        ]
        | None
    ) = None
