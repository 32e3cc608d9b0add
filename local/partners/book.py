"""A carrier's book: what it was asked, what it answered, and the shipments it took."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Document = dict[str, Any]

_TABLES = """
create table if not exists requests (number integer primary key, document text not null);
create table if not exists answers (key text primary key, document text not null);
create table if not exists shipments (
  order_id text primary key, due real, document text not null
);
create index if not exists shipments_due on shipments (due);
"""


class Book:
    """Survives restarts; one thread at a time is in it."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._database = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._database.execute("pragma journal_mode = wal")
        self._database.execute("pragma synchronous = normal")
        self._database.executescript(_TABLES)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Keep the others out, so that what is looked up and what is written are one."""
        with self._lock:
            yield

    def note_request(self, request: Document) -> None:
        self._write("insert into requests (document) values (?)", json.dumps(request))

    def requests(self) -> list[Document]:
        """List every request received, the oldest first."""
        return self._documents("select document from requests order by number")

    def answer(self, key: str) -> Document | None:
        """Find the answer that was given to this idempotency key before."""
        found = self._documents("select document from answers where key = ?", key)
        return found[0] if found else None

    def note_answer(self, key: str, answer: Document) -> None:
        self._write("insert into answers values (?, ?)", key, json.dumps(answer))

    def shipment(self, order_id: str) -> Document | None:
        found = self._documents("select document from shipments where order_id = ?", order_id)
        return found[0] if found else None

    def shipments(self) -> list[Document]:
        return self._documents("select document from shipments order by rowid")

    def note_shipment(self, shipment: Document, due: float | None) -> None:
        """Write the shipment as it is now; at `due` (epoch seconds) its next word is due."""
        self._write(
            "insert into shipments values (?, ?, ?) on conflict (order_id)"
            " do update set due = excluded.due, document = excluded.document",
            shipment["order_id"],
            due,
            json.dumps(shipment),
        )

    def due(self, now: float) -> list[Document]:
        """List the shipments of which something is to be told by `now`."""
        return self._documents("select document from shipments where due <= ? order by due", now)

    def clear(self) -> None:
        for table in ("requests", "answers", "shipments"):
            self._write(f"delete from {table}")

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def _documents(self, query: str, *values: Any) -> list[Document]:
        with self._lock:
            rows = self._database.execute(query, values).fetchall()
        return [json.loads(document) for (document,) in rows]

    def _write(self, statement: str, *values: Any) -> None:
        with self._lock:
            self._database.execute(statement, values)
