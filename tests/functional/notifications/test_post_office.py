"""Over a real connection, a mail is asked for once, and nothing is read into a strange answer."""

import pytest

from chalicelib.notifications.adapters import ses
from chalicelib.notifications.adapters.templates import TemplateWriter
from chalicelib.notifications.application.post import Refused, Unanswered
from chalicelib.notifications.domain.occasion import Kind
from eventing import aws
from tests.support.letters import CONTACT, PLACED_LETTER
from tests.support.receiver import receiver

MAIL = TemplateWriter("Shop").write(Kind.ORDER_PLACED, CONTACT, None, None)


@pytest.fixture
def send(monkeypatch):
    """Send a mail to a mail service at the address given."""

    def send(endpoint: str):
        monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
        for cached in (ses._client, aws.session):
            cached.cache_clear()
        office = ses.SesPostOffice("orders@waybill.example", "waybill-test", sleep=lambda _: None)
        return office.send(MAIL, PLACED_LETTER)

    yield send
    for cached in (ses._client, aws.session):
        cached.cache_clear()


@pytest.mark.parametrize("status", [200, 500, 502])
def test_an_answer_that_says_nothing_is_no_answer(send, status: int):
    with receiver() as mail_service:
        mail_service.statuses = [status]
        assert send(mail_service.url) == Unanswered()
        (request,) = mail_service.requests
    assert request["path"] == "/v2/email/outbound-emails"
    assert request["headers"]["connection"] == "close"


def test_a_mail_service_that_is_not_there_surely_took_nothing(send):
    with receiver() as gone:
        nowhere = gone.url
    answer = send(nowhere)
    assert isinstance(answer, Refused)
    assert (answer.code, answer.retryable) == ("NotReached", True)
