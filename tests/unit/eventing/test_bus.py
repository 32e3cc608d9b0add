"""No call to the bus holds more than it takes, and none of the messages is lost or moved."""

from hypothesis import given
from hypothesis import strategies as st

from eventing.bus import MAX_ENTRIES, _chunks
from eventing.envelope import MAX_DETAIL_BYTES

SIZES = st.integers(0, 9) | st.integers(0, MAX_DETAIL_BYTES) | st.just(MAX_DETAIL_BYTES)


@given(st.lists(SIZES, max_size=40))
def test_chunks_are_small_enough_and_together_are_all(sizes):
    entries = [{"Detail": "x" * size, "number": number} for number, size in enumerate(sizes)]
    chunks = list(_chunks(entries))
    assert [entry for chunk in chunks for entry in chunk] == entries
    for chunk in chunks:
        assert 1 <= len(chunk) <= MAX_ENTRIES
        assert sum(len(entry["Detail"]) for entry in chunk) <= MAX_DETAIL_BYTES


def test_bytes_count_and_not_letters():
    entries = [{"Detail": "ü" * (MAX_DETAIL_BYTES // 4)}] * 3
    assert [len(chunk) for chunk in _chunks(entries)] == [2, 1]
