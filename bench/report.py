"""Results as a table for people; the same results are kept as JSON."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Results = Mapping[str, Any]
Row = Sequence[str]

COLD_TARGET = 0.5
POST_TARGET = 1.1
OPERATIONS_TARGET = 30


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
    sections = {"cold": _cold, "post_order": _post_order, "operations": _operations}
    parts = [_table(list(sections[name](results[name]))) for name in sections if name in results]
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


def _post_order(post: Results) -> Iterator[Row]:
    yield "POST /orders", "CPU µs", "of bare", "bytes put", f"at most {POST_TARGET}"
    yield "bare json + boto3", f"{post['bare_us']:.0f}", "1.00", f"{post['bare_put_bytes']}", ""
    ours = f"{post['orders_us']:.0f}", f"{post['ratio']:.2f}", f"{post['orders_put_bytes']}"
    yield "orders", *ours, _verdict(post["ratio"], POST_TARGET)


def _operations(operations: Results) -> Iterator[Row]:
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
