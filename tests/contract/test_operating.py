"""The page for operators knows every alarm and every parameter."""

import json
import re

import pytest

from tools.render import rendered
from tools.services import ROOT, SERVICES
from tools.template import read

PAGE = (ROOT / "docs/operating.md").read_text()
NAMED = set(re.findall(r"`([\w<>-]+)`", PAGE))
PINNED = {"Stage", "Service", "Context", "RetryAttempts", "RetryAge"}  # nobody's to choose


@pytest.fixture(scope="module", params=SERVICES)
def template(request):
    return json.loads(rendered(request.param, "prod").read_text())


def test_it_says_what_to_do_about_every_alarm(template):
    alarms = [n for n, r in template["Resources"].items() if r["Type"] == "AWS::CloudWatch::Alarm"]
    assert alarms
    assert [name for name in alarms if name.removesuffix("Alarm") not in NAMED] == []


def test_it_says_what_every_parameter_of_a_service_means(template):
    assert set(template["Parameters"]) - NAMED - PINNED == set()


def test_a_revoked_key_dies_as_soon_as_it_says(template):
    body = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    kept = "x-amazon-apigateway-authorizer"
    authorizers = [said[kept] for said in body["securityDefinitions"].values() if kept in said]
    assert authorizers
    assert all(each["authorizerResultTtlInSeconds"] <= 60 for each in authorizers)
    assert "A revoked key is refused within a minute" in PAGE


@pytest.mark.parametrize(
    "path", ["shared/infra/platform.yaml", "services/carrier-gateway/infra/api-destination.yaml"]
)
def test_it_says_what_every_parameter_means(path):
    assert set(read(ROOT / path)["Parameters"]) - NAMED - PINNED == set()
