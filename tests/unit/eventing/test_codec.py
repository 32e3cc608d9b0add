"""Stored names stay for ever: what any version of the code wrote can be read."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from eventing.codec import Codec, UnknownStoredName, Upcast


@dataclass(frozen=True)
class Moved:
    to: str
    floor: int
    rent: Decimal | None = None
    at: datetime | None = None
    said: dict[str, Any] | None = None


@dataclass(frozen=True)
class Left:
    why: str | None


CODEC: Codec[Moved | Left] = Codec(
    {"moved/3": Moved, "left/1": Left},
    {
        "moved/1": Upcast("moved/2", lambda data: {"to": data["address"]}),
        "moved/2": Upcast("moved/3", lambda data: data | {"floor": 0}),
    },
)


def test_an_event_is_written_under_its_newest_name():
    assert CODEC.encode([Left("rent"), Left(None)]) == (
        '[["left/1",{"why":"rent"}],["left/1",{"why":null}]]'
    )


def test_what_is_none_is_read_back_even_where_the_class_has_no_default():
    assert CODEC.decode(CODEC.encode([Left(None)])) == (Left(None),)


def test_what_was_written_is_read_back_whole():
    noon = datetime(2026, 11, 20, 12, 0, 0, 123000, UTC)
    moved = Moved("Linz ü", 1, Decimal("19.90"), noon, {"deep": [1, None, {"x": None}]})
    assert CODEC.decode(CODEC.encode([moved])) == (moved,)
    assert str(CODEC.decode(CODEC.encode([moved]))[0].rent) == "19.90"


@pytest.mark.parametrize(
    "written",
    [
        '[["moved/1",{"address":"Graz"}]]',
        '[["moved/2",{"to":"Graz"}]]',
        '[["moved/3",{"to":"Graz","floor":0}]]',
    ],
)
def test_every_older_version_is_upcast_to_the_newest(written):
    assert CODEC.decode(written) == (Moved("Graz", 0),)


def test_a_field_that_newer_code_added_is_left_aside():
    assert CODEC.decode('[["left/1",{"why":"rent","until":2030}]]') == (Left("rent"),)


def test_an_unknown_name_is_said_and_not_guessed():
    with pytest.raises(UnknownStoredName, match="sold/1"):
        CODEC.decode('[["sold/1",{}]]')


def test_an_upcast_that_leads_nowhere_is_refused_when_the_codec_is_made():
    with pytest.raises(UnknownStoredName, match="left/9"):
        Codec({"left/1": Left}, {"left/0": Upcast("left/9", dict)})


def test_it_knows_every_name_that_it_reads():
    assert CODEC.names == {"moved/1", "moved/2", "moved/3", "left/1"}


def test_upcasting_leaves_what_is_stored_as_it_is():
    written = json.loads('[["moved/2",{"to":"Graz"}]]')
    CODEC.decode_one(*written[0])
    assert written == [["moved/2", {"to": "Graz"}]]
