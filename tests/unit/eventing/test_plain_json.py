"""JSON that readers differ about is refused, and all other JSON is not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventing.plain_json import LONGEST_NAME, AmbiguousJson, refuse_ambiguity

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (b'{"a":1,"a":1}', "a"),
        (b'{"a":{"b":1,"c":2,"b":3}}', "b"),
        (b'[{},{"x":[{"y":1,"y":null}]}]', "y"),
        (b'{"a":1,"\\u0061":2}', "a"),
        (b'{"":1,"":2}', ""),
        (b'{"%s":1,"%s":2}' % (b"n" * 500, b"n" * 500), "n" * LONGEST_NAME),
        *[
            (b'{"a":%s}' % number, "(body)")
            for number in (b"NaN", b"Infinity", b"-Infinity", b"1e400", b"-1e999", b"9" * 400)
        ],
    ],
)
def test_what_readers_differ_about_is_refused_with_its_name(text, field):
    with pytest.raises(AmbiguousJson) as refused:
        refuse_ambiguity(text)
    assert refused.value.field == field


def test_many_names_before_the_repeated_one_do_not_keep_the_reader_busy():
    """Looking for each among all before it would take hours here."""
    names = [str(number) for number in range(300_000)]
    members = ",".join(f'"{name}":0' for name in [*names, names[-1]])
    with pytest.raises(AmbiguousJson) as refused:
        refuse_ambiguity(f"{{{members}}}".encode())
    assert refused.value.field == names[-1]


@given(ANY_JSON)
def test_all_other_json_passes(value):
    refuse_ambiguity(json.dumps(value).encode())
