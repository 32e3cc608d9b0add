"""The orders service does what its document says, whatever is sent."""

from tests.functional.orders.conftest import ORDERS
from tests.support.fuzzing import SEQUENCES, fuzz
from tests.support.gateway import served


def test_no_request_is_answered_otherwise_than_documented(app):
    with served(ORDERS.app) as url:
        tried, failures = fuzz(url, "ours", examples=70)
    assert not failures, "\n\n".join(failures[:5])
    assert all(count > 60 for name, count in tried.items() if name != SEQUENCES)
    assert tried["POST /orders"] > 300
