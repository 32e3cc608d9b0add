"""Stands in for the events of SES: MiniStack keeps event destinations but sends nothing to them.

A mail sent through a configuration set whose destination is EventBridge and wants `SEND` gives
"Email Sent" on the default bus, in the shape of AWS's own.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from ministack.core import responses
from ministack.services import eventbridge, ses, ses_v2

from local.engine.seams import replace

Mail = dict[str, Any]
Tags = dict[str, list[str]]


@dataclass(frozen=True)
class Sent:
    """A mail that SES has just taken."""

    message_id: str
    configuration_set: str
    tags: Tags


_SENDING_V2 = re.compile(r"/v2/email/outbound-emails/?$")
_MESSAGE_ID = re.compile(r"<MessageId>([^<]+)</MessageId>")
_TAG_V1 = re.compile(r"Tags\.member\.(\d+)\.Name$")


def install() -> None:
    replace(ses, "handle_request", lambda native: _telling(native, _sent_v1))
    replace(ses_v2, "handle_request", lambda native: _telling(native, _sent_v2))


def _telling(native: Any, read: Callable[[str, bytes, bytes], Sent | None]) -> Any:
    async def handle(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
        status, told, answer = await native(method, path, headers, body, query)
        if status == 200 and method == "POST":
            whole = answer.encode() if isinstance(answer, str) else answer
            sent = read(path, body, whole)
            if sent and _is_wanted(sent.configuration_set):
                _put(sent)
        return status, told, answer

    return handle


def _sent_v2(path: str, request: bytes, answer: bytes) -> Sent | None:
    if not _SENDING_V2.search(path):
        return None
    asked = json.loads(request)
    tags = {tag["Name"]: [tag["Value"]] for tag in asked.get("EmailTags") or []}
    return Sent(json.loads(answer)["MessageId"], asked.get("ConfigurationSetName") or "", tags)


def _sent_v1(_path: str, request: bytes, answer: bytes) -> Sent | None:
    asked = {key: values[0] for key, values in parse_qs(request.decode()).items()}
    found = _MESSAGE_ID.search(answer.decode())
    if found is None or asked.get("Action") not in ("SendEmail", "SendTemplatedEmail"):
        return None
    numbers = [match[1] for key in asked if (match := _TAG_V1.match(key))]
    tags = {asked[f"Tags.member.{n}.Name"]: [asked[f"Tags.member.{n}.Value"]] for n in numbers}
    return Sent(found[1], asked.get("ConfigurationSetName", ""), tags)


def _is_wanted(configuration_set: str) -> bool:
    known = ses_v2._config_sets.get(configuration_set) or {}
    return any(
        one.get("Enabled")
        and "EventBridgeDestination" in one
        and "SEND" in one["MatchingEventTypes"]
        for one in (known.get("EventDestinations") or {}).values()
    )


def _put(sent: Sent) -> None:
    mails = ses._sent_emails_list()
    mail = next(one for one in mails if one["MessageId"] == sent.message_id)
    tags = {"ses:configuration-set": [sent.configuration_set], **sent.tags}
    account, region = responses.get_account_id(), responses.get_region()
    set_arn = f"arn:aws:ses:{region}:{account}:configuration-set/{sent.configuration_set}"
    detail = {"eventType": "Send", "mail": _mail(mail, account, tags), "send": {}}
    entry = {
        "Source": "aws.ses",
        "DetailType": "Email Sent",
        "Resources": [set_arn],
        "Detail": json.dumps(detail),
    }
    eventbridge._ensure_default_bus()
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


def _mail(sent: Mail, account: str, tags: Tags) -> Mail:
    at = datetime.fromtimestamp(sent["Timestamp"], UTC)
    subject = sent.get("Subject") or sent.get("RenderedSubject", "")
    return {
        "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "source": sent["Source"],
        "sendingAccountId": account,
        "messageId": sent["MessageId"],
        "destination": [*sent["To"], *sent.get("CC", []), *sent.get("BCC", [])],
        "headersTruncated": False,
        "headers": [],
        "commonHeaders": {"from": [sent["Source"]], "to": sent["To"], "subject": subject},
        "tags": tags,
    }
