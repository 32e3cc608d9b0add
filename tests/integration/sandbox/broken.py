"""Carriers that are wrong in one respect, by the check that finds it."""

from datetime import UTC, datetime

from standardwebhooks import Webhook

from sandbox.carrier import Carrier
from sandbox.messages import Answer
from tests.integration.sandbox import broken_repeats as repeats
from tests.integration.sandbox.conftest import SECRET

KNOWN = {"order_id", "external_id", "callback_id", "task_type", "ship_to", "lines"}
KNOWN |= {"currency", "total"}


class NoSignature(Carrier):
    def _is_genuine(self, request):
        return "webhook-signature" not in request.headers or super()._is_genuine(request)


class AnySignature(Carrier):
    def _is_genuine(self, request):
        return "webhook-signature" in request.headers


class AnyTime(Carrier):
    def _is_genuine(self, request):
        given = request.headers
        at = datetime.fromtimestamp(int(given.get("webhook-timestamp", 0)), UTC)
        right = Webhook(SECRET).sign(given.get("webhook-id", ""), at, request.body.decode())
        return right in given.get("webhook-signature", "").split()


class OneSignature(Carrier):
    def _is_genuine(self, request):
        return " " not in request.headers["webhook-signature"] and super()._is_genuine(request)


class Changed(Carrier):
    """Answers otherwise where `wrong` finds a reason."""

    def answer(self, request):
        return self.wrong(request) or super().answer(request)


class CrashesOnHeaders(Changed):
    def wrong(self, request):
        return None if request.headers["webhook-timestamp"].isdigit() else Answer(500)


class CrashesOnGarbage(Changed):
    def wrong(self, request):
        return None if request.document else Answer(500)


class TakesGarbage(Changed):
    def wrong(self, request):
        return None if request.order_id or "/cancel" in request.path else Answer(200)


class Strict(Changed):
    def wrong(self, request):
        return Answer(400) if set(request.document) - KNOWN else None


class Latin(Changed):
    def wrong(self, request):
        return None if request.body.isascii() else Answer(400)


class Particular(Changed):
    def wrong(self, request):
        plain = request.headers["content-type"] == "application/json"
        return None if plain else Answer(415)


class Keeps(Changed):
    def wrong(self, request):
        return Answer(404) if "/cancellation" in request.path else None


class CancelsAnything(Changed):
    def wrong(self, request):
        return Answer(200) if "/cancellation" in request.path else None


class Moved(Changed):
    def wrong(self, request):
        return Answer(307, {}, {"Location": "http://127.0.0.1:9/"})


class Html(Changed):
    def wrong(self, request):
        return Answer(200, "{}", {"Content-Type": "text/html"})


class Wordy(Changed):
    def wrong(self, request):
        return Answer(200, {"tracking_number": "1" * 129})


class Endless(Changed):
    def wrong(self, request):
        return Answer(200, {"tracking_number": "1", "more": "." * 70_000})


class Listing(Changed):
    def wrong(self, request):
        return Answer(200, "[]")


BROKEN = [
    ("takes a signed request", Moved),
    ("answers in the agreed shape", Wordy),
    ("answers in the agreed shape", Endless),
    ("answers in the agreed shape", Listing),
    ("says that it answers JSON", Html),
    ("answers a repeat as the first", repeats.Forgetful),
    ("knows a repeat by its key alone", repeats.ByMessage),
    ("knows a repeat by its key alone", repeats.ComparesBodies),
    ("makes one of two at once", repeats.Racing),
    ("makes one of two at once", repeats.RefusesMeanwhile),
    ("makes one of two at once", repeats.Forgets409),
    ("refuses what is not signed", NoSignature),
    ("refuses a wrong signature", AnySignature),
    ("refuses another body under a good signature", AnySignature),
    ("refuses what is an hour old", AnyTime),
    ("refuses what is an hour ahead", AnyTime),
    ("refuses malformed signature headers", CrashesOnHeaders),
    ("accepts the second of two signatures", OneSignature),
    ("does not mind unknown fields", Strict),
    ("takes the letters of the world", Latin),
    ("takes a charset in Content-Type", Particular),
    ("refuses what is no JSON", CrashesOnGarbage),
    ("refuses what is no JSON", TakesGarbage),
    ("refuses what names no order", TakesGarbage),
    ("takes a cancellation, and its repeat", Keeps),
    ("refuses to cancel what it does not know", CancelsAnything),
]
