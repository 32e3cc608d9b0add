"""The generated models: they say what the schemas say, and are gentle with what they read."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import ValidationError

from contracts.order import OrderAuditDigestV1, OrderPlacedV1, OrderShippedV1
from contracts.registry import CONTRACTS
from tools import codegen
from tools.contracts.schema import SCHEMAS, all_schemas

EXAMPLES = [
    pytest.param(schema.detail_type, detail["data"], id=str(file.relative_to(SCHEMAS)))
    for schema in all_schemas()
    for file, detail in schema.examples.items()
]
SHIPPED = {
    "order_id": "0b7c5f0e-6f1d-5b8a-9c3e-2d4a7e91f6c0",
    "carrier": "acme",
    "shipped_at": "2026-11-20T15:40:00.000Z",
}


def on_the_bus(contract):
    return contract.model_dump(mode="json", by_alias=True, exclude_none=True)


@pytest.mark.parametrize(("detail_type", "data"), EXAMPLES)
def test_what_is_read_is_said_again_without_loss(detail_type, data):
    assert on_the_bus(CONTRACTS[detail_type].model_validate(data)) == data


def test_every_contract_has_a_model_that_names_it_and_its_source():
    assert {name: (model.DETAIL_TYPE, model.SOURCE) for name, model in CONTRACTS.items()} == {
        schema.detail_type: (schema.detail_type, schema.source) for schema in all_schemas()
    }


@pytest.mark.parametrize(("detail_type", "data"), EXAMPLES)
def test_a_field_that_is_new_to_a_reader_is_passed_over(detail_type, data):
    assert on_the_bus(CONTRACTS[detail_type].model_validate(data | {"new": 1})) == data


@pytest.mark.parametrize(("detail_type", "data"), EXAMPLES)
def test_a_missing_field_is_named(detail_type, data):
    model = CONTRACTS[detail_type]
    for name, field in model.model_fields.items():
        if field.is_required():
            wire_name = field.alias or name
            partial = {key: value for key, value in data.items() if key != wire_name}
            with pytest.raises(ValidationError, match=f"(?m)^{wire_name}$"):
                model.model_validate(partial)


def test_a_contract_cannot_be_changed():
    shipped = OrderShippedV1.model_validate(SHIPPED)
    with pytest.raises(ValidationError, match="frozen"):
        shipped.carrier = "other"


def test_a_refusal_does_not_repeat_personal_data():
    customer = {"name": "Ada Example", "email": 42}
    with pytest.raises(ValidationError) as refusal:
        OrderPlacedV1.model_validate({"customer": customer, "notes": ["secret"]})
    assert "customer.email" in str(refusal.value)
    assert "Ada" not in str(refusal.value)
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 20, 15, 40, tzinfo=UTC),
        datetime(2026, 11, 20, 17, 40, tzinfo=timezone(timedelta(hours=2))),
        "2026-11-20T15:40:00Z",
        "2026-11-20T17:40:00.000000+02:00",
    ],
)
def test_a_moment_is_always_said_in_utc_to_the_millisecond(at):
    shipped = OrderShippedV1.model_validate(SHIPPED | {"shipped_at": at})
    assert on_the_bus(shipped) == SHIPPED


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValidationError, match="shipped_at"):
        OrderShippedV1.model_validate(SHIPPED | {"shipped_at": "2026-11-20T15:40:00"})


def test_a_field_called_like_a_keyword_can_be_given_by_its_python_name():
    moment = datetime(2026, 11, 20, 15, 40, tzinfo=UTC)
    digest = OrderAuditDigestV1(from_=moment, until=moment, part=1, parts=1, streams=[])
    assert on_the_bus(digest)["from"] == "2026-11-20T15:40:00.000Z"


def test_one_context_is_imported_without_the_others():
    code = "import sys, contracts.order; print(*(m for m in sys.modules if 'contracts' in m))"
    run = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, 'shared'); {code}"],
        check=True,
        capture_output=True,
        text=True,
        cwd=codegen.ROOT,
    )
    loaded = set(run.stdout.split())
    assert loaded == {"contracts", "contracts.contract", "contracts.order", "contracts.parts"}


def test_no_generated_file_is_out_of_date(capsys):
    assert codegen.main(["--check"]) == 0, capsys.readouterr().out


def test_drift_is_told_by_the_name_of_the_file(capsys, monkeypatch):
    files = codegen.generated()
    changed = next(file for file in files if file.name == "order.py")
    monkeypatch.setattr(codegen, "generated", lambda: files | {changed: "other text"})
    assert codegen.main(["--check"]) == 1
    assert "out of date: shared/contracts/order.py" in capsys.readouterr().out
