"""The story that tests of the carrier gateway tell: one order, its carrier, and their times."""

from concurrent.futures import Executor, Future
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.carrier_gateway.adapters.contracts_out import (
    LANGUAGE,
    inquiries,
    outages,
    shipping,
)
from chalicelib.carrier_gateway.adapters.readings import read_answer
from chalicelib.carrier_gateway.application.breaker import Health
from chalicelib.carrier_gateway.application.calls import Asked, Call, NoReply, Purpose, Reply
from chalicelib.carrier_gateway.application.causes import Cause
from chalicelib.carrier_gateway.application.conversations import Conversations, shipping_desk
from chalicelib.carrier_gateway.application.delivery import Delivery
from chalicelib.carrier_gateway.application.drainer import Drainer, Hold
from chalicelib.carrier_gateway.application.errands import Errand
from chalicelib.carrier_gateway.application.executions import Executions
from chalicelib.carrier_gateway.application.inquiries import Inquiries, inquiry_desk
from chalicelib.carrier_gateway.application.inquiry_errands import question
from chalicelib.carrier_gateway.application.outages import Outages
from chalicelib.carrier_gateway.application.shipping_errands import shipping_errand
from chalicelib.carrier_gateway.domain.answers import Document
from chalicelib.carrier_gateway.domain.consignment import Address, Consignment, Line
from chalicelib.carrier_gateway.domain.partner import Partner, Way
from chalicelib.carrier_gateway.domain.shipping.events import Event
from chalicelib.carrier_gateway.domain.task import Task, stream_of, subject_of
from eventing.memory import InMemoryEventStore
from eventing.store import Appointment
from eventing.stream import Stream
from tests.support.executions import FakeMachine, MemoryTasks

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ORDER_ID = "0b7c5f0e-6f1d-5b8a-9c3e-2d4a7e91f6c0"
TALK = stream_of(ORDER_ID, Task.SHIPPING)
READY = f"{ORDER_ID}#2"
CANCELLED = f"{ORDER_ID}#3"
TENANT = "demo"
ACME = Partner("acme", Way.SIGNED, "https://acme.example/waybill")
GLOBEX = Partner("globex", Way.API_DESTINATION, "https://globex.example", signs=False)
CRM = Partner("crm", Way.SIGNED, "https://crm.example", kind="enrichment")
PAPERLESS = Partner("paperless", Way.SIGNED, "https://paperless.example", kind="tax_document")
CONSIGNMENT = Consignment(
    ship_to=Address("Ada Example", "Lindengasse 7", "Wien", "1070", "AT", line2="Top 12"),
    lines=(Line("MUG-BLUE", 2, "9.95", "Mug, blue"), Line("TEA-100", 1, "12.50")),
    currency="EUR",
    total="32.40",
    external_id="A-1001",
    dispatch_by=NOON + timedelta(days=1),
)

ASKED = Asked(ORDER_ID, Task.SHIPPING, READY, "callback", NOON, f"{TALK}#1", TENANT)
CALL = Call(Purpose.SHIP, ASKED, "/orders", asdict(CONSIGNMENT))


class FakeTime:
    """A clock that moves only when somebody sleeps."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def sleep(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


class FakeCarriers:
    """Answers with the next of `replies`, then with the last one again."""

    def __init__(self, time: FakeTime) -> None:
        self.replies: list[Reply | NoReply | Exception] = [Reply(200, b"{}")]
        self.calls: list[tuple[datetime, Call]] = []
        self.time = time
        self.meanwhile: Any = lambda: None

    def send(self, call: Call, partner: Partner) -> Reply | NoReply:
        self.calls.append((self.time.now(), call))
        self.meanwhile()
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        if isinstance(reply, Exception):
            raise reply
        return reply


class NoThreads(Executor):
    """Does at once what threads would do, so that time stands still meanwhile."""

    def submit(self, task: Any, /, *arguments: Any, **named: Any) -> Any:
        done: Future[Any] = Future()
        try:
            done.set_result(task(*arguments, **named))
        except Exception as error:  # noqa: BLE001 - a future keeps whatever is raised
            done.set_exception(error)
        return done


class OneLease:
    """A lease that is free unless `held`; `knocks` come before the next releases."""

    def __init__(self) -> None:
        self.held = False
        self.knocks = 0
        self.next_at: datetime | None = None
        self.health = Health()
        self.died_at: datetime | None = None

    def take(self, partner_id: str, now: datetime, until: datetime) -> Hold | None:
        if self.held:
            return None
        self.held = True
        return Hold(partner_id, "me", self.next_at or now, self.health, self.died_at)

    def release(self, hold: Hold) -> bool:
        if self.knocks:
            self.knocks -= 1
            return False
        self.abandon(hold)
        return True

    def abandon(self, hold: Hold) -> None:
        self.held, self.next_at, self.health = False, hold.next_at, hold.health


class Register(dict[str, Partner]):
    """The registry, as fresh as can be."""

    fresh = dict.get


class FakeDocuments:
    """A bucket that remembers what was put, in order."""

    def __init__(self) -> None:
        self.kept: list[tuple[Document, bytes]] = []

    def put(self, document: Document, content: bytes) -> None:
        self.kept.append((document, content))


class World:
    """The gateway over memory: `partners` is the registry, `carriers` answer as told."""

    def __init__(self) -> None:
        self.time = FakeTime()
        self.all = InMemoryEventStore(LANGUAGE, clock=self.time.now)
        self.store = self.all.speaking(shipping.LANGUAGE)
        self.partners = Register({one.id: one for one in (ACME, GLOBEX, CRM, PAPERLESS)})
        self.carriers = FakeCarriers(self.time)
        self.leases = OneLease()
        self.tasks, self.machine = MemoryTasks(), FakeMachine()
        self.executions = Executions(self.tasks, self.machine, self.time.now)
        desk = shipping_desk(self.store, self.time.now, self.executions)
        self.conversations = Conversations(desk, self.partners)
        self.questions = self.all.speaking(inquiries.LANGUAGE)
        self.documents = FakeDocuments()
        self.inquiries = Inquiries(
            desk=inquiry_desk(self.questions, self.time.now, self.executions),
            partners=self.partners,
            read=read_answer,
            documents=self.documents,
            cancelled_by=self.conversations.cancelled_by,
        )
        delivery = Delivery(self.all, self.errand, self.carriers, self.time, chance=lambda: 1.0)
        told = Outages(self.all.speaking(outages.LANGUAGE))
        self.drainer = Drainer(delivery, self.partners, self.leases, told, self.time, NoThreads)

    def errand(self, appointment: Appointment) -> Errand[Any]:
        stream_id, version = appointment.stream_id, appointment.version
        if subject_of(stream_id)[1] is Task.SHIPPING:
            return shipping_errand(self.conversations.desk, self.store.read(stream_id), version)
        return question(self.inquiries, self.questions.read(stream_id), version)

    def request(self, order_id: str = ORDER_ID, carrier: str = "acme") -> None:
        cause = Cause(f"{order_id}#2", TENANT)
        self.conversations.request(order_id, carrier, CONSIGNMENT, cause)

    def cancel(self, order_id: str = ORDER_ID, carrier: str = "acme") -> None:
        self.conversations.cancel(order_id, carrier, Cause(f"{order_id}#3", TENANT))

    def drain(self, seconds: float = 60, partner_id: str = "acme") -> bool:
        """Drain, and tell whether nobody needs to go on at once."""
        self.again = self.drainer.drain(partner_id, seconds)
        return self.again is None or self.again > self.time.now()

    def read(self, order_id: str = ORDER_ID) -> Stream[Event]:
        return self.store.read(stream_of(order_id, Task.SHIPPING))

    def kinds(self, order_id: str = ORDER_ID) -> list[str]:
        return [type(event).__name__ for event in self.read(order_id).events]

    def last(self, order_id: str = ORDER_ID) -> Any:
        return self.read(order_id).events[-1]

    def due(self, within: timedelta = timedelta(days=30)) -> list[datetime]:
        found = self.store.due("calls:acme", self.time.now() + within, 100)
        return [appointment.due.at for appointment in found]
