"""A carrier's HTTP server on this machine that answers, or misbehaves, as a test says."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Manner = Callable[["_Handler"], None]


class Carrier(ThreadingHTTPServer):
    """Meets the next request with the next of `manners`, and with the last one again."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.manners: list[Manner] = [answer(200, b"{}")]
        self.requests: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: Any) -> None:
        """Keep still when a caller hangs up."""


class _Handler(BaseHTTPRequestHandler):
    server: Carrier
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = {"at": time.monotonic(), "path": self.path, "headers": headers, "body": body}
        self.server.requests.append(asked)
        manners = self.server.manners
        (manners.pop(0) if len(manners) > 1 else manners[0])(self)

    do_GET = do_POST  # noqa: N815 - a redirect would come as one

    def log_message(self, *_: Any) -> None:
        pass


def answer(status: int, body: bytes = b"", **headers: str) -> Manner:
    def manner(handler: _Handler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return manner


def later(seconds: float, then: Manner) -> Manner:
    def manner(handler: _Handler) -> None:
        time.sleep(seconds)
        then(handler)

    return manner


def hang_up(handler: _Handler) -> None:
    handler.close_connection = True


def raw(*pieces: bytes, pause_s: float = 0.0) -> Manner:
    """Send `pieces` as they are, slowly, and hang up."""

    def manner(handler: _Handler) -> None:
        handler.close_connection = True
        for piece in pieces:
            handler.wfile.write(piece)
            time.sleep(pause_s)

    return manner


@contextmanager
def carrier() -> Iterator[Carrier]:
    server = Carrier()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
