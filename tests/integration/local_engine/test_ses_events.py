"""A mail that was sent is told of by an event with the sender's own tags."""

import pytest
import urllib3

from tests.support import stacks
from tests.support.queues import bodies

TEMPLATE = """
Resources:
  Sender: {Type: "AWS::SES::EmailIdentity", Properties: {EmailIdentity: shop@waybill.example}}
  Told: {Type: "AWS::SES::ConfigurationSet", Properties: {Name: told}}
  Untold: {Type: "AWS::SES::ConfigurationSet", Properties: {Name: untold}}
  Telling:
    Type: AWS::SES::ConfigurationSetEventDestination
    Properties:
      ConfigurationSetName: !Ref Told
      EventDestination:
        Enabled: true
        MatchingEventTypes: [SEND, BOUNCE]
        EventBridgeDestination:
          EventBusArn: !Sub arn:aws:events:${AWS::Region}:${AWS::AccountId}:event-bus/default
  Queue: {Type: "AWS::SQS::Queue"}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [aws.ses], detail-type: [Email Sent]}
      Targets: [{Id: queue, Arn: !GetAtt Queue.Arn}]
Outputs: {Queue: {Value: !Ref Queue}}
"""
TO = {"ToAddresses": ["ada@example.com"]}
SUBJECT, TEXT = {"Data": "Your order"}, {"Text": {"Data": "is on its way"}}


@pytest.fixture(scope="module")
def queue(local_engine):
    yield stacks.create(local_engine, "mail", TEMPLATE)["Queue"]
    stacks.delete(local_engine, "mail")


def send(engine, configuration_set):
    return engine.client("sesv2").send_email(
        FromEmailAddress="shop@waybill.example",
        Destination=TO,
        Content={"Simple": {"Subject": SUBJECT, "Body": TEXT}},
        ConfigurationSetName=configuration_set,
        EmailTags=[{"Name": "letter_id", "Value": "o-1_order_placed"}],
    )["MessageId"]


def test_it_names_the_message_and_carries_the_tags(local_engine, queue):
    message_id = send(local_engine, "told")
    (event,) = bodies(local_engine, queue, 1)
    assert event["source"] == "aws.ses"
    assert event["detail-type"] == "Email Sent"
    assert event["detail"]["eventType"] == "Send"
    mail = event["detail"]["mail"]
    assert mail["messageId"] == message_id
    assert mail["destination"] == ["ada@example.com"]
    assert mail["tags"] == {"ses:configuration-set": ["told"], "letter_id": ["o-1_order_placed"]}


def test_the_older_api_tells_the_same(local_engine, queue):
    message_id = local_engine.client("ses").send_email(
        Source="shop@waybill.example",
        Destination=TO,
        Message={"Subject": SUBJECT, "Body": TEXT},
        ConfigurationSetName="told",
        Tags=[{"Name": "letter_id", "Value": "7"}],
    )["MessageId"]
    (event,) = bodies(local_engine, queue, 1)
    assert event["detail"]["mail"]["messageId"] == message_id
    assert event["detail"]["mail"]["tags"]["letter_id"] == ["7"]


def test_a_set_that_asks_for_no_events_gets_none(local_engine, queue):
    send(local_engine, "untold")
    assert bodies(local_engine, queue, 1, within_s=1) == []


def test_sent_mail_can_still_be_read_after_a_restart(local_engine, queue):
    message_id = send(local_engine, "untold")
    local_engine.restart()
    url = f"{local_engine.endpoint}/_ministack/ses/messages"
    answer = urllib3.request("GET", url)
    assert message_id in answer.data.decode()
