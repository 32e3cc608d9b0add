"""The gateway's own tables have the keys and indexes that its code asks for."""

import pytest

from chalicelib.carrier_gateway.adapters.attempts import AttemptItem
from chalicelib.carrier_gateway.adapters.leases import LeaseItem
from chalicelib.carrier_gateway.adapters.partners import PartnerItem
from eventing import aws
from tests.support.aws import account
from tools.services import ROOT
from tools.template import read

MODELS = {"PartnersTable": PartnerItem, "LeasesTable": LeaseItem, "AttemptsTable": AttemptItem}
RESOURCES = read(ROOT / "services/carrier-gateway/infra/resources.yaml")["Resources"]


def shape(table):
    """Return what of a table cannot differ: keys, their types, and the indexes."""
    keys = sorted((key["KeyType"], key["AttributeName"]) for key in table["KeySchema"])
    types = {a["AttributeName"]: a["AttributeType"] for a in table["AttributeDefinitions"]}
    indexes = {
        index["IndexName"]: (
            sorted((key["KeyType"], key["AttributeName"]) for key in index["KeySchema"]),
            index["Projection"]["ProjectionType"],
        )
        for index in table.get("GlobalSecondaryIndexes", [])
    }
    return keys, types, indexes


@pytest.mark.parametrize("name", MODELS)
def test_a_table_is_as_the_code_asks_for(name):
    with account(made=MODELS[name]):
        made = aws.client("dynamodb").describe_table(TableName="made")["Table"]
    assert shape(RESOURCES[name]["Properties"]) == shape(made)


def test_attempts_expire_by_the_attribute_that_the_code_sets():
    expiry = RESOURCES["AttemptsTable"]["Properties"]["TimeToLiveSpecification"]
    assert expiry["AttributeName"] in AttemptItem.get_attributes()
