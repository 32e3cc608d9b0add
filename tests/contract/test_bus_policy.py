"""Subscribers of other accounts hear what is for all, keep their own rules, and say one thing."""

import pytest

from tests.support.bus_policy import SUBSCRIBER, allows
from tools.services import ROOT
from tools.template import read

PLATFORM = read(ROOT / "shared/infra/platform.yaml")
ORDERS, GATEWAY, OPERATOR = "waybill.orders", "waybill.carrier-gateway", "waybill.backoffice"
AGAIN = "operator.republication_requested.v1"
KEPT = ["DeleteRule", "DescribeRule", "EnableRule", "DisableRule", "PutTargets", "RemoveTargets"]


@pytest.mark.parametrize("source", [ORDERS, [ORDERS, GATEWAY]])
def test_a_rule_may_hear_what_the_services_say(source):
    assert allows(PLATFORM, "events:PutRule", source=source)
    assert allows(PLATFORM, "events:PutRule", source=source, creatorAccount=SUBSCRIBER)


@pytest.mark.parametrize("source", [None, [], OPERATOR, [ORDERS, OPERATOR], "waybill.subscriber"])
def test_a_rule_must_say_whom_it_hears_and_may_hear_nobody_else(source):
    assert not allows(PLATFORM, "events:PutRule", source=source)


@pytest.mark.parametrize("action", KEPT)
def test_a_subscriber_keeps_its_own_rules_and_touches_no_others(action):
    assert allows(PLATFORM, f"events:{action}", creatorAccount=SUBSCRIBER)
    assert not allows(PLATFORM, f"events:{action}", creatorAccount="999988887777")


def test_a_subscriber_cannot_change_a_rule_of_another():
    assert not allows(PLATFORM, "events:PutRule", source=ORDERS, creatorAccount="999988887777")


def test_no_rule_of_a_subscriber_passes_for_one_of_a_carrier():
    assert allows(PLATFORM, "events:PutRule", "waybill-bus-Forward-1X", source=ORDERS)
    named = "waybill-${Stage}-carrier-acme"
    assert not allows(PLATFORM, "events:PutRule", named, source=ORDERS)


@pytest.mark.parametrize("entries", [1, 2])
def test_a_subscriber_asks_for_what_it_missed(entries):
    said = {"source": ["waybill.subscriber"] * entries, "detail_type": [AGAIN] * entries}
    assert allows(PLATFORM, "events:PutEvents", **said)


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"source": "waybill.subscriber"},
        {"detail_type": AGAIN},
        {"source": ["waybill.subscriber", ORDERS], "detail_type": [AGAIN]},
        {"source": ["waybill.subscriber"], "detail_type": [AGAIN, "order.shipped.v1"]},
    ],
)
def test_a_subscriber_says_nothing_else_not_even_beside_it(said):
    assert not allows(PLATFORM, "events:PutEvents", **said)
