"""The carrier gateway does what its document says, whatever is sent."""

from tests.functional.carrier_gateway.conftest import GATEWAY
from tests.support.fuzzing import fuzz
from tests.support.gateway import served


def test_no_request_of_a_partner_is_answered_otherwise_than_documented(gateway, client):
    with served(GATEWAY.app) as url:
        tried, failures = fuzz(url, "globex-key", examples=100)
    assert not failures, "\n\n".join(failures[:5])
    assert min(tried.values()) > 100
