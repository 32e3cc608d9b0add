"""The carrier gateway does what its document says, whatever is sent."""

import pytest

from tests.functional.carrier_gateway.conftest import GATEWAY
from tests.support.fuzzing import SEQUENCES, fuzz
from tests.support.gateway import served

# What a task's output or an address must be is said by rules over several fields, with a 422.
REFUSED = ("422",)


@pytest.mark.parametrize(
    ("key", "paths"), [("globex-key", "^/(?!partners)"), ("admin-key", "^/partners")]
)
def test_no_request_is_answered_otherwise_than_documented(gateway, client, key, paths):
    with served(GATEWAY.app) as url:
        tried, failures = fuzz(url, key, 45, paths, REFUSED)
    assert not failures, "\n\n".join(failures[:5])
    assert all(count > 40 for name, count in tried.items() if name != SEQUENCES)
