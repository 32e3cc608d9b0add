"""With a seed, chance is the same again for each question, whatever else is asked between."""

from sandbox.chance import Chance


def test_a_seed_repeats_the_row_of_each_question():
    first, again = Chance(7), Chance(7)
    row = [first.number("mode o-1") for _ in range(5)]
    mixed = []
    for _ in range(5):
        again.number("mode o-2")
        mixed.append(again.number("mode o-1"))
    assert row == mixed
    assert len(set(row)) == 5


def test_another_seed_is_another_row():
    assert Chance(7).number("mode o-1") != Chance(8).number("mode o-1")


def test_what_is_certain_happens_and_what_is_impossible_does_not():
    chance = Chance()
    assert all(chance.happens(1, "x") for _ in range(100))
    assert not any(chance.happens(0, "x") for _ in range(100))


def test_letters_are_of_the_length_asked_for():
    assert len(Chance(1).letters("number o-1", 16)) == 16
    assert Chance(1).letters("number o-1", 16) == Chance(1).letters("number o-1", 16)
