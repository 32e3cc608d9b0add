"""Who is asked once more answers the newest request, and still does nothing twice."""

import pytest

from sandbox.carrier import Carrier
from sandbox.enrichment import Enrichment
from sandbox.tax_documents import TaxDocuments

HOUR = 3600


@pytest.fixture(params=[Carrier, TaxDocuments, Enrichment])
def later(desk, request):
    """Make a partner that answers in an hour of its clock, and says nothing else."""
    one = desk(request.param)
    one.told("PUT", "/clock", {"paused": True})
    one.control(mode="later", callback_after_s=HOUR, confirm_after_s=None)
    return one


def leap(partner):
    partner.told("POST", "/clock/advance", {"hours": 1})


def called_back(partner, count):
    return [body["callback_id"] for _, body in partner.heard(count)]


def waiting(partner):
    every = partner.told("GET", "/messages")["messages"]
    return [one for one in every if one["state"] == "waiting"]


def test_the_callback_that_waits_answers_the_newest_request(later):
    first, again = later.ask(callback_id="cb-1"), later.ask(callback_id="cb-2")
    assert (again.status, again.data) == (202, first.data)
    later.ask(callback_id="cb-2")
    assert len(waiting(later)) == 1
    leap(later)
    assert called_back(later, 1) == ["cb-2"]


def test_one_that_was_silent_calls_back_when_it_is_asked_once_more(later):
    later.control(mode="silent")
    later.ask(callback_id="cb-1")
    later.control(mode="later")
    assert later.ask(callback_id="cb-1").status == 202
    assert waiting(later) == [], "the same request is answered the same"
    assert later.ask(callback_id="cb-2").status == 202
    leap(later)
    assert called_back(later, 1) == ["cb-2"]


def test_one_that_was_silent_answers_at_once_when_it_is_asked_once_more(later):
    later.control(mode="silent")
    later.ask(callback_id="cb-1")
    later.control(mode="accept")
    answer = later.ask(callback_id="cb-2")
    assert answer.status in (200, 201)
    assert later.ask(callback_id="cb-3").data == answer.data, "a result stays what it is"


def test_what_was_called_back_in_vain_is_called_back_again(later):
    later.gateway.statuses[:] = [409]
    later.ask(callback_id="cb-1")
    leap(later)
    later.heard(1)
    later.until(lambda: waiting(later) == [])
    later.ask(callback_id="cb-2")
    leap(later)
    assert called_back(later, 2) == ["cb-1", "cb-2"]
    one, other = (body["task_output"] for _, body in later.heard(2))
    assert one == other, "nothing is done twice"


def test_one_that_stays_silent_stays_so(later):
    later.control(mode="silent")
    for callback_id in ("cb-1", "cb-2"):
        assert later.ask(callback_id=callback_id).status == 202
    assert later.told("GET", "/messages")["messages"] == []


def test_a_repeat_that_names_no_callback_changes_nothing(later):
    later.ask(callback_id="cb-1")
    later.ask(callback_id=None)
    later.ask(callback_id="cb-1")
    leap(later)
    assert called_back(later, 1) == ["cb-1"]


def test_a_parcel_sets_out_once_however_often_it_is_asked_for(desk):
    carrier = desk()
    carrier.told("PUT", "/clock", {"paused": True})
    carrier.control(mode="later", scenario="delivered", callback_after_s=0)
    carrier.ask(callback_id="cb-1")
    carrier.heard(1)
    carrier.ask(callback_id="cb-2")
    carrier.told("POST", "/clock/advance", {"hours": 24 * 5})
    paths = [path for path, _ in carrier.heard(10)]
    assert (paths.count("/callbacks"), paths.count("/confirm-delivery")) == (2, 1)
