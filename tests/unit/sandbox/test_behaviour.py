"""The dials take what they can hold, and say what is wrong with the rest."""

import pytest

from sandbox.behaviour import MODES, Behaviour, UnknownBehaviour
from sandbox.dials import DIALS, from_form


@pytest.mark.parametrize("mode", MODES)
def test_every_mode_can_be_chosen(mode):
    assert Behaviour().changed({"mode": mode}).mode == mode


def test_never_is_another_word_for_silent():
    assert Behaviour().changed({"mode": "never"}).mode == "silent"


def test_what_is_not_named_stays():
    changed = Behaviour().changed({"delay_s": 2}).changed({"mode": "error"})
    assert (changed.delay_s, changed.mode) == (2, "error")


@pytest.mark.parametrize(
    "wanted",
    [
        {"mode": "explode"},
        {"mode": ["error"]},
        {"colour": 1},
        {"delay_s": -1},
        {"delay_s": "2"},
        {"delay_s": True},
        {"delay_s": None},
        {"delay_s": float("nan")},
        {"confirm_after_s": "soon"},
        {"error_status": 200},
        {"retry_after": "later"},
        {"bad_signature": 2},
        {"modes": {"error": 2}},
        {"modes": {"explode": 0.5}},
        {"modes": {"error": 0.6, "reset": 0.6}},
        {"modes": ["error"]},
        {"scenario": "eaten"},
        {"scenario": {}},
        {"tracking_number": ""},
        {"seed": "seven"},
        {"needs_region": "maybe"},
        {"callback_status": "DONE"},
    ],
)
def test_what_a_dial_cannot_hold_is_refused(wanted):
    with pytest.raises(UnknownBehaviour):
        Behaviour().changed(wanted)


def test_every_dial_comes_back_from_its_form_as_it_was():
    behaviour = Behaviour().changed(
        {
            "delay_s": 0.5,
            "seed": 7,
            "needs_region": True,
            "confirm_after_s": None,
            "tracking_number": "1ZA1B2C3D4",
        }
    )
    form = {dial.name: dial.shown(behaviour) for dial in DIALS}
    assert Behaviour().changed(from_form(form)) == behaviour


def test_a_dial_that_was_emptied_is_back_at_its_usual_value():
    assert from_form({"delay_s": "", "seed": "", "callback_after_s": ""}) == {
        "delay_s": 0,
        "seed": None,
        "callback_after_s": 2,
    }


def test_chances_come_from_a_form_together():
    form = {"chance-error": "0.5", "chance-reset": "", "chance-down": "0"}
    assert from_form(form) == {"modes": {"error": 0.5}}
    assert from_form({"chance-error": ""}) == {"modes": {}}


def test_a_form_with_words_for_numbers_is_refused():
    with pytest.raises(ValueError, match="Latency: a number is needed"):
        from_form({"delay_s": "soon"})
