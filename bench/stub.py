"""A stand-in for AWS over HTTP that refuses nothing and keeps nothing: `python -m bench.stub`.

It keeps connections open and does as little as it can, so that what is measured is its clients.
Its first line of input is a JSON object: the body of the answer to each operation, else `{}`.
It prints its port, and answers `GET /` with the calls it took and the bytes of their bodies.
"""

import asyncio
import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Mapping

LENGTH = re.compile(rb"(?i)^content-length: *(\d+)", re.MULTILINE)
TARGET = re.compile(rb"(?i)^x-amz-target: *\w+\.(\w+)", re.MULTILINE)
EXPECT = re.compile(rb"(?i)^expect: *100-continue", re.MULTILINE)
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"
TALLY = "tally"
NOTHING = "{}"


def operation_of(head: bytes) -> str:
    """Name what a request asks for; S3 alone has methods and paths of its own."""
    if target := TARGET.search(head):
        return target[1].decode()
    return "PutObject" if head.startswith(b"PUT ") else TALLY


def answer_of(text: str) -> bytes:
    """Return a whole answer with this body."""
    body = text.encode()
    return b"\r\n".join(
        (
            b"HTTP/1.1 200 OK",
            b"Content-Type: application/x-amz-json-1.0",
            b"Content-Length: %d" % len(body),
            b"x-amzn-RequestId: 0",
            b"x-amz-crc32: %d" % zlib.crc32(body),
            b"",
            body,
        )
    )


class StandIn:
    """What is answered to each operation, and what was asked."""

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = {name: answer_of(text) for name, text in answers.items()}
        self._nothing = answer_of(NOTHING)
        self._calls = Counter[str]()
        self._bytes = 0

    def answer(self, head: bytes, size: int) -> bytes:
        """Count a request with a body of so many bytes, and answer it."""
        operation = operation_of(head)
        if operation == TALLY:
            return answer_of(json.dumps({"calls": self._calls, "bytes": self._bytes}))
        self._calls[operation] += 1
        self._bytes += size
        return self._answers.get(operation, self._nothing)


class Connection(asyncio.Protocol):
    """One client: requests one after another, never two at once."""

    def __init__(self, stand_in: StandIn) -> None:
        self._stand_in = stand_in
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, end, body = self._buffer.partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        expected = int(length[1]) if length else 0
        if end and not body and expected and EXPECT.search(head):
            self._transport.write(GO_ON)
        if not end or len(body) < expected:
            return
        self._buffer = b""
        self._transport.write(self._stand_in.answer(head, expected))


async def serve(answers: Mapping[str, str]) -> None:
    """Listen on a free port of this machine until stopped."""
    stand_in = StandIn(answers)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(stand_in), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.stdin.readline())))
