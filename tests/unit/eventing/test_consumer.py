"""A queue's messages, each handled by itself, whatever the others are."""

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from chalicelib.orders.adapters.contracts_out import LANGUAGE
from contracts.order import OrderShippedV1
from eventing.consumer import Delivery, consume
from tests.support.orders import OPENING

MESSAGE = LANGUAGE.messages(OPENING)[0]
EVENT = {"source": "waybill.orders", "detail-type": "order.placed.v1", "detail": MESSAGE.detail}


class Notes(dict[str, str]):
    def note(self, message_id: str, reason: str) -> None:
        reason.encode()  # as every table does
        assert reason
        self[message_id] = reason


def batch(*bodies: Any) -> dict[str, Any]:
    written = [body if isinstance(body, str) else json.dumps(body) for body in bodies]
    return {"Records": [{"messageId": str(i), "body": body} for i, body in enumerate(written)]}


def failures(answer: dict[str, Any]) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_a_message_goes_to_the_handler_of_its_detail_type():
    taken: list[Delivery] = []
    answer = consume(batch(EVENT), {"order.placed.v1": taken.append}, Notes())
    assert answer == {"batchItemFailures": []}
    assert taken == [Delivery("waybill.orders", "order.placed.v1", MESSAGE.metadata, MESSAGE.data)]


def test_metadata_that_later_versions_add_is_left_aside():
    detail = MESSAGE.detail
    event = EVENT | {"detail": detail | {"metadata": detail["metadata"] | {"new": 1}}}
    assert failures(consume(batch(event), {"order.placed.v1": lambda _: None}, Notes())) == []


def test_one_that_fails_stops_no_other_and_its_reason_is_noted():
    done = []

    def handler(delivery: Delivery) -> None:
        if delivery.data["channel"] == "poison":
            raise ConnectionError("the table is away")
        done.append(delivery.data["channel"])

    poison = EVENT | {"detail": MESSAGE.detail | {"data": MESSAGE.data | {"channel": "poison"}}}
    notes = Notes()
    answer = consume(batch(EVENT, poison, EVENT), {"order.placed.v1": handler}, notes)
    assert (done, failures(answer)) == (["web", "web"], ["1"])
    assert notes == {"1": "ConnectionError: the table is away"}


def test_an_event_that_nobody_listens_to_fails():
    notes = Notes()
    assert failures(consume(batch(EVENT), {}, notes)) == ["0"]
    assert notes == {"0": "UnexpectedEvent: order.placed.v1"}


def test_the_reason_of_a_broken_contract_names_fields_and_no_values():
    event = EVENT | {"detail": MESSAGE.detail | {"data": {"carrier": "Ann Example"}}}
    notes = Notes()

    def handler(delivery: Delivery) -> None:
        OrderShippedV1.model_validate(delivery.data)

    consume(batch(event), {"order.placed.v1": handler}, notes)
    assert notes["0"].startswith("ContractViolation: OrderShippedV1: order_id: missing; carrier:")
    assert "Ann" not in notes["0"]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def broken() -> st.SearchStrategy[Any]:
    """Build an event with one of its parts replaced by anything."""
    metadata = {name: st.just(value) | JSON for name, value in MESSAGE.detail["metadata"].items()}
    detail = st.fixed_dictionaries({"metadata": st.fixed_dictionaries(metadata), "data": JSON})
    return st.fixed_dictionaries(
        {"source": JSON, "detail-type": st.just("order.placed.v1") | JSON, "detail": detail | JSON}
    )


@given(JSON | broken())
@example("")
@example("[" * 100_000)
@example("9" * 5000)
@example(EVENT | {"detail-type": "\ud800"})
@example(EVENT | {"detail-type": {}})
@example(EVENT | {"detail": MESSAGE.detail | {"data": None}})
def test_no_body_whatever_keeps_the_others_from_being_handled(body):
    done = []

    def handler(delivery: Delivery) -> None:
        done.append(delivery.data["order_id"])
        OrderShippedV1.model_validate(delivery.data)

    good = EVENT | {"detail-type": "good"}
    handlers = {"order.placed.v1": handler, "good": lambda d: done.append("good")}
    answer = consume(batch(good, body, good), handlers, Notes())
    assert done.count("good") == 2
    assert failures(answer) == ["1"]
