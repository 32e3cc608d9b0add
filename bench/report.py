"""Results as a table for people; the same results are kept as JSON."""

import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Results = Mapping[str, Any]
Row = Sequence[str]

COLD_TARGET = 0.5
REQUEST_TARGET = 1.1
OPERATIONS_TARGET = 30
TRANSITIONS_TARGET = 4


def surroundings() -> dict[str, Any]:
    """Say where and when: numbers of other machines are not to be compared, ratios may be."""
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "load": os.getloadavg()[0],
    }


def text(results: Results) -> str:
    """Lay out all results."""
    sections: dict[str, list[Callable[[Results], Iterator[Row]]]] = {
        "cold": [_cold],
        "requests": [_requests],
        "operations": [_lives, _webhooks, _conversations],
    }
    parts = [
        _table(list(layout(results[name])))
        for name, layouts in sections.items()
        if name in results
        for layout in layouts
    ]
    where = results["surroundings"]
    return "\n\n".join([*parts, ", ".join(f"{name} {value}" for name, value in where.items())])


def _cold(cold: Results) -> Iterator[Row]:
    yield "Cold start", "CPU ms", "of peer", "MiB", "of peer", f"at most {COLD_TARGET} of its CPU"
    for name, one in cold.items():
        ours = not name.startswith(("python", "peer"))
        yield (
            name,
            f"{one['cpu_ms']:.0f}",
            f"{one['cpu_ratio']:.2f}",
            f"{one['rss_mib']:.0f}",
            f"{one['rss_ratio']:.2f}",
            _verdict(one["cpu_ratio"], COLD_TARGET) if ours else "",
        )


def _requests(requests: Results) -> Iterator[Row]:
    target = f"at most {REQUEST_TARGET}"
    yield "Request", "CPU µs", "bare", "of bare", "AWS calls", "bytes sent", "bare", target
    for name, one in requests.items():
        yield (
            name,
            f"{one['us']:.0f}",
            f"{one['bare_us']:.0f}",
            f"{one['ratio']:.2f}",
            f"{sum(one['calls'].values()):g}",
            f"{one['bytes']}",
            f"{one['bare_bytes']}",
            _verdict(one["ratio"], REQUEST_TARGET),
        )


def _lives(operations: Results) -> Iterator[Row]:
    target = f"at most {OPERATIONS_TARGET}"
    yield (
        "One order's life",
        "calls of ours",
        target,
        "all billed",
        target,
        "USD/million",
        "with mail",
        "USD/million",
    )
    for name, one in operations["lives"].items():
        plain, mailed = one["without_mail"], one["with_mail"]
        yield (
            name,
            f"{plain['calls']:.0f}",
            _verdict(plain["calls"], OPERATIONS_TARGET),
            f"{plain['operations']:.1f}",
            _verdict(plain["operations"], OPERATIONS_TARGET),
            f"{plain['usd_per_million']:.2f}",
            f"{mailed['operations']:.1f}",
            f"{mailed['usd_per_million']:.2f}",
        )


def _webhooks(operations: Results) -> Iterator[Row]:
    yield "One webhook", "calls of ours", "all billed", "USD/million"
    for name, one in operations["webhooks"].items():
        all_of_it = one["with_mail"]
        yield (
            name,
            f"{all_of_it['calls']:.0f}",
            f"{all_of_it['operations']:.1f}",
            f"{all_of_it['usd_per_million']:.2f}",
        )


def _conversations(operations: Results) -> Iterator[Row]:
    target = f"at most {TRANSITIONS_TARGET}"
    yield "Step Functions", "conversations", "most transitions of one", target
    for name, one in operations["conversations"].items():
        most = one["most_transitions"]
        yield name, f"{one['conversations']}", f"{most}", _verdict(most, TRANSITIONS_TARGET)


def _verdict(value: float, limit: float) -> str:
    return "held" if value <= limit else "missed"


def _table(rows: Sequence[Row]) -> str:
    """Align columns: the first to the left, the others to the right."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
