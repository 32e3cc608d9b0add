"""Carriers that are wrong about what they were asked before."""

import threading
from contextlib import suppress

from sandbox.carrier import Carrier
from sandbox.messages import Answer


class Forgetful(Carrier):
    def take(self, request, mode):
        answer = super().take(request, mode)
        for table in ("answers", "shipments"):
            self.book._write(f"delete from {table}")
        return answer


class ByMessage(Forgetful):
    """Takes a repeat for one only where its webhook-id is the same."""

    def take(self, request, mode):
        name = f"m {request.headers['webhook-id']}"
        if not self.book.noted(name):
            answer = super().take(request, mode)
            self.book.note(name, {"status": answer.status, "body": answer.body})
        return Answer(**self.book.noted(name))


class Racing(Forgetful):
    """Looks, and only then writes: the first two both find nothing."""

    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        self.both = threading.Barrier(2)

    def take(self, request, mode):
        with suppress(threading.BrokenBarrierError):
            self.both.wait(timeout=60)
        # Whoever comes later comes alone.
        self.both.abort()
        with self.book.open():
            return super().take(request, mode)


class ComparesBodies(Carrier):
    """Takes a repeat for a mistake where its body is another one."""

    def take(self, request, mode):
        name = f"b {request.key}"
        with self.book.open():
            known = self.book.noted(name)
            self.book.note(name, {"body": request.body.decode()})
        if known and known["body"] != request.body.decode():
            return Answer(422, {"code": "KEY_REUSED"})
        return super().take(request, mode)


class Busy(Carrier):
    """Answers `busy` while it is at work on a key, and works until it has done so once."""

    busy = 503

    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        self.working = set()
        self.sent_away = threading.Event()

    def take(self, request, mode):
        with self.book.open():
            if request.key in self.working:
                self.sent_away.set()
                return Answer(self.busy)
            self.working.add(request.key)
        try:
            self.sent_away.wait(timeout=60)
            return self.finish(request, mode)
        finally:
            self.working.discard(request.key)

    def finish(self, request, mode):
        return super().take(request, mode)


class RefusesMeanwhile(Busy):
    busy = 422


class Forgets409(Busy):
    """Says that it has a shipment which it then does not take."""

    busy = 409

    def finish(self, request, mode):
        return Answer(503)
