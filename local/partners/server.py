"""A carrier's HTTP server: what it sells, by POST, and the paths that control it.

PUT /control sets how it behaves and what it knows, GET /requests and GET /shipments tell what
happened, DELETE /control forgets it all.
"""

import json
import time
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from local.partners.behaviour import Behaviour, UnknownBehaviour
from local.partners.carrier import Carrier
from local.partners.connection import Connection
from local.partners.requests import Answer, Request


class CarrierServer(ThreadingHTTPServer):
    """One carrier on one loopback port; port 0 takes any that is free."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, carrier: Carrier, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.carrier = carrier


class _Handler(BaseHTTPRequestHandler):
    server: CarrierServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(self._look())

    def do_POST(self) -> None:
        carrier = self.server.carrier
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.path, headers, self._body())
        carrier.book.note_request(_record(request))
        behaviour = carrier.behaviour
        answer = carrier.answer(request)
        time.sleep(behaviour.delay_s)
        self._answer(answer)

    def do_PUT(self) -> None:
        self._answer(self._control() if self.path == "/control" else Answer(404, {}))

    def do_DELETE(self) -> None:
        self.server.carrier.book.clear()
        self.server.carrier.behaviour = Behaviour()
        self._answer(Answer(200, {}))

    def _look(self) -> Answer:
        carrier = self.server.carrier
        match self.path:
            case "/requests":
                return Answer(200, {"requests": carrier.book.requests()})
            case "/shipments":
                return Answer(200, {"shipments": carrier.book.shipments()})
            case "/control":
                return Answer(200, asdict(carrier.behaviour))
            case _:
                return Answer(404, {})

    def _control(self) -> Answer:
        carrier = self.server.carrier
        try:
            wanted = json.loads(self._body())
            connection = wanted.pop("connection", None)
            carrier.behaviour = carrier.behaviour.changed(wanted)
        except (ValueError, AttributeError, UnknownBehaviour) as error:
            return Answer(400, {"error": str(error)})
        if connection is not None:
            carrier.override = Connection.of(connection)
        return Answer(200, asdict(carrier.behaviour))

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("content-length") or 0))

    def _answer(self, answer: Answer) -> None:
        if answer.body is None:
            self.close_connection = True
            return
        body = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: Any) -> None:
        """Keep still: what was asked is in the book, and headers carry secrets."""


def _record(request: Request) -> dict[str, Any]:
    body = request.body.decode(errors="replace")
    return {"at": time.time(), "path": request.path, "headers": request.headers, "body": body}
