"""What conditions ask of a request: MiniStack knows no sources of events, senders of mails, or TLS.

Without it a role that is right on AWS is refused here once IAM is enforced (AUTH=true).
"""

import json
from collections.abc import Iterable
from email.utils import parseaddr
from typing import Any

from ministack import app
from ministack.core import iam_actions, iam_evaluator, responses

from local.engine.seams import replace

SENDING = "/v2/email/outbound-emails"


def install() -> None:
    """Tell MiniStack's evaluation what PutEvents says, what SendEmail sends from, and of TLS."""
    replace(iam_actions, "request_tag_context", _with_events)
    replace(app, "_enforce_ses_v2", _with_sender)
    replace(iam_evaluator, "_resolve_condition_key", _secure)


def _secure(native: Any) -> Any:
    """Take the loopback interface for secure, which no request ever leaves."""

    def resolve(key: str, context: Any) -> Any:
        return "true" if key.lower() == "aws:securetransport" else native(key, context)

    return resolve


def _with_events(native: Any) -> Any:
    def context(service: str, action: str, body: bytes, params: Any) -> dict[str, Any]:
        known = dict(native(service, action, body, params))
        if action == "events:PutEvents":
            entries = json.loads(body)["Entries"]
            known["events:source"] = _one_or_all(entry.get("Source", "") for entry in entries)
            known["events:detail-type"] = _one_or_all(e.get("DetailType", "") for e in entries)
        return known

    return context


def _one_or_all(values: Iterable[str]) -> str | list[str]:
    """One value, for operators that know no more, if all events agree on it."""
    found = sorted(set(values))
    return found[0] if len(found) == 1 else found


def _with_sender(native: Any) -> Any:
    def enforce(method: str, path: str, headers: Any, body: bytes, query: Any, request: str) -> Any:
        if not app.AUTH or method != "POST" or path.rstrip("/") != SENDING:
            return native(method, path, headers, body, query, request)
        mail = json.loads(body)
        address = parseaddr(mail.get("FromEmailAddress", ""))[1]
        names = [f"identity/{address.rpartition('@')[2]}"]
        names += [f"configuration-set/{name}"] if (name := mail.get("ConfigurationSetName")) else []
        region = app.extract_region(headers, query)
        for name in names:
            arn = f"arn:aws:ses:{region}:{responses.get_account_id()}:{name}"
            sent = {"service_context": {"ses:FromAddress": address}, "resource_arn": arn}
            more = {**sent, "named_resource": arn}
            denied = app._enforce_data_plane(
                "sesv2", "ses:SendEmail", headers, query, request, **more
            )
            if denied:
                return denied
        return None

    return enforce
