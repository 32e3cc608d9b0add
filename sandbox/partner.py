"""What all simulated partners have in common: who may ask, once only, and how it is answered."""

from typing import ClassVar

from sandbox import faults
from sandbox.behaviour import TAKING
from sandbox.genuine import doubt_password, doubt_signature
from sandbox.messages import RECEIVED, Answer, Document, Request
from sandbox.office import Office
from sandbox.outbox import CALLBACK


class Partner(Office):
    """Each kind says what it takes, and what it does with it."""

    title: ClassVar[str]
    kind: ClassVar[str]
    task_type: ClassVar[str]
    path: ClassVar[str]
    refusal: ClassVar[tuple[str, str]] = faults.REFUSAL

    def answer(self, request: Request) -> Answer:
        """Answer one request; a repeated one is answered as it was first."""
        if not self.offers(request.path):
            return Answer(404, {"error": "no such path"})
        why = self._doubt(request)
        if why is not None:
            return Answer(401, {"error": f"who are you? {why}"}, remark=why)
        if away := self.closed(request):
            return away
        mode = self.mode_for(request)
        if mode not in TAKING:
            return faults.turned_away(mode, self.behaviour, self.refusal)
        return faults.spoilt(mode, self.take(request, mode))

    def offers(self, path: str) -> bool:
        return path == self.path

    def closed(self, request: Request) -> Answer | None:  # noqa: ARG002 - for those who close
        """Return what is answered while the partner takes nothing at all."""
        return None

    def take(self, request: Request, mode: str) -> Answer:
        """Do what is asked, unless it was done before."""
        if request.order_id is None:
            return Answer(400, {"error": "an order_id is needed"})
        with self.book.open():
            answer = self._given(request)
            if answer is None:
                answer = self.work(request, mode)
                if answer.status >= 400:
                    return answer
                self._note(request, answer)
        self.news.set()
        return answer

    def _given(self, request: Request) -> Answer | None:
        """Find the answer that was given before; None where it was none to what is asked now.

        A repeat with another `callback_id` waits for a callback of its own: that of the former
        would be refused.
        """
        given = self.book.answer(request.key)
        if given is None:
            return None
        answer, former = Answer(given["status"], given["body"]), given.get("callback_id")
        if answer.status != RECEIVED.status or request.callback_id in (None, former):
            return answer
        if not self.book.readdress(request.order_id or "", former, request.callback_id or ""):
            return None
        self._note(request, answer)
        return answer

    def _note(self, request: Request, answer: Answer) -> None:
        given = {"status": answer.status, "body": answer.body, "callback_id": request.callback_id}
        self.book.note_answer(request.key, given)

    def work(self, request: Request, mode: str) -> Answer:
        """Do what is asked, but nothing twice; the book is open, `mode` is a taking one."""
        raise NotImplementedError

    def heard(self, message: Document) -> None:
        """Take note that the gateway took a message."""

    def mode_for(self, request: Request) -> str:
        """Choose how this request is met: by the dice of `modes`, else by `mode`."""
        behaviour = self.behaviour
        drawn = self.chance.number(f"mode {request.key}") if behaviour.modes else 1.0
        for mode, probability in behaviour.modes.items():
            if drawn < probability:
                return mode
            drawn -= probability
        return behaviour.mode

    def call_back(self, request: Request, output: Document | None, error: Document | None) -> None:
        """Have the result of a task told by callback."""
        asked, behaviour = request.document, self.behaviour
        succeeded = error is None
        body = {
            "order_id": asked["order_id"],
            "task_type": asked.get("task_type") or self.task_type,
            "task_status": behaviour.callback_status if succeeded else "FAILED",
            **({"callback_id": request.callback_id} if request.callback_id else {}),
            **({"task_output": output} if succeeded else {"task_error": error}),
        }
        self.tell(request.order_id or "", behaviour.callback_after_s, CALLBACK, "/callbacks", body)

    def objection(self) -> Document:
        """Say no, in the words of the dials or in the usual ones."""
        code, message = faults.refusal_of(self.behaviour, self.refusal)
        return {"code": code, "message": message}

    def late_objection(self) -> Document | None:
        """Say no by callback, where the dial `callback_status` wants that."""
        return self.objection() if self.behaviour.callback_status == "FAILED" else None

    def _doubt(self, request: Request) -> str | None:
        """Say why this is not from the gateway; None: it is."""
        if self.signs:
            return doubt_signature(self.connection, request.headers, request.body)
        return doubt_password(self.connection, request.headers)
