"""MiniStack alone still lacks what we add; a test that fails here says: remove ours."""

import json
import time

import pytest
import urllib3
from botocore.exceptions import ClientError

from tests.integration.local_engine.test_bursts import AT_ONCE, burst
from tests.support import stacks
from tests.support.engine import engine
from tests.support.queues import bodies
from tests.support.receiver import receiver
from tests.support.roles import client_as

MISSING_TYPES = [
    "AWS::Events::Connection",
    "AWS::Events::ApiDestination",
    "AWS::Events::Archive",
    "AWS::Events::EventBusPolicy",
    "AWS::EventSchemas::Registry",
    "AWS::EventSchemas::Schema",
]
QUEUE_AND_RULE = """
Resources:
  Queue: {Type: "AWS::SQS::Queue"}
  Dead: {Type: "AWS::SQS::Queue"}
  Bus: {Type: "AWS::Events::EventBus", Properties: {Name: bare}}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      EventPattern: {source: [bare, aws.ses]}
      Targets:
        - {Id: queue, Arn: !GetAtt Queue.Arn}
        - Id: gone
          Arn: !Sub arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:gone
          DeadLetterConfig: {Arn: !GetAtt Dead.Arn}
  Table:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      StreamSpecification: {StreamViewType: NEW_IMAGE}
  Role:
    Type: AWS::IAM::Role
    Properties: {AssumeRolePolicyDocument: {Version: "2012-10-17", Statement: []}}
  Pipe:
    Type: AWS::Pipes::Pipe
    Properties:
      RoleArn: !GetAtt Role.Arn
      Source: !GetAtt Table.StreamArn
      SourceParameters: {DynamoDBStreamParameters: {StartingPosition: TRIM_HORIZON}}
      Target: !GetAtt Bus.Arn
      TargetParameters: {InputTemplate: '{"n": 1}'}
  Failing:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.11
      Handler: index.fail
      Role: !GetAtt Role.Arn
      Timeout: 60
      Code:
        ZipFile: |
          def fail(event, context):
              raise KeyError("mine")
  Waiting:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt Role.Arn
      DefinitionSubstitutions: {Failing: !GetAtt Failing.Arn}
      Definition:
        StartAt: Ask
        States:
          Ask:
            Type: Task
            Resource: arn:aws:states:::lambda:invoke.waitForTaskToken
            Parameters: {FunctionName: "${Failing}", Payload: {token.$: $$.Task.Token}}
            TimeoutSecondsPath: $.timeout_s
            End: true
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        swagger: "2.0"
        info: {title: bare, version: "1"}
        paths: {}
        x-amazon-apigateway-gateway-responses: {THROTTLED: {statusCode: 429}}
Outputs:
  Queue: {Value: !Ref Queue}
  Dead: {Value: !Ref Dead}
  Table: {Value: !Ref Table}
  Stream: {Value: !GetAtt Table.StreamArn}
  Pipe: {Value: !Ref Pipe}
  Failing: {Value: !Ref Failing}
  Waiting: {Value: !Ref Waiting}
  Api: {Value: !Ref Api}
"""


@pytest.fixture(scope="module")
def bare():
    with engine(module="ministack") as running:
        yield running


@pytest.fixture(scope="module")
def outputs(bare):
    return stacks.create(bare, "bare", QUEUE_AND_RULE)


def put(bare, **entry):
    entry = {"EventBusName": "bare", "Source": "bare", "DetailType": "d", "Detail": "{}", **entry}
    return bare.client("events").put_events(Entries=[entry])


@pytest.mark.parametrize("name", MISSING_TYPES)
def test_a_resource_type(bare, name):
    template = {"Resources": {"One": {"Type": name, "Properties": {}}}}
    with pytest.raises(ClientError, match="Unrecognized resource types"):
        stacks.create(bare, "refused", template)


def test_a_bound_on_the_workers_of_a_burst(bare):
    assert len({worker for _, worker in burst(bare)}) > AT_ONCE


def test_the_schema_registry(bare):
    with pytest.raises(ClientError):
        bare.client("schemas").create_registry(RegistryName="r")


def test_gateway_responses_in_an_apis_body(bare, outputs):
    answers = bare.client("apigateway").get_gateway_responses(restApiId=outputs["Api"])["items"]
    assert [one for one in answers if not one["defaultResponse"]] == []


def test_an_entrys_own_time_and_malformed_details(bare, outputs):
    assert put(bare, Detail="no json")["FailedEntryCount"] == 0
    assert put(bare, Detail=json.dumps({"x": "x" * 300_000}))["FailedEntryCount"] == 0
    put(bare, Time="2025-05-06T07:08:09Z", Detail=json.dumps({"timed": True}))
    events = bodies(bare, outputs["Queue"], 3)
    assert all(not event["time"].startswith("2025-05") for event in events)


def test_dead_letter_queues_of_rules(bare, outputs):
    put(bare)
    assert bodies(bare, outputs["Dead"], 1, within_s=1) == []


def test_pipes_to_a_bus(bare, outputs):
    pipe = bare.client("pipes").describe_pipe(Name=outputs["Pipe"])
    assert "TargetParameters" not in pipe


def test_a_lambdas_error_name(bare, outputs):
    answer = bare.client("lambda").invoke(FunctionName=outputs["Failing"])
    assert json.loads(answer["Payload"].read())["errorType"] == "Runtime.HandlerError"


def test_the_end_of_a_wait_whose_time_is_over_or_that_never_began(bare, outputs):
    machines = bare.client("stepfunctions")
    given = {"stateMachineArn": outputs["Waiting"], "input": '{"timeout_s": 1}'}
    execution = machines.start_execution(**given)["executionArn"]
    time.sleep(3)
    assert machines.describe_execution(executionArn=execution)["status"] == "RUNNING"


def test_whose_a_token_is(bare, outputs):
    allowed = {
        "Effect": "Allow",
        "Action": "states:SendTaskSuccess",
        "Resource": outputs["Waiting"].rpartition(":")[0] + ":*",
    }
    machines = client_as(bare, "stepfunctions", allowed)
    with pytest.raises(ClientError, match="AccessDenied"):
        machines.send_task_success(taskToken="any", output="{}")


def test_retries_of_api_destinations(bare, outputs):
    events = bare.client("events")
    with receiver() as partner:
        partner.statuses[:] = [503]
        connection = events.create_connection(
            Name="c",
            AuthorizationType="API_KEY",
            AuthParameters={"ApiKeyAuthParameters": {"ApiKeyName": "k", "ApiKeyValue": "v"}},
        )
        destination = events.create_api_destination(
            Name="d",
            ConnectionArn=connection["ConnectionArn"],
            InvocationEndpoint=partner.url,
            HttpMethod="POST",
        )
        events.put_rule(Name="r", EventBusName="bare", EventPattern='{"source": ["out"]}')
        target = {"Id": "t", "Arn": destination["ApiDestinationArn"]}
        events.put_targets(Rule="r", EventBusName="bare", Targets=[target])
        put(bare, Source="out")
        assert len(partner.wait_for(1)) == 1
        time.sleep(2)
        assert len(partner.requests) == 1


def test_events_of_ses(bare, outputs):
    ses = bare.client("sesv2")
    events = bare.client("events")
    events.put_rule(Name="mail", EventPattern='{"source": ["aws.ses"]}')
    arn = "arn:aws:sqs:us-east-1:000000000000:" + outputs["Dead"].rsplit("/", 1)[1]
    events.put_targets(Rule="mail", Targets=[{"Id": "t", "Arn": arn}])
    ses.create_email_identity(EmailIdentity="shop@waybill.example")
    ses.create_configuration_set(ConfigurationSetName="set")
    bus = "arn:aws:events:us-east-1:000000000000:event-bus/default"
    ses.create_configuration_set_event_destination(
        ConfigurationSetName="set",
        EventDestinationName="bus",
        EventDestination={
            "Enabled": True,
            "MatchingEventTypes": ["SEND"],
            "EventBridgeDestination": {"EventBusArn": bus},
        },
    )
    ses.send_email(
        FromEmailAddress="shop@waybill.example",
        Destination={"ToAddresses": ["a@example.com"]},
        Content={"Simple": {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}}},
        ConfigurationSetName="set",
    )
    assert bodies(bare, outputs["Dead"], 1, within_s=1) == []


def test_attachments_of_ses(bare):
    ses = bare.client("sesv2")
    ses.create_email_identity(EmailIdentity="bare.example")
    file = {"FileName": "bare.pdf", "RawContent": b"content"}
    simple = {"Subject": {"Data": "s"}, "Body": {"Text": {"Data": "t"}}, "Attachments": [file]}
    ses.send_email(
        FromEmailAddress="shop@bare.example",
        Destination={"ToAddresses": ["a@example.com"]},
        Content={"Simple": simple},
    )
    mailbox = urllib3.request("GET", f"{bare.endpoint}/_ministack/ses/messages").data.decode()
    assert "shop@bare.example" in mailbox
    assert "bare.pdf" not in mailbox


def test_stream_records_over_a_restart_and_anything_over_a_kill(bare, outputs):
    table, streams = bare.client("dynamodb"), bare.client("dynamodbstreams")
    table.put_item(TableName=outputs["Table"], Item={"id": {"S": "1"}})
    bare.restart(module="ministack")
    shard = streams.describe_stream(StreamArn=outputs["Stream"])["StreamDescription"]["Shards"][0]
    iterator = streams.get_shard_iterator(
        StreamArn=outputs["Stream"], ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
    )["ShardIterator"]
    assert streams.get_records(ShardIterator=iterator)["Records"] == []
    table.put_item(TableName=outputs["Table"], Item={"id": {"S": "2"}})
    bare.kill()
    bare.start(module="ministack")
    assert "Item" not in table.get_item(TableName=outputs["Table"], Key={"id": {"S": "2"}})
