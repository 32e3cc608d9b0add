"""What an administrator sets and an operator decides by the command line, on AWS in memory."""

import json
import sys
from datetime import timedelta

import pytest

from chalicelib.carrier_gateway.adapters.partners import PartnerItem, PartnersTable
from chalicelib.carrier_gateway.domain.partner import Partner, Way
from chalicelib.orders.adapters.channels import ChannelItem, Channels
from chalicelib.orders.adapters.contracts_out import LANGUAGE
from chalicelib.orders.domain.plan import Plan
from eventing import aws
from eventing.dynamo import DynamoEventStore
from eventing.row import Windows
from tests.support.apps import ENVIRONMENT
from tests.support.aws import account, bus, taken
from tests.support.contract import assert_valid
from tests.support.orders import OPENING, ORDER_ID
from tools import operator
from tools.admin import __main__ as admin
from tools.admin import stage

PARAMETERS = {
    "platform/bus/name": ENVIRONMENT["BUS_NAME"],
    "orders/events/table": ENVIRONMENT["EVENTS_TABLE"],
    "orders/channels/table": "channels",
    "carrier-gateway/partners/table": "partners",
    "tenants/shop/namespace": "0b7c0000-0000-4000-8000-000000000001",
}


@pytest.fixture(autouse=True)
def deployed(monkeypatch):
    stage.aws.cache_clear()
    with account(channels=ChannelItem, partners=PartnerItem):
        for name, value in PARAMETERS.items():
            full = f"/waybill/dev/{name}"
            aws.client("ssm").put_parameter(Name=full, Value=value, Type="String")
        for partner in ("crm", "paperless"):
            PartnersTable("partners").put(
                Partner(partner, Way.SIGNED, f"https://{partner}.example")
            )
        yield
    stage.aws.cache_clear()


def run(monkeypatch, program, *arguments):
    monkeypatch.setattr(sys, "argv", ["program", "--stage", "dev", *arguments])
    program.main()


def test_a_channel_is_set_listed_and_unset(monkeypatch, capsys):
    channel = ("--tenant", "shop", "--channel", "web")
    wanted = ("--enrichment", "crm", "--defer", "lines", "--defer", "customer")
    limits = ("--review-above", "1000.00", "--tax-document", "paperless")
    run(monkeypatch, admin, "channel-set", *channel, *wanted, *limits)
    assert capsys.readouterr().out == (
        "web: enrichment by crm deferring customer, lines; review above 1000.00;"
        " tax document by paperless\n"
    )
    plan = Channels("channels").plan("shop", "web")
    assert (plan.defers, plan.tax_document) == (("customer", "lines"), "paperless")
    run(monkeypatch, admin, "channel-unset", *channel)
    assert capsys.readouterr().out == ""
    assert Channels("channels").plan("shop", "web") == Plan()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (["--tenant", "nobody", "--channel", "web"], "no tenant nobody"),
        (["--tenant", "shop", "--channel", "web", "--enrichment", "x"], "registered as x"),
        (["--tenant", "shop", "--channel", "web", "--tax-document", "x"], "registered as x"),
        (["--tenant", "shop", "--channel", "web", "--defer", "lines"], "name its partner"),
        (["--tenant", "shop", "--channel", "web", "--review-above", "1e3"], "as 1000.00"),
        (["--tenant", "shop", "--channel", "x" * 65], "1 to 64 characters"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused_in_words(monkeypatch, settings, words):
    with pytest.raises(SystemExit, match=words):
        run(monkeypatch, admin, "channel-set", *settings)
    assert not Channels("channels").of_tenant("shop")


@pytest.fixture
def heard():
    store = DynamoEventStore(ENVIRONMENT["EVENTS_TABLE"], LANGUAGE, windows=WINDOWS)
    store.append(OPENING)
    return bus()


WINDOWS = Windows(timedelta(minutes=5))


def test_an_operators_decision_is_an_event_on_the_bus(monkeypatch, heard):
    corrections = json.dumps({"carrier": "globex"})
    asked = ("resolve", ORDER_ID, f"{ORDER_ID}#3", "correct", "--corrections", corrections)
    run(monkeypatch, operator, *asked, "--note", "moved", "--by", "jane")
    run(monkeypatch, operator, "review", ORDER_ID, "reject", "--by", "jane")
    resolution, review = taken(heard)
    for event in (resolution, review):
        assert_valid(event["detail-type"], event["detail"])
        assert event["source"] == "waybill.backoffice"
        assert event["detail"]["metadata"]["tenant_id"] == "demo"
        assert event["detail"]["metadata"]["actor"] == "operator:jane"
    assert resolution["detail"]["data"]["corrections"] == {"carrier": "globex"}
    assert review["detail"]["data"]["decision"] == "rejected"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["resolve", ORDER_ID, "x#3", "correct", "--corrections", "{"], "no JSON"),
        (["resolve", ORDER_ID, "x#3", "correct", "--corrections", '{"notes":1}'], "notes"),
        (["resolve", "nothing", "x#3", "retry"], "order_id"),
        (["review", ORDER_ID.replace("0b", "1b"), "approve"], "there is no order"),
    ],
)
def test_what_cannot_be_meant_is_not_said(monkeypatch, heard, asked, words):
    with pytest.raises(SystemExit, match=words):
        run(monkeypatch, operator, *asked, "--by", "jane")
    assert taken(heard) == []
