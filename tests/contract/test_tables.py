"""The tables that the templates make are the tables that the code asks for."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from eventing import aws
from tests.support.apps import ENVIRONMENT
from tests.support.aws import account

TEMPLATES = Path(__file__).parents[2] / "shared/infra/service"
TABLES = [
    ("EventsTable", ENVIRONMENT["EVENTS_TABLE"]),
    ("ParkedTable", ENVIRONMENT["PARKED_TABLE"]),
    ("CredentialsTable", ENVIRONMENT["CREDENTIALS_TABLE"]),
]


class Reader(yaml.SafeLoader):
    """Reads a template without minding what its functions mean."""


Reader.add_multi_constructor("!", lambda *_: None)


def templated(name: str) -> dict[str, Any]:
    """Return the properties of the table that a fragment calls `name`."""
    fragments = [yaml.load(path.read_text(), Reader) for path in TEMPLATES.glob("*.yaml")]
    [table] = [f["Resources"][name] for f in fragments if name in f.get("Resources", {})]
    return dict(table["Properties"])


def shape(table: dict[str, Any]) -> dict[str, Any]:
    """Return what of a table cannot differ: keys, their types, and the indexes."""
    attributes = {a["AttributeName"]: a["AttributeType"] for a in table["AttributeDefinitions"]}
    indexes = {
        index["IndexName"]: (keys(index), projection(index["Projection"]))
        for index in table.get("GlobalSecondaryIndexes", [])
    }
    return {"attributes": attributes, "keys": keys(table), "indexes": indexes}


def keys(of: dict[str, Any]) -> dict[str, str]:
    return {key["KeyType"]: key["AttributeName"] for key in of["KeySchema"]}


def projection(given: dict[str, Any]) -> tuple[str, set[str]]:
    return given["ProjectionType"], set(given.get("NonKeyAttributes", ()))


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_a_table_has_the_keys_and_indexes_that_the_code_asks_for(name, table):
    with account():
        asked = aws.client("dynamodb").describe_table(TableName=table)["Table"]
    assert shape(templated(name)) == shape(asked)


def test_what_is_settled_expires_by_the_attribute_that_the_code_sets():
    with account():
        described = aws.client("dynamodb").describe_time_to_live(TableName="parked")
    asked = described["TimeToLiveDescription"]["AttributeName"]
    assert templated("ParkedTable")["TimeToLiveSpecification"]["AttributeName"] == asked
