"""A stand-in for DynamoDB over HTTP that takes every put: `python -m bench.stub`.

It keeps connections open and does as little as it can, so that what is measured is its clients.
It prints its port, and answers `GET /` with the puts it took and the bytes of their bodies.
"""

import asyncio
import json
import re

LENGTH = re.compile(rb"(?i)^content-length: *(\d+)", re.MULTILINE)
TAKEN = (
    b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 2\r\n"
    b"x-amzn-RequestId: 0\r\nx-amz-crc32: 2745614147\r\n\r\n{}"
)


class Tally:
    """How many puts came, and how large they were."""

    puts = 0
    body_bytes = 0


class Connection(asyncio.Protocol):
    """One client: requests one after another, never two at once."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, end, body = self._buffer.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        expected = int(length[1]) if length else 0
        if not end or len(body) < expected:
            return
        self._buffer = b""
        self._transport.write(self._answer(head, expected))

    def _answer(self, head: bytes, size: int) -> bytes:
        tally = self._tally
        if head.startswith(b"GET "):
            text = json.dumps({"puts": tally.puts, "bytes": tally.body_bytes}).encode()
            return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(text), text)
        tally.puts += 1
        tally.body_bytes += size
        return TAKEN


async def serve() -> None:
    """Listen on a free port of this machine until stopped."""
    tally = Tally()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(tally), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
