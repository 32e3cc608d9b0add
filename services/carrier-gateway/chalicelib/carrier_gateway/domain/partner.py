"""A partner as the registry knows it: who it is and how it may be called, without its secrets."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

CARRIER = "carrier"
ID = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
KIND = re.compile(r"[a-z][a-z_]{0,31}")
DAY_S = 24 * 3600


class Way(StrEnum):
    """How a partner is asked: by the gateway, by an EventBridge API destination, or not at all."""

    SIGNED = "signed"
    API_DESTINATION = "api_destination"
    NONE = "none"


class PartnerInvalid(ValueError):
    """A registry entry cannot be taken; `errors` names each field and what is wrong with it."""

    def __init__(self, *errors: tuple[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {message}" for name, message in errors))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class Retry:
    """How long to wait between attempts: about `first_s` at first, never over `longest_s`."""

    first_s: int = 1
    longest_s: int = 300

    def __post_init__(self) -> None:
        """Refuse what would hammer a partner, or forget it."""
        _within("retry.first_s", self.first_s, 1, 3600)
        _within("retry.longest_s", self.longest_s, self.first_s, 6 * 3600)


@dataclass(frozen=True, slots=True)
class Partner:
    """A registry entry; `url` is the root below which the partner's paths lie, "" for way `none`.

    `kind` says what it does: carrier, tax_document, enrichment, oms, gift_card, support, or
    another word.
    `deadline_s` is how long a call is tried before it counts as failed, `answer_within_s` how
    long an answer may take that was promised.
    `signs` tells whether the partner signs what it sends.
    `mapping` is how its payloads differ from ours, as adapters/mapping.py reads it.
    """

    id: str
    way: Way
    url: str
    kind: str = CARRIER
    rate_per_second: int = 20
    read_timeout_s: int = 10
    deadline_s: int = DAY_S
    answer_within_s: int = DAY_S
    signs: bool = True
    paused: bool = False
    retry: Retry = field(default_factory=Retry)
    mapping: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what no call could be made with."""
        if not ID.fullmatch(self.id):
            message = "give lower-case letters, digits and hyphens, at most 63"
            raise PartnerInvalid(("id", message))
        if not KIND.fullmatch(self.kind):
            message = "give a word of lower-case letters and _, at most 32"
            raise PartnerInvalid(("kind", message))
        if bool(self.url) == (self.way is Way.NONE):
            message = "a partner that is not called has none, and any other needs one"
            raise PartnerInvalid(("url", message))
        _within("rate_per_second", self.rate_per_second, 1, 300)
        _within("read_timeout_s", self.read_timeout_s, 1, 20)
        _within("deadline_s", self.deadline_s, 60, 14 * DAY_S)
        _within("answer_within_s", self.answer_within_s, 60, 30 * DAY_S)


def _within(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise PartnerInvalid((name, f"give a number from {least} to {most}"))
