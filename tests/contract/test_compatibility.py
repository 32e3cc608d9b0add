"""What a released contract may become: every kind of change, planted and judged."""

from copy import deepcopy

import pytest

from tools import compatibility
from tools.compatibility import all_breaks, shapes

NAME = "order.shipped.v1"


def planted(change):
    """What is found when `change` is made to one contract after its release."""
    now = deepcopy(shapes())
    change(now[NAME])
    return list(all_breaks(shapes(), now))


def test_nothing_is_found_where_nothing_changed():
    assert planted(lambda _: None) == []


def test_a_new_optional_field_is_welcome():
    assert planted(lambda shape: shape["properties"].update(weight={"type": "integer"})) == []


def test_a_new_contract_is_welcome():
    before = shapes()
    assert list(all_breaks({}, before)) == []


def remove(shape):
    del shape["properties"]["tracking_number"]


def rename(shape):
    shape["properties"]["tracking"] = shape["properties"].pop("tracking_number")


def retype(shape):
    shape["properties"]["tracking_number"]["type"] = "integer"


def require(shape):
    shape["required"].append("tracking_number")


def require_something_new(shape):
    shape["properties"]["weight"] = {"type": "integer"}
    shape["required"].append("weight")


def no_longer_require(shape):
    shape["required"].remove("shipped_at")


def tighten(shape):
    shape["properties"]["tracking_number"]["maxLength"] = 10


def loosen(shape):
    del shape["properties"]["carrier"]["pattern"]


def move_to_another_source(shape):
    shape["x-source"] = "waybill.elsewhere"


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (remove, "order.shipped.v1.tracking_number was removed"),
        (rename, "order.shipped.v1.tracking_number was removed"),
        (retype, "order.shipped.v1.tracking_number: type was string and is integer"),
        (require, "order.shipped.v1.tracking_number is newly required"),
        (require_something_new, "order.shipped.v1.weight is newly required"),
        (no_longer_require, "order.shipped.v1.shipped_at is no longer required"),
        (tighten, "order.shipped.v1.tracking_number: maxLength was 128 and is 10"),
        (loosen, "order.shipped.v1.carrier: pattern was ^[a-z0-9][a-z0-9-]{0,62}$ and is None"),
        (move_to_another_source, "order.shipped.v1: x-source was waybill.orders and is "),
    ],
)
def test_a_change_that_may_break_a_reader_is_refused(change, found):
    (only,) = planted(change)
    assert only.startswith(found)


def test_a_break_inside_a_shared_part_is_found_in_every_contract_that_has_it():
    now = deepcopy(shapes())
    having = [name for name, shape in now.items() if "lines" in shape.get("properties", {})]
    for name in having:
        del now[name]["properties"]["lines"]["items"]["properties"]["sku"]
    assert "carrier.shipment_requested.v1" in having
    assert [found for found in all_breaks(shapes(), now) if ".lines[]" in found] == [
        f"{name}.lines[].sku was removed" for name in having
    ]


def test_a_released_contract_cannot_go():
    now = shapes()
    del now[NAME]
    assert list(all_breaks(shapes(), now)) == [f"{NAME} was removed"]


def test_better_words_are_not_a_change():
    assert "description" not in shapes()[NAME]["properties"]["carrier"]
    assert (
        "description" in shapes()["order.placed.v1"]["properties"]["lines"]["items"]["properties"]
    )


def test_what_is_released_is_kept(capsys):
    assert compatibility.main([]) == 0, capsys.readouterr().out


def test_a_release_is_recorded_and_then_binds(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(compatibility, "RELEASED", tmp_path / "released.json")
    assert compatibility.main(["--release"]) == 0
    changed = deepcopy(shapes())
    remove(changed[NAME])
    monkeypatch.setattr(compatibility, "shapes", lambda: changed)
    assert compatibility.main(["--release"]) == 1
    assert "order.shipped.v1.tracking_number was removed" in capsys.readouterr().out
    assert compatibility.released()[NAME]["properties"]["tracking_number"]
