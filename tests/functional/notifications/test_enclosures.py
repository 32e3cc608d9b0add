"""A letter that promises a document goes out with that very document, or not at all."""

import base64
from dataclasses import replace

import pytest
from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

from chalicelib.notifications import wiring
from chalicelib.notifications.adapters import enclosures
from chalicelib.notifications.adapters.enclosures import LARGEST, file_name
from chalicelib.notifications.application.post import Enclosure
from chalicelib.notifications.domain.letter import Status
from tests.functional.notifications.conftest import (
    DOCUMENTED,
    PLACED,
    Notifications,
    lost_answer,
    sent_event,
    stored,
)
from tests.support.letters import DOCUMENT, ORDER_ID, PDF

URL = "https://documents.s3.us-east-1.amazonaws.com"


@pytest.fixture
def fetch(notifications: Notifications):
    return wiring.posting().enclosures.fetch


def test_the_document_goes_with_its_letter_alone(notifications: Notifications):
    stored()
    assert notifications.deliver(PLACED, DOCUMENTED, DOCUMENTED) == []
    first, second = [request["Content"]["Simple"] for request in notifications.ses.requests]
    assert "Attachments" not in first
    (file,) = second["Attachments"]
    assert base64.b64decode(file.pop("RawContent")) == PDF
    assert file == {
        "FileName": "F-2026-17.pdf",
        "ContentType": "application/pdf",
        "ContentDisposition": "ATTACHMENT",
        "ContentTransferEncoding": "BASE64",
    }
    assert notifications.ses.requests[1]["EmailTags"] == [
        {"Name": "letter_id", "Value": f"{ORDER_ID}--order_processing"}
    ]


def test_a_lost_answer_repeats_no_document_and_is_settled_by_what_ses_tells(notifications):
    stored()
    notifications.deliver(PLACED)
    notifications.ses.faults = [lost_answer(ReadTimeoutError(endpoint_url=URL))]
    notifications.deliver(DOCUMENTED, DOCUMENTED)
    assert notifications.mail_events(sent_event(f"{ORDER_ID}--order_processing")) == []
    assert notifications.letter("order_processing").status is Status.SENT
    assert len(notifications.ses.requests) == 2


def test_a_document_that_is_not_there_yet_is_looked_for_again(notifications: Notifications):
    assert notifications.deliver(PLACED, DOCUMENTED) == []
    letter = notifications.letter("order_processing")
    assert (letter.status, letter.code, letter.retryable) == (
        Status.FAILED,
        "DocumentNotRead",
        True,
    )
    assert len(notifications.ses.delivered) == 1
    stored()
    assert notifications.app.sweep({}, None) == 1
    assert notifications.letter("order_processing").status is Status.SENT
    assert len(notifications.ses.delivered) == 2


@pytest.mark.parametrize("content", [PDF[:-1], PDF + b"!", PDF[:-1] + b"!"])
def test_another_document_than_was_issued_is_sent_to_nobody(notifications, content: bytes):
    stored(content)
    notifications.deliver(PLACED, DOCUMENTED)
    letter = notifications.letter("order_processing")
    assert (letter.code, letter.retryable) == ("DocumentChanged", False)
    assert notifications.app.sweep({}, None) == 0
    assert len(notifications.ses.requests) == 1
    assert DOCUMENT.number not in str(notifications.published())


def test_a_document_too_large_for_a_mail_is_not_even_read(fetch):
    assert fetch(replace(DOCUMENT, size=LARGEST + 1)) == enclosures.TOO_LARGE


def test_the_largest_document_is_read_whole(fetch):
    stored(largest := bytes(LARGEST))
    digest = enclosures.sha256(largest).hexdigest()
    found = fetch(replace(DOCUMENT, size=LARGEST, sha256=digest))
    assert isinstance(found, Enclosure)
    assert found.content == largest


@pytest.mark.parametrize("fault", [ConnectTimeoutError, ReadTimeoutError])
def test_a_bucket_that_does_not_answer_may_answer_later(fetch, fault):
    def silent(**_: object) -> None:
        raise fault(endpoint_url=URL)

    events = enclosures._client().meta.events
    events.register_first("before-send.s3.GetObject", silent)
    try:
        assert fetch(DOCUMENT) == enclosures.NOT_READ
    finally:
        events.unregister("before-send.s3.GetObject", silent)


@pytest.mark.parametrize(
    ("number", "media_type", "name"),
    [
        ("F-2026-000017", "application/pdf", "F-2026-000017.pdf"),
        ("../../etc/passwd", "text/xml", "etc-passwd.xml"),
        ('F 17"; filename=x.exe\r\nBcc: all', "application/xml", "F-17-filename-x-exe-Bcc-all.xml"),
        ("Nº 17", "application/pdf", "N-17.pdf"),
        ("二〇二六", "application/x-msdownload", "document.dat"),
        ("7" * 128, "application/pdf", f"{'7' * 100}.pdf"),
    ],
)
def test_a_file_is_named_after_the_number_and_nothing_else(number, media_type, name):
    assert file_name(replace(DOCUMENT, number=number, media_type=media_type)) == name
