"""A partner's book: what it was asked and answered, what it made, and what it has still to tell."""

import json

from sandbox.messages import Document
from sandbox.outbox import Outbox


class Book(Outbox):
    """Everything that a partner knows of its orders."""

    def note_request(self, request: Document) -> None:
        self._write("insert into requests (document) values (?)", json.dumps(request))

    def requests(self) -> list[Document]:
        """List every request received, the oldest first."""
        return self._documents("select document from requests order by number")

    def answer(self, key: str) -> Document | None:
        """Find the answer that was given to this idempotency key before."""
        return self._one("select document from answers where key = ?", key)

    def note_answer(self, key: str, answer: Document) -> None:
        self._write("insert or replace into answers values (?, ?)", key, json.dumps(answer))

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

    def document(self, key: str) -> Document | None:
        return self._one("select document from documents where key = ?", key)

    def note_document(self, key: str, document: Document) -> None:
        self._write("insert into documents values (?, ?)", key, json.dumps(document))

    def noted(self, name: str) -> Document | None:
        return self._one("select document from notes where name = ?", name)

    def note(self, name: str, document: Document) -> None:
        self._write("insert or replace into notes values (?, ?)", name, json.dumps(document))
