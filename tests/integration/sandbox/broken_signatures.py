"""Carriers that do not look at signatures as they should."""

from datetime import UTC, datetime

from standardwebhooks import Webhook

from sandbox.carrier import Carrier
from sandbox.messages import Answer
from tests.integration.sandbox.conftest import SECRET

DOUBT = "it is another's"


class NoSignature(Carrier):
    def _doubt(self, request):
        return super()._doubt(request) if "webhook-signature" in request.headers else None


class AnySignature(Carrier):
    def _doubt(self, request):
        return None if "webhook-signature" in request.headers else DOUBT


class AnyTime(Carrier):
    def _doubt(self, request):
        given = request.headers
        at = datetime.fromtimestamp(int(given.get("webhook-timestamp", 0)), UTC)
        right = Webhook(SECRET).sign(given.get("webhook-id", ""), at, request.body.decode())
        return None if right in given.get("webhook-signature", "").split() else DOUBT


class OneSignature(Carrier):
    def _doubt(self, request):
        return DOUBT if " " in request.headers["webhook-signature"] else super()._doubt(request)


class CrashesOnHeaders(Carrier):
    def answer(self, request):
        odd = not request.headers.get("webhook-timestamp", "0").isdigit()
        return Answer(500) if odd else super().answer(request)
