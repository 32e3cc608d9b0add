"""A partner's HTTP server on loopback: what it is asked for by POST, its page, its control."""

import contextlib
import logging
import socket
import struct
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sandbox.exchanges import Exchange
from sandbox.messages import Answer, Manner, Request
from sandbox.partner import Partner
from sandbox.site import Site

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 2 * 1024 * 1024
DRIPS = 20


class PartnerServer(ThreadingHTTPServer):
    """One partner on one loopback port; port 0 takes any that is free."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, partner: Partner, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.partner = partner
        self.site = Site(partner)
        self.ended = threading.Event()
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(
            target=self.serve_forever, args=(0.1,), name=f"server-{partner.name}"
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End every thread, those that wait for a caller or let one wait included."""
        self.ended.set()
        self.shutdown()
        self._thread.join()
        for connection in list(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        # Not in its own thread, which may begin only after `stop` has looked.
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, *_: Any) -> None:
        """Keep still when a caller hangs up; anything else is a fault of ours."""
        error = sys.exception()
        if not isinstance(error, OSError):
            log.error("%s could not answer: %r", self.partner.name, error)


class _Handler(BaseHTTPRequestHandler):
    server: PartnerServer
    protocol_version = "HTTP/1.1"
    timeout = 60
    # Head and body are sent apart, and the second must not wait for the first to be acknowledged.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._control()

    do_PUT = do_DELETE = do_HEAD = do_GET  # noqa: N815 - http.server finds them by name

    def do_POST(self) -> None:
        if self.server.site.offers(self.path):
            self._control()
        elif (body := self._body()) is not None:
            self._work(Request(self.path, self._headers(), body))

    def _work(self, request: Request) -> None:
        began, partner = time.monotonic(), self.server.partner
        partner.book.note_request(_record(request))
        delay_s = partner.behaviour.delay_s
        answer = partner.answer(request)
        self.server.ended.wait(delay_s)
        remark = answer.remark if answer.manner is Manner.WHOLE else answer.manner.value
        said = answer.content if answer.status else b""
        partner.exchanges.add(
            Exchange(
                "in",
                f"POST {self.path}",
                request.headers,
                request.body,
                answer.status,
                said,
                began,
                remark,
            )
        )
        self._send(answer)

    def _control(self) -> None:
        body = self._body()
        if body is not None:
            self._send(self.server.site.answer(self.command, self.path, self._headers(), body))

    def _body(self) -> bytes | None:
        """Read it; one that cannot be read is answered here, and None."""
        length = self.headers.get("content-length") or "0"
        if self.headers.get("transfer-encoding"):
            self._turn_off(Answer(411, {"error": "send a Content-Length"}))
        elif not (length.isascii() and length.isdigit()):
            self._turn_off(Answer(400, {"error": "Content-Length is a number"}))
        elif len(length) > 9 or int(length) > MAX_BODY_BYTES:
            self._turn_off(Answer(413, {"error": "too large"}))
        else:
            return self.rfile.read(int(length))
        return None

    def _turn_off(self, answer: Answer) -> None:
        self.close_connection = True
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        match answer.manner:
            case Manner.HANG_UP:
                self.close_connection = True
            case Manner.RESET:
                self._reset()
            case Manner.NEVER:
                self.close_connection = True
                self._wait_for_end()
            case manner:
                self._send_words(answer, drips=manner is Manner.DRIP)

    def _send_words(self, answer: Answer, *, drips: bool) -> None:
        body = answer.content
        headers = {"Content-Type": "application/json", **answer.headers}
        self.send_response(answer.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        size = max(1, -(-len(body) // DRIPS)) if drips else len(body) or 1
        for start in range(0, len(body), size):
            if drips:
                self.server.ended.wait(self.server.partner.behaviour.drip_s / DRIPS)
            self.wfile.write(body[start : start + size])

    def _reset(self) -> None:
        self.close_connection = True
        at_once = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        # Before the server shuts it down in peace; what still reads from it would keep it open.
        self.rfile.close()
        self.connection.close()

    def _wait_for_end(self) -> None:
        """Wait until the caller has gone; stopping the server ends the wait too."""
        self.connection.settimeout(None)
        with contextlib.suppress(OSError):
            while self.connection.recv(65536):
                pass

    def _headers(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.headers.items()}

    def version_string(self) -> str:
        return "waybill-sandbox"

    def log_message(self, *_: Any) -> None:
        """Keep still: what was asked is in the book, and headers carry secrets."""


def _record(request: Request) -> dict[str, Any]:
    body = request.body.decode(errors="replace")
    return {"at": time.time(), "path": request.path, "headers": request.headers, "body": body}
