"""The example subscriber is what another team would copy: of Waybill it has only the contracts."""

import ast
import re
from textwrap import dedent

import pytest

from contracts.registry import CONTRACTS
from subscriber.orders import MODELS
from tools.contracts.schema import ROOT
from tools.subscriber import FOLDER

PAGE = ROOT / "docs" / "subscribing.md"
TEXT = PAGE.read_text()
SOURCES = sorted((FOLDER / "subscriber").glob("*.py"))
OURS = {path.name for path in (*ROOT.glob("shared/*"), *ROOT.iterdir())} | {"chalicelib"}
QUOTED = re.compile(r"\((\.\./\S+)\):\n\n```(?:yaml|python)\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_it_imports_nothing_of_waybill_but_the_contracts(path):
    nodes = list(ast.walk(ast.parse(path.read_text())))
    modules = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    modules |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {module.split(".")[0] for module in modules} & OURS <= {"contracts"}


def test_it_reads_each_contract_under_its_own_name():
    assert {name: CONTRACTS[name] for name in MODELS} == MODELS


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([^)#]+)", TEXT))))
def test_the_page_links_to_what_is_there(link):
    assert (PAGE.parent / link).exists()


@pytest.mark.parametrize(("file", "code"), QUOTED.findall(TEXT), ids=lambda text: text[:40])
def test_code_on_the_page_is_the_code_of_the_example(file, code):
    lines, wanted = (PAGE.parent / file).read_text().splitlines(), code.splitlines()
    places = range(len(lines) - len(wanted) + 1)
    found = (dedent("\n".join(lines[place : place + len(wanted)])) for place in places)
    assert code.rstrip("\n") in found


def test_all_code_on_the_page_says_where_it_is_from():
    assert len(re.findall(r"```(?:yaml|python)", TEXT)) == len(QUOTED.findall(TEXT)) > 0


def test_the_page_names_what_the_stack_puts_out():
    outputs = set(
        re.findall(r"^  (\w+): \{Value", (FOLDER / "template.yaml").read_text(), re.MULTILINE)
    )
    for name in ("ReportFunction", "RuleArn", "InboxDeadArn"):
        assert name in outputs
        assert f"<{name}>" in TEXT
