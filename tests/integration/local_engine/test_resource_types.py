"""Templates deploy here that MiniStack alone refuses."""

import json
from pathlib import Path

import pytest
import yaml
from botocore.exceptions import ClientError

from tests.support import stacks

PLATFORM = Path(__file__).with_name("types.yaml")


@pytest.fixture(scope="module")
def outputs(local_engine):
    return stacks.create(local_engine, "types", PLATFORM)


def test_an_archive_keeps_the_events_of_its_bus(local_engine, outputs):
    archive = local_engine.client("events").describe_archive(ArchiveName="types-archive")
    assert archive["EventSourceArn"] == outputs["BusArn"]
    assert archive["RetentionDays"] == 30
    assert json.loads(archive["EventPattern"]) == {"source": [{"prefix": "waybill."}]}


def test_an_archive_changes_in_place(local_engine, outputs):
    changed = PLATFORM.read_text().replace("RetentionDays: 30", "RetentionDays: 60")
    stacks.update(local_engine, "types", changed)
    archive = local_engine.client("events").describe_archive(ArchiveName="types-archive")
    assert archive["RetentionDays"] == 60


def test_a_bus_shows_its_policy_whole(local_engine, outputs):
    bus = local_engine.client("events").describe_event_bus(Name="types")
    (statement,) = json.loads(bus["Policy"])["Statement"]
    assert statement["Sid"] == "subscribers"
    assert statement["Action"] == ["events:PutRule", "events:PutTargets"]
    assert statement["Condition"]["StringEqualsIfExists"]["events:source"] == "waybill.orders"


def test_a_connection_and_its_destination_can_be_referred_to(outputs):
    assert outputs["DestinationArn"].startswith("arn:aws:events:")
    assert outputs["ConnectionSecret"].startswith("arn:aws:secretsmanager:")


def test_a_renamed_destination_is_replaced(local_engine, outputs):
    stacks.update(local_engine, "types", PLATFORM.read_text().replace("types-to", "types-2"))
    events = local_engine.client("events")
    assert events.describe_api_destination(Name="types-2")["ApiDestinationState"] == "ACTIVE"
    with pytest.raises(ClientError, match="ResourceNotFound"):
        events.describe_api_destination(Name="types-to")


def test_the_gateway_answers_problems_of_its_own_in_our_words(local_engine, outputs):
    answers = local_engine.client("apigateway").get_gateway_responses(restApiId=outputs["Api"])
    ours = {one["responseType"] for one in answers["items"] if not one["defaultResponse"]}
    assert ours == {"THROTTLED", "ACCESS_DENIED"}


def test_tables_and_queues_keep_what_protects_them(local_engine, outputs):
    dynamodb = local_engine.client("dynamodb")
    table = dynamodb.describe_table(TableName=outputs["Table"])["Table"]
    assert table["DeletionProtectionEnabled"] is True
    queue = local_engine.client("sqs").get_queue_attributes(
        QueueUrl=outputs["Dead"], AttributeNames=["RedriveAllowPolicy"]
    )
    policy = json.loads(queue["Attributes"]["RedriveAllowPolicy"])
    assert policy["redrivePermission"] == "byQueue"


def test_logs_are_kept_as_long_as_the_template_says(local_engine, outputs):
    groups = local_engine.client("logs").describe_log_groups(logGroupNamePrefix="/types/")
    assert [one["retentionInDays"] for one in groups["logGroups"]] == [14]


def test_nothing_is_left_when_the_stack_is_deleted(local_engine, outputs):
    template = yaml.load(PLATFORM.read_text(), Loader=yaml.BaseLoader)
    assert "Archive" in template["Resources"]
    dynamodb = local_engine.client("dynamodb")
    dynamodb.update_table(TableName=outputs["Table"], DeletionProtectionEnabled=False)
    stacks.delete(local_engine, "types")
    events = local_engine.client("events")
    assert events.list_archives(NamePrefix="types")["Archives"] == []
    assert events.list_connections(NamePrefix="types")["Connections"] == []
    registries = local_engine.client("schemas").list_registries()["Registries"]
    assert [one for one in registries if one["RegistryName"] == "types"] == []
