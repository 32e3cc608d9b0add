"""Carriers that do not look at signatures as they should."""

from datetime import UTC, datetime

from standardwebhooks import Webhook

from sandbox.carrier import Carrier
from sandbox.messages import Answer
from tests.integration.sandbox.conftest import SECRET


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


class CrashesOnHeaders(Carrier):
    def answer(self, request):
        odd = not request.headers.get("webhook-timestamp", "0").isdigit()
        return Answer(500) if odd else super().answer(request)
