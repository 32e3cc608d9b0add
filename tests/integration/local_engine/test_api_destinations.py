"""An event for a partner's HTTP API arrives at its speed, is retried, or ends where one looks."""

import base64
import json

import pytest

from tests.support import stacks
from tests.support.queues import attributes, receive
from tests.support.receiver import receiver

TEMPLATE = """
Parameters: {Url: {Type: String}}
Resources:
  Bus: {Type: "AWS::Events::EventBus", Properties: {Name: outbound}}
  Secret:
    Type: AWS::SecretsManager::Secret
    Properties: {Name: outbound-password, SecretString: '{"password": "open sesame"}'}
  Connection:
    Type: AWS::Events::Connection
    Properties:
      AuthorizationType: BASIC
      AuthParameters:
        BasicAuthParameters:
          Username: waybill
          Password: !Sub "{{resolve:secretsmanager:${Secret}:SecretString:password}}"
  Destination:
    Type: AWS::Events::ApiDestination
    Properties:
      ConnectionArn: !GetAtt Connection.Arn
      InvocationEndpoint: URL/orders
      HttpMethod: POST
      InvocationRateLimitPerSecond: 20
  Undelivered: {Type: "AWS::SQS::Queue"}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: {source: [outbound]}
      Targets:
        - Id: partner
          Arn: !GetAtt Destination.Arn
          RoleArn: !GetAtt Role.Arn
          InputPath: $.detail
          RetryPolicy: {MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60}
          DeadLetterConfig: {Arn: !GetAtt Undelivered.Arn}
Outputs:
  Undelivered: {Value: !Ref Undelivered}
  Destination: {Value: !Ref Destination}
"""


@pytest.fixture(scope="module")
def partner():
    with receiver() as server:
        yield server


@pytest.fixture(scope="module")
def outputs(local_engine, partner):
    template = TEMPLATE.replace("URL", partner.url).replace("Parameters: {Url: {Type: String}}", "")
    yield stacks.create(local_engine, "outbound", template)
    stacks.delete(local_engine, "outbound")


@pytest.fixture
def put(local_engine, outputs, partner):
    partner.requests.clear()
    partner.statuses.clear()

    def put_event(*numbers):
        entries = [
            {
                "EventBusName": "outbound",
                "Source": "outbound",
                "DetailType": "asked",
                "Detail": json.dumps({"number": number}),
            }
            for number in numbers
        ]
        assert local_engine.client("events").put_events(Entries=entries)["FailedEntryCount"] == 0

    return put_event


def test_it_arrives_with_the_connections_credentials(put, partner):
    put(1)
    (request,) = partner.wait_for(1)
    assert request["path"] == "/orders"
    assert json.loads(request["body"]) == {"number": 1}
    credentials = base64.b64encode(b"waybill:open sesame").decode()
    assert request["headers"]["authorization"] == f"Basic {credentials}"


def test_what_the_partner_could_not_take_is_sent_again(put, partner):
    partner.statuses[:] = [503, 429]
    put(1)
    assert len(partner.wait_for(3)) == 3
    assert partner.statuses == []


def test_what_the_partner_refuses_is_not_sent_again(put, partner, local_engine, outputs):
    partner.statuses[:] = [400]
    put(7)
    (message,) = receive(local_engine, outputs["Undelivered"], 1)
    assert len(partner.requests) == 1
    assert json.loads(message["Body"])["detail"] == {"number": 7}, "the whole event is kept"
    told = attributes(message)
    assert told["ERROR_CODE"] == "SDK_CLIENT_ERROR"
    assert "400" in told["ERROR_MESSAGE"]
    assert told["RETRY_ATTEMPTS"] == "0"


def test_what_fails_too_often_ends_in_the_dead_letter_queue(put, partner, local_engine, outputs):
    partner.statuses[:] = [500, 500, 500]
    put(8)
    (message,) = receive(local_engine, outputs["Undelivered"], 1)
    assert len(partner.requests) == 3
    assert attributes(message)["RETRY_ATTEMPTS"] == "2"


def test_no_more_arrive_in_a_second_than_the_destination_allows(put, partner):
    put(*range(10))
    put(*range(10, 20))
    times = sorted(request["at"] for request in partner.wait_for(20))
    assert len(times) == 20
    assert times[-1] - times[0] >= 19 / 20 * 0.5
    assert times[-1] - times[0] < 15


def test_what_is_under_way_survives_a_restart(put, partner, local_engine):
    partner.statuses[:] = [503]
    put(9)
    partner.wait_for(1)
    local_engine.restart()
    assert [json.loads(one["body"])["number"] for one in partner.wait_for(2)][:2] == [9, 9]
