"""Carriers that are wrong in one respect, by the check that finds it."""

from sandbox.carrier import Carrier
from sandbox.messages import Answer
from tests.integration.sandbox import broken_repeats as repeats
from tests.integration.sandbox import broken_signatures as signatures

KNOWN = {"order_id", "external_id", "callback_id", "task_type", "ship_to", "lines"}
KNOWN |= {"currency", "total"}


class Changed(Carrier):
    """Answers otherwise where `wrong` finds a reason."""

    def answer(self, request):
        return self.wrong(request) or super().answer(request)


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


class CancelsOnce(Changed):
    """Forgets what it cancelled, and so does not know it when told again."""

    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        self.cancelled = set()

    def wrong(self, request):
        if "/cancellation" not in request.path:
            return None
        if request.order_id in self.cancelled:
            return Answer(404)
        self.cancelled.add(request.order_id)
        return None


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
    ("answers what Waybill can read", Wordy),
    ("answers what Waybill can read", Endless),
    ("answers what Waybill can read", Listing),
    ("says that it answers JSON", Html),
    ("answers a repeat as the first", repeats.Forgetful),
    ("knows a repeat by its key alone", repeats.ByMessage),
    ("knows a repeat by its key alone", repeats.ComparesBodies),
    ("makes one of two at once", repeats.Racing),
    ("makes one of two at once", repeats.RefusesMeanwhile),
    ("makes one of two at once", repeats.Forgets409),
    ("refuses what is not signed", signatures.NoSignature),
    ("refuses a wrong signature", signatures.AnySignature),
    ("refuses another body under a good signature", signatures.AnySignature),
    ("refuses what is an hour old", signatures.AnyTime),
    ("refuses what is an hour ahead", signatures.AnyTime),
    ("refuses malformed signature headers", signatures.CrashesOnHeaders),
    ("accepts the second of two signatures", signatures.OneSignature),
    ("does not mind unknown fields", Strict),
    ("takes the letters of the world", Latin),
    ("takes a charset in Content-Type", Particular),
    ("refuses what is no JSON", CrashesOnGarbage),
    ("refuses what is no JSON", TakesGarbage),
    ("refuses what names no order", TakesGarbage),
    ("takes a cancellation, and its repeat", Keeps),
    ("takes a cancellation, and its repeat", CancelsOnce),
    ("refuses to cancel what it does not know", CancelsAnything),
]
