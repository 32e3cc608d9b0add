"""A partner's entry: what it may say, and what each change leads to in every state."""

from dataclasses import replace

import pytest

from chalicelib.carrier_gateway.domain.partner import Partner, PartnerInvalid, Retry, Way
from chalicelib.carrier_gateway.domain.registry import (
    Change,
    NotRegistered,
    PartnerChanged,
    Pause,
    PutEntry,
    Resume,
    RotateSecret,
    decide,
    evolve,
)
from tests.support.conversations import ACME

OPS = "admin:ops"
PAUSED = replace(ACME, paused=True)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"id": ""}, "id"),
        ({"id": "Acme"}, "id"),
        ({"id": "a" * 64}, "id"),
        ({"kind": ""}, "kind"),
        ({"kind": "gift card"}, "kind"),
        ({"url": ""}, "url"),
        ({"way": Way.NONE}, "url"),
        ({"rate_per_second": 301}, "rate_per_second"),
        ({"read_timeout_s": 0}, "read_timeout_s"),
        ({"deadline_s": 14 * 86400 + 1}, "deadline_s"),
        ({"answer_within_s": 30 * 86400 + 1}, "answer_within_s"),
    ],
)
def test_an_entry_names_the_field_that_is_wrong(wrong, field):
    with pytest.raises(PartnerInvalid, match=field) as raised:
        replace(ACME, **wrong)
    assert [name for name, _ in raised.value.errors] == [field]


@pytest.mark.parametrize(("first", "longest"), [(0, 300), (3601, 3601), (10, 9), (1, 21601)])
def test_a_schedule_of_retries_has_bounds(first, longest):
    with pytest.raises(PartnerInvalid, match=r"retry\."):
        Retry(first, longest)


@pytest.mark.parametrize("kind", ["carrier", "tax_document", "enrichment", "oms", "my_kind"])
def test_a_kind_is_a_word(kind):
    assert Partner("p", Way.NONE, "", kind=kind).kind == kind


@pytest.mark.parametrize(
    ("before", "command", "change", "after"),
    [
        (None, PutEntry(OPS, ACME), Change.REGISTERED, ACME),
        (ACME, PutEntry(OPS, ACME), None, ACME),
        (
            ACME,
            PutEntry(OPS, replace(ACME, kind="oms")),
            Change.CHANGED,
            replace(ACME, kind="oms"),
        ),
        (PAUSED, PutEntry(OPS, ACME), None, PAUSED),
        (PAUSED, PutEntry(OPS, replace(ACME, kind="oms")), Change.CHANGED,
         replace(PAUSED, kind="oms")),
        (ACME, RotateSecret(OPS), Change.SECRET_ROTATED, ACME),
        (PAUSED, RotateSecret(OPS), Change.SECRET_ROTATED, PAUSED),
        (ACME, Pause(OPS), Change.PAUSED, PAUSED),
        (PAUSED, Pause(OPS), None, PAUSED),
        (PAUSED, Resume(OPS), Change.RESUMED, ACME),
        (ACME, Resume(OPS), None, ACME),
    ],
)  # fmt: skip
def test_what_each_change_leads_to(before, command, change, after):
    events = decide(before, command)
    assert [event.change for event in events] == ([change] if change else [])
    state = before
    for event in events:
        state = evolve(state, event)
    assert state == after


@pytest.mark.parametrize("command", [RotateSecret(OPS), Pause(OPS), Resume(OPS)])
def test_what_is_not_there_is_not_changed(command):
    with pytest.raises(NotRegistered):
        decide(None, command)


def test_who_did_it_and_why_is_kept():
    assert decide(ACME, Pause(OPS, "They move.")) == [
        PartnerChanged(PAUSED, Change.PAUSED, OPS, "They move.")
    ]
