"""A partner's book: what it was asked and answered, what it made, and what it has still to tell."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sandbox.messages import Document, Message

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
WAITING, TOLD, GIVEN_UP, WITHDRAWN = "waiting", "told", "given up", "withdrawn"


class Book:
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

    def note_request(self, request: Document) -> None:
        self._write("insert into requests (document) values (?)", json.dumps(request))

    def requests(self) -> list[Document]:
        """List every request received, the oldest first."""
        return self._documents("select document from requests order by number")

    def answer(self, key: str) -> Document | None:
        """Find the answer that was given to this idempotency key before."""
        return self._one("select document from answers where key = ?", key)

    def note_answer(self, key: str, answer: Document) -> None:
        self._write("insert into answers values (?, ?)", key, json.dumps(answer))

    def shipment(self, order_id: str) -> Document | None:
        return self._one("select document from shipments where order_id = ?", order_id)

    def shipments(self) -> list[Document]:
        return self._documents("select document from shipments order by rowid")

    def note_shipment(self, shipment: Document) -> None:
        """Write the shipment as it is now."""
        self._write(
            "insert into shipments values (?, ?) on conflict (order_id)"
            " do update set document = excluded.document",
            shipment["order_id"],
            json.dumps(shipment),
        )

    def documents(self) -> list[Document]:
        """List every document issued, the oldest first."""
        return self._documents("select document from documents order by rowid")

    def note_document(self, key: str, document: Document) -> None:
        self._write("insert into documents values (?, ?)", key, json.dumps(document))

    def noted(self, name: str) -> Document | None:
        return self._one("select document from notes where name = ?", name)

    def note(self, name: str, document: Document) -> None:
        self._write("insert or replace into notes values (?, ?)", name, json.dumps(document))

    def add_message(self, message: Message) -> None:
        document = {"label": message.label, "path": message.path, "body": message.body}
        self._write(
            "insert into messages (about, due, rest_until, state, document) values (?, ?, 0, ?, ?)",
            message.about,
            message.due,
            WAITING,
            json.dumps({**document, "attempts": 0}),
        )

    def next_messages(self) -> list[Document]:
        """List the message that comes next about each order, the one due first foremost."""
        return self._messages(
            "where state = 'waiting' and not exists (select 1 from messages as former where"
            " former.about = messages.about and former.state = 'waiting' and"
            " (former.due, former.number) < (messages.due, messages.number)) order by due, number"
        )

    def messages(self, state: str | None = None, about: str | None = None) -> list[Document]:
        """List messages in the order in which they are, or were, due."""
        return self._messages(
            "where ?1 in (state, '') and ?2 in (about, '') order by due, number",
            state or "",
            about or "",
        )

    def note_message(self, message: Document, state: str, rest_until: float = 0) -> None:
        """Write how a telling went; it is told again at `rest_until` at the earliest."""
        kept = {name: value for name, value in message.items() if name not in _COLUMNS}
        self._write(
            "update messages set state = ?, rest_until = ?, document = ?"
            " where number = ? and state = 'waiting'",
            state,
            rest_until,
            json.dumps(kept),
            message["number"],
        )

    def withdraw_messages(self, about: str) -> None:
        """Take back what is still to be told about an order."""
        self._write(
            "update messages set state = 'withdrawn' where state = 'waiting' and about = ?", about
        )

    def clear(self) -> None:
        for table in ("requests", "answers", "shipments", "documents", "messages", "notes"):
            self._write(f"delete from {table}")

    def close(self) -> None:
        with self._lock:
            self._database.close()

    def _messages(self, where: str, *values: Any) -> list[Document]:
        columns = ", ".join(_COLUMNS)
        with self._lock:
            query = f"select document, {columns} from messages {where}"
            rows = self._database.execute(query, values).fetchall()
        return [{**json.loads(row[0]), **dict(zip(_COLUMNS, row[1:], strict=True))} for row in rows]

    def _one(self, query: str, *values: Any) -> Document | None:
        found = self._documents(query, *values)
        return found[0] if found else None

    def _documents(self, query: str, *values: Any) -> list[Document]:
        with self._lock:
            rows = self._database.execute(query, values).fetchall()
        return [json.loads(document) for (document,) in rows]

    def _write(self, statement: str, *values: Any) -> None:
        with self._lock:
            self._database.execute(statement, values)


_COLUMNS = ("number", "about", "due", "rest_until", "state")
