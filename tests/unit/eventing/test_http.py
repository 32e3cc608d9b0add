"""Every "no" of the edge is a problem document, and no fault tells what is inside."""

import json
from typing import Any

import pytest
from chalice import Chalice
from chalice.test import Client

from eventing.decider import Refusal
from eventing.http import Problem, answer_problems, edge, wrong
from eventing.store import CommandConflict, StaleStream


class TooLate(Refusal):
    pass


class TooEarly(Refusal):
    pass


def answer(raised: Exception) -> tuple[int, Any]:
    """Return what a caller is told when a view raises this."""
    app = Chalice("edge")
    app.register_middleware(answer_problems, "http")

    @app.route("/")
    @edge({TooLate: 409, TooEarly: 404})
    def view() -> None:
        raise raised

    with Client(app) as client:
        response = client.http.get("/")
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(response.body)
    assert problem["status"] == response.status_code
    return problem["status"], {k: problem[k] for k in ("title", "detail", "errors") if k in problem}


@pytest.mark.parametrize(
    ("raised", "status", "told"),
    [
        (TooLate("It has left."), 409, {"title": "Conflict", "detail": "It has left."}),
        (TooEarly("Nothing yet."), 404, {"title": "Not Found", "detail": "Nothing yet."}),
        (
            CommandConflict("secret id"),
            409,
            {
                "title": "Conflict",
                "detail": "This idempotency key was used before with other input.",
            },
        ),
        (
            StaleStream("stream", 3),
            503,
            {
                "title": "Service Unavailable",
                "detail": "Too many changes at once; please try again.",
            },
        ),
        (
            wrong("version", "give a number", status=400),
            400,
            {
                "title": "Bad Request",
                "detail": "Some fields are wrong.",
                "errors": [{"field": "version", "message": "give a number"}],
            },
        ),
        (Problem(418, "I am one."), 418, {"title": "I'm a Teapot", "detail": "I am one."}),
        (
            RuntimeError("the password is secret"),
            500,
            {
                "title": "Internal Server Error",
                "detail": "Something failed here; the request may be repeated.",
            },
        ),
    ],
)
def test_what_is_raised_is_told_as_a_problem(raised, status, told):
    assert answer(raised) == (status, told)


@pytest.mark.parametrize(
    "name", ["", "x" * 129, "a\nb", "a\r\nLocation: x", "a\x00", "ü", "\u202e"]
)
def test_a_name_that_none_of_ours_could_be_is_looked_up_nowhere(name):
    @edge({})
    def view(name: str) -> None:
        pytest.fail("it was looked up")

    with pytest.raises(Problem) as refused:
        view(name=name)
    assert refused.value.status == 404


@pytest.mark.parametrize("name", ["x" * 128, "6ab2b1ca-afe6-508d-988f-94f7d79e23c1", "a b", ".."])
def test_any_other_name_is_for_the_view_to_judge(name):
    assert edge({})(lambda name: name)(name=name) == name
