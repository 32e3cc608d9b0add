"""A batch becomes events on the bus, or fails whole."""

from datetime import UTC, datetime

import pytest

from local.pipes.delivery import DeliveryFailed, deliver
from tests.unit.local.fakes import FakeEvents, FakeLambda, a_pipe, a_record, an_event


class Aws(dict):
    def __call__(self, service, region):
        return self[service]


def aws(enrich=None, refused=()):
    function = FakeLambda(enrich) if enrich else FakeLambda()
    return Aws({"lambda": function, "events": FakeEvents(set(refused))})


def test_what_the_enrichment_answers_is_put_as_the_target_says():
    clients = aws()
    deliver(a_pipe(), [a_record(1), a_record(2)], clients)
    assert [len(batch) for batch in clients["lambda"].asked] == [2]
    first, second = clients["events"].put
    assert first == {
        "EventBusName": a_pipe().target,
        "Source": "waybill.orders",
        "DetailType": "order.placed.v1",
        "Detail": '{"n": 1}',
        "Time": datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC),
    }
    assert second["Detail"] == '{"n": 2}'


def test_an_enrichment_may_answer_nothing():
    clients = aws(lambda records: [])
    deliver(a_pipe(), [a_record(1)], clients)
    assert clients["events"].put == []


def test_an_enrichment_that_raises_fails_the_batch():
    def raising(records):
        raise ValueError("broken")

    with pytest.raises(DeliveryFailed, match="broken"):
        deliver(a_pipe(), [a_record(1)], aws(raising))


def test_a_bus_takes_no_more_than_ten_at_once():
    clients = aws(lambda records: [an_event(records[0])] * 11)
    with pytest.raises(DeliveryFailed, match="11 items"):
        deliver(a_pipe(), [a_record(1)], clients)
    assert clients["events"].put == []


@pytest.mark.parametrize("broken", [{"source": None}, {"detail_type": ""}, {"detail": [1]}])
def test_an_item_that_is_no_event_fails_the_batch(broken):
    clients = aws(lambda records: [{**an_event(one), **broken} for one in records])
    with pytest.raises(DeliveryFailed):
        deliver(a_pipe(), [a_record(1)], clients)


def test_an_entry_that_the_bus_refuses_fails_the_batch():
    with pytest.raises(DeliveryFailed, match="InternalFailure"):
        deliver(a_pipe(), [a_record(1), a_record(2)], aws(refused={2}))


def test_without_enrichment_the_record_itself_is_the_event():
    clients = aws()
    pipe = a_pipe(enrichment=None, target_parameters={})
    deliver(pipe, [a_record(1)], clients)
    (entry,) = clients["events"].put
    assert entry["Source"] == "Pipe p"
    assert entry["DetailType"] == "Event from aws:dynamodb"


def test_an_input_template_shapes_what_the_enrichment_is_given():
    clients = aws(lambda records: [])
    pipe = a_pipe(enrichment_parameters={"InputTemplate": '{"n": <$.dynamodb.NewImage.n.N>}'})
    deliver(pipe, [a_record(7)], clients)
    assert clients["lambda"].asked == [[{"n": "7"}]]
