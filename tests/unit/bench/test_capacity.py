"""DynamoDB's own rules of rounding, as the bill applies them."""

from bench.capacity import read_units, size_of, write_units

BY_DUE = frozenset({"due_key", "due_at"})


def put(**attributes):
    return {"asked": {"Item": {name: {"S": value} for name, value in attributes.items()}}}


def query(*sizes, consistent=False):
    items = [{"a": {"S": "x" * (size - 1)}} for size in sizes]
    return {"asked": {"ConsistentRead": consistent}, "answer": {"Items": items}}


def update(expression):
    return {
        "asked": {
            "Key": {"id": {"S": "1"}},
            "UpdateExpression": expression,
            "ExpressionAttributeNames": {"#0": "due_at", "#1": "due_key", "#2": "other"},
        },
        "answer": {},
    }


def test_an_item_is_as_large_as_its_names_and_values():
    assert size_of({"name": {"S": "Grüße"}, "n": {"N": "12345"}}) == 4 + 7 + 1 + 4


def test_a_write_is_rounded_up_to_a_kilobyte():
    assert write_units(put(a="x" * 1023), []) == 1
    assert write_units(put(a="x" * 1024), []) == 2


def test_an_index_costs_a_write_only_for_items_that_are_in_it():
    assert write_units(put(id="1", due_key="k", due_at="t"), [BY_DUE]) == 2
    assert write_units(put(id="1", due_key="k"), [BY_DUE]) == 1


def test_moving_an_index_entry_costs_two_writes_and_removing_it_one():
    assert write_units(update("SET #0 = :0"), [BY_DUE]) == 3
    assert write_units(update("REMOVE #1, #0"), [BY_DUE]) == 2
    assert write_units(update("SET #2 = :0"), [BY_DUE]) == 1


def test_a_query_is_rounded_up_over_all_its_items_together():
    assert read_units(query(2000, 2000, consistent=True)) == 1
    assert read_units(query(2000, 2100, consistent=True)) == 2


def test_a_read_that_may_lag_costs_half_and_finding_nothing_costs_too():
    assert read_units(query(100)) == 0.5
    assert read_units({"asked": {"ConsistentRead": True}, "answer": {}}) == 1
