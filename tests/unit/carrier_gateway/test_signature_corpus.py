"""No forgery is believed, no good message refused, and none of the corpus is an error."""

import pytest
from chalice.app import CaseInsensitiveMapping

from chalicelib.carrier_gateway.adapters.signatures import is_genuine
from tests.support.conversations import NOON
from tests.support.signature_corpus import FORGED, GENUINE, LIVE, signed


def test_the_corpus_is_large_enough():
    assert len(GENUINE) + len(FORGED) >= 120
    assert len(GENUINE) >= 30


@pytest.mark.parametrize("case", GENUINE.values(), ids=GENUINE)
def test_no_good_message_is_refused(case):
    headers, body = case
    assert is_genuine(LIVE, CaseInsensitiveMapping(headers), body, NOON)
    assert is_genuine(LIVE[::-1], CaseInsensitiveMapping(headers), body, NOON)


@pytest.mark.parametrize("case", FORGED.values(), ids=FORGED)
def test_no_forgery_is_believed(case):
    headers, body = case
    assert not is_genuine(LIVE, CaseInsensitiveMapping(headers), body, NOON)


@pytest.mark.parametrize("secret", range(2))
def test_while_two_secrets_live_each_alone_would_do(secret):
    headers, body = signed(key=("new", "old")[secret])
    assert is_genuine([LIVE[secret]], headers, body, NOON)
    assert not is_genuine([LIVE[1 - secret]], headers, body, NOON)
