"""A role may do on the engine what it may do on AWS, and nothing else."""

import json

import pytest
from botocore.exceptions import ClientError

from local.place import REGION
from tests.support.roles import client_as

SAYS_ITS_OWN = {
    "Effect": "Allow",
    "Action": "events:PutEvents",
    "Resource": f"arn:aws:events:{REGION}:000000000000:event-bus/default",
    "Condition": {
        "ForAllValues:StringEquals": {"events:source": "waybill.orders"},
        "Null": {"events:source": "false"},
    },
}
SENDS_AS_ITSELF = {
    "Effect": "Allow",
    "Action": "ses:SendEmail",
    "Resource": f"arn:aws:ses:{REGION}:000000000000:identity/waybill.example",
    "Condition": {"StringEquals": {"ses:FromAddress": "orders@waybill.example"}},
}

READS_DOCUMENTS = {
    "Effect": "Allow",
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::over-tls/documents/*",
}
OVER_TLS_ONLY = {
    "Effect": "Deny",
    "Principal": "*",
    "Action": "s3:*",
    "Resource": ["arn:aws:s3:::over-tls", "arn:aws:s3:::over-tls/*"],
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


@pytest.fixture(scope="module")
def as_role(local_engine):
    """Clients with the rights of a role that says its own events and sends its own mails."""
    local_engine.client("sesv2").create_email_identity(EmailIdentity="waybill.example")
    return lambda service: client_as(local_engine, service, SAYS_ITS_OWN, SENDS_AS_ITSELF)


def say(client, *sources):
    entries = [{"Source": source, "DetailType": "t", "Detail": "{}"} for source in sources]
    return client.put_events(Entries=entries)["FailedEntryCount"]


def send(client, sender):
    client.send_email(
        FromEmailAddress=sender,
        Destination={"ToAddresses": ["ada@example.com"]},
        Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "b"}}}},
    )


def test_a_role_says_events_in_its_own_name(as_role):
    assert say(as_role("events"), "waybill.orders", "waybill.orders") == 0


def test_a_role_cannot_slip_in_an_event_of_somebody_else(as_role):
    with pytest.raises(ClientError, match="not authorized"):
        say(as_role("events"), "waybill.orders", "waybill.notifications")


def test_a_role_sends_mails_from_its_own_address(as_role):
    send(as_role("sesv2"), "Waybill <orders@waybill.example>")


@pytest.mark.parametrize("sender", ["ceo@waybill.example", "orders@bank.example"])
def test_a_role_sends_from_no_other_address(as_role, sender):
    with pytest.raises(ClientError, match="not authorized"):
        send(as_role("sesv2"), sender)


def test_a_role_does_nothing_that_was_not_allowed(as_role):
    with pytest.raises(ClientError, match="not authorized"):
        as_role("dynamodb").list_tables()


def test_a_bucket_that_wants_tls_lets_a_role_read_what_it_may(local_engine):
    s3 = local_engine.client("s3")
    s3.create_bucket(Bucket="over-tls")
    policy = json.dumps({"Version": "2012-10-17", "Statement": [OVER_TLS_ONLY]})
    s3.put_bucket_policy(Bucket="over-tls", Policy=policy)
    for key in ("documents/1", "others/1"):
        s3.put_object(Bucket="over-tls", Key=key, Body=b"content")
    reader = client_as(local_engine, "s3", READS_DOCUMENTS)
    assert reader.get_object(Bucket="over-tls", Key="documents/1")["Body"].read() == b"content"
    with pytest.raises(ClientError, match="AccessDenied"):
        reader.get_object(Bucket="over-tls", Key="others/1")
