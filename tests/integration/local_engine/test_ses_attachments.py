"""The mailbox tells which files came with a mail."""

from hashlib import sha256

import urllib3

PDF = b"%PDF-1.7 \x00\xff"
SIMPLE = {"Subject": {"Data": "Your order"}, "Body": {"Text": {"Data": "is being processed"}}}
FILE = {
    "FileName": "F-17.pdf",
    "ContentType": "application/pdf",
    "ContentTransferEncoding": "BASE64",
    "RawContent": PDF,
}


def sent(engine, simple):
    """Send a mail, and return it as the mailbox has it."""
    ses = engine.client("sesv2")
    message_id = ses.send_email(
        FromEmailAddress="shop@attachments.example",
        Destination={"ToAddresses": ["ada@example.com"]},
        Content={"Simple": simple},
    )["MessageId"]
    mailbox = urllib3.request("GET", f"{engine.endpoint}/_ministack/ses/messages").json()
    every = [mail for mails in mailbox["messages"].values() for mail in mails]
    return next(mail for mail in every if mail["MessageId"] == message_id)


def test_a_file_is_told_by_name_type_and_content(local_engine):
    local_engine.client("sesv2").create_email_identity(EmailIdentity="attachments.example")
    assert sent(local_engine, {**SIMPLE, "Attachments": [FILE]})["Attachments"] == [
        {
            "FileName": "F-17.pdf",
            "ContentType": "application/pdf",
            "Size": len(PDF),
            "Sha256": sha256(PDF).hexdigest(),
        }
    ]
    assert sent(local_engine, SIMPLE)["Attachments"] == []
