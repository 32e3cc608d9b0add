"""Fragments are joined, and what Chalice cannot say is added, stage by stage."""

import pytest
import yaml

from tools.template import completed, merge, read

TABLE = {
    "Type": "AWS::DynamoDB::Table",
    "DeletionPolicy": "Retain",
    "UpdateReplacePolicy": "Retain",
    "Properties": {"DeletionProtectionEnabled": True},
}
CONSUME = {
    "Type": "AWS::Serverless::Function",
    "Properties": {
        "Role": {"Fn::GetAtt": ["DefaultRole", "Arn"]},
        "Policies": [{"Statement": ["shared"]}, {"Statement": ["own"]}],
    },
}
CHALICE = {
    "Resources": {"DefaultRole": {"Type": "AWS::IAM::Role"}, "Consume": CONSUME, "Table": TABLE}
}


def test_mappings_are_joined_by_key_lists_end_to_end_and_the_later_scalar_stands():
    shared = {"Timeout": 30, "Policies": ["read"], "Events": {"Inbox": {"BatchSize": 10}}}
    own = {"Timeout": 60, "Policies": ["send"], "Events": {"Inbox": {"BatchSize": 3}, "Tick": {}}}
    assert merge(shared, own) == {
        "Timeout": 60,
        "Policies": ["read", "send"],
        "Events": {"Inbox": {"BatchSize": 3}, "Tick": {}},
    }


def test_joining_changes_neither_part():
    shared, own = {"a": {"b": [1]}}, {"a": {"b": [2]}}
    merge(shared, own)
    assert (shared, own) == ({"a": {"b": [1]}}, {"a": {"b": [2]}})


def test_short_tags_are_read_in_their_long_form(tmp_path):
    fragment = tmp_path / "fragment.yaml"
    fragment.write_text("A: !Ref Bus\nB: !GetAtt Table.Arn\nC: !If [IsProd, !Ref X, !Sub '${Y}']\n")
    assert read(fragment) == {
        "A": {"Ref": "Bus"},
        "B": {"Fn::GetAtt": ["Table", "Arn"]},
        "C": {"Fn::If": ["IsProd", {"Ref": "X"}, {"Fn::Sub": "${Y}"}]},
    }


def test_a_tag_of_a_mapping_is_refused(tmp_path):
    fragment = tmp_path / "fragment.yaml"
    fragment.write_text("A: !Transform {Name: Include}\n")
    with pytest.raises(yaml.YAMLError, match="!Transform of a mapping"):
        read(fragment)


def test_every_function_gets_a_role_of_its_own_with_all_its_policies():
    resources = completed(CHALICE, "prod")["Resources"]
    assert "DefaultRole" not in resources
    assert resources["Consume"]["Properties"]["Role"] == {"Fn::GetAtt": ["ConsumeRole", "Arn"]}
    policies = resources["ConsumeRole"]["Properties"]["Policies"]
    assert [policy["PolicyName"] for policy in policies] == ["Consume1", "Consume2"]
    assert [policy["PolicyDocument"]["Statement"] for policy in policies] == [["shared"], ["own"]]


def test_production_keeps_its_tables():
    assert completed(CHALICE, "prod")["Resources"]["Table"] == TABLE


@pytest.mark.parametrize("stage", ["local", "dev", "qa"])
def test_any_other_stage_can_be_thrown_away_whole(stage):
    assert completed(CHALICE, stage)["Resources"]["Table"] == {
        "Type": "AWS::DynamoDB::Table",
        "Properties": {"DeletionProtectionEnabled": False},
    }
