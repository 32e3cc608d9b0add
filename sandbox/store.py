"""The database that a partner's book is written in."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sandbox.messages import Document

_TABLES = """
create table if not exists requests (number integer primary key, document text not null);
create table if not exists answers (key text primary key, document text not null);
create table if not exists shipments (order_id text primary key, document text not null);
create table if not exists documents (key text primary key, document text not null);
create table if not exists notes (name text primary key, document text not null);
create table if not exists messages (
  number integer primary key, about text not null, due real not null, rest_until real not null,
  state text not null, document text not null
);
create index if not exists messages_in_turn on messages (about, state, due);
create index if not exists messages_due on messages (state, due);
"""


class Store:
    """Survives restarts where it has a file; one thread at a time is in it."""

    def __init__(self, file: Path | None = None) -> None:
        if file:
            file.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._database = sqlite3.connect(
            file or ":memory:", check_same_thread=False, isolation_level=None
        )
        self._database.execute("pragma journal_mode = wal")
        self._database.execute("pragma synchronous = normal")
        self._database.executescript(_TABLES)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Keep the others out, so that what is looked up and what is written are one."""
        with self._lock:
            yield

    def clear(self) -> None:
        for table in ("requests", "answers", "shipments", "documents", "messages", "notes"):
            self._write(f"delete from {table}")

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def _one(self, query: str, *values: Any) -> Document | None:
        found = self._documents(query, *values)
        return found[0] if found else None

    def _documents(self, query: str, *values: Any) -> list[Document]:
        return [json.loads(document) for (document,) in self._rows(query, *values)]

    def _rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(query, values).fetchall()

    def _write(self, statement: str, *values: Any) -> None:
        with self._lock:
            self._database.execute(statement, values)
