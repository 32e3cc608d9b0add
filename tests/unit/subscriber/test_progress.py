"""Which versions of a stream came, whatever their order."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscriber.progress import Progress

VERSIONS = st.integers(min_value=1, max_value=12)


def after(*versions):
    progress = Progress()
    for version in versions:
        progress = progress.took(version)
    return progress


def test_a_stream_begins_with_nothing_missing():
    assert (Progress().head, Progress().through, Progress().gaps) == (0, 0, ())


def test_what_comes_in_order_leaves_no_gap():
    assert after(1, 2, 3) == Progress(3)


def test_what_was_passed_over_is_a_gap():
    progress = after(1, 4)
    assert progress.gaps == ((2, 3),)
    assert progress.through == 1


def test_a_gap_is_cut_by_what_fills_it():
    progress = after(5, 3)
    assert progress.gaps == ((1, 2), (4, 4))
    assert progress.took(4).gaps == ((1, 2),)


def test_a_gap_closes_once_all_of_it_came():
    assert after(3, 1, 2) == Progress(3)


def test_a_repeat_changes_nothing():
    progress = after(1, 4)
    assert progress.took(4) == progress.took(1) == progress


def test_a_head_that_a_digest_names_opens_a_gap_up_to_it():
    assert after(1).reaching(3).gaps == ((2, 3),)


def test_a_head_that_is_already_known_says_nothing_new():
    progress = after(1, 4)
    assert progress.reaching(4) == progress.reaching(2) == progress


def test_what_is_missing_at_the_end_is_one_gap_however_often_it_grew():
    assert after(1).reaching(3).reaching(7).gaps == ((2, 7),)


def test_a_distant_head_costs_no_more_than_a_near_one():
    assert Progress().reaching(10**12).took(10**6).gaps == ((1, 10**6 - 1), (10**6 + 1, 10**12))


@pytest.mark.parametrize("seed", range(5))
def test_any_order_with_any_repeats_comes_to_the_same(seed):
    shuffled = [*range(1, 10)] * 2
    random.Random(seed).shuffle(shuffled)
    assert after(*shuffled) == Progress(9)


@given(st.lists(VERSIONS), VERSIONS)
def test_gaps_are_exactly_what_did_not_come(came, head):
    progress = after(*came).reaching(head)

    missing = set(range(1, max(came, default=0) + 1)) | set(range(1, head + 1))
    missing -= set(came)
    assert {v for a, b in progress.gaps for v in range(a, b + 1)} == missing
    assert {v for v in range(1, 13) if progress.has(v)} == set(came)
    assert all(b + 1 < c for (_, b), (c, _) in zip(progress.gaps, progress.gaps[1:], strict=False))
