"""The part of a partner's book that says what it has told, and has still to tell."""

import json
from typing import Any

from sandbox.messages import Document, Message
from sandbox.store import Store

WAITING, TOLD, GIVEN_UP, WITHDRAWN = "waiting", "told", "given up", "withdrawn"
CALLBACK = "callback"
_COLUMNS = ("number", "about", "due", "rest_until", "state")


class Outbox(Store):
    """Messages about one order are told one after the other, as they are due."""

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
        """Write how a telling went; it is told again at `rest_until` at the earliest.

        One that was readdressed meanwhile still waits: its new reader has heard nothing.
        """
        kept = {name: value for name, value in message.items() if name not in _COLUMNS}
        self._write(
            "update messages set state = ?1, rest_until = ?2, document = ?3 where number = ?4"
            " and state = 'waiting'"
            " and json_extract(document, '$.body') = json_extract(?3, '$.body')",
            state,
            rest_until,
            json.dumps(kept),
            message["number"],
        )

    def readdress(self, about: str, former: str | None, callback_id: str) -> bool:
        """Let the callback that waits to answer `former` answer `callback_id`; say if one waits."""
        waiting = [
            message
            for message in self.messages(WAITING, about)
            if message["label"] == CALLBACK and message["body"].get("callback_id") == former
        ]
        for message in waiting:
            body = {**message["body"], "callback_id": callback_id}
            fresh = {"label": CALLBACK, "path": message["path"], "body": body, "attempts": 0}
            self._write(
                "update messages set rest_until = 0, document = ?"
                " where number = ? and state = 'waiting'",
                json.dumps(fresh),
                message["number"],
            )
        return bool(waiting)

    def withdraw_messages(self, about: str) -> None:
        """Take back what is still to be told about an order."""
        self._write(
            "update messages set state = 'withdrawn' where state = 'waiting' and about = ?", about
        )

    def _messages(self, where: str, *values: Any) -> list[Document]:
        rows = self._rows(f"select document, {', '.join(_COLUMNS)} from messages {where}", *values)
        return [{**json.loads(row[0]), **dict(zip(_COLUMNS, row[1:], strict=True))} for row in rows]
