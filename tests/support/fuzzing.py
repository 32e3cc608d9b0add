"""Let schemathesis try what a service's document allows, and what it does not."""

from collections import Counter
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

# Rules over several fields, and what JSON Schema cannot say: the message names them.
NOT_IN_A_SCHEMA = (
    b"cost more than an order can",
    b"should be a valid integer",  # 2.0 is one for JSON Schema, and none for us
    b"Give an Idempotency-Key",
    b"Field required",  # what a channel defers to an enrichment may be left out, else not
)
GRANTED = ["2xx", "403", "404", "409"]
WRONGLY_REFUSED = "RejectedPositiveData"
SEQUENCES = "in sequence"
LEAST, MOST = 2000, 2025

schemathesis.openapi.format(
    "date-time",
    st.builds(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format,
        *(st.integers(*bounds) for bounds in [(LEAST, MOST), (1, 12), (1, 28), (0, 23)]),
        *[st.integers(0, 59)] * 2,
    ),
)


def fuzz(
    url: str, key: str, examples: int, paths: str = ".", refused: tuple[str, ...] = ()
) -> tuple[Counter[str], list[str]]:
    """Try each operation with such a path; return how many requests each got, and what is wrong.

    `refused` are statuses that meet what a schema allows and rules over several fields do not.
    """
    config = SchemathesisConfig.from_dict(
        {
            "seed": 1,
            "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
            "auth": {"openapi": {"key": {"api_key": key}}},
            # API Gateway answers 404 for a method that is not routed, before any of our code.
            "checks": {
                "unsupported_method": {"enabled": False},
                "positive_data_acceptance": {"expected-statuses": [*GRANTED, *refused]},
            },
            "phases": {"stateful": {"generation": {"max-examples": 5}}},
        }
    )
    schema = schemathesis.openapi.from_url(f"{url}/openapi.json", config=config)
    schema.hook("filter_failure")(_is_wrong)
    tried: Counter[str] = Counter()
    failures: list[str] = []
    chosen = schema.include(path_regex=paths).exclude(deprecated=True)  # an alias is the same view
    for event in from_schema(chosen).execute():
        match event:
            case events.ScenarioFinished():
                tried[event.label or SEQUENCES] += len(event.recorder.interactions)
                failures += _failures(event.recorder)
            case events.NonFatalError() | events.FatalError():
                failures.append(repr(getattr(event, "value", None) or event.exception))
            case _:
                pass
    return tried, failures


def _is_wrong(_context: Any, failure: Any, _case: Any, response: Any) -> bool:
    known = any(rule in response.content for rule in NOT_IN_A_SCHEMA)
    return not (known and type(failure).__name__ == WRONGLY_REFUSED)


def _failures(recorder: Any) -> list[str]:
    return [
        f"{check.failure_info.failure}\n{check.failure_info.code_sample}"
        for checks in recorder.checks.values()
        for check in checks
        if check.failure_info
    ]
