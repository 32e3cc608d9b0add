"""Stands in for the events of SES: MiniStack keeps event destinations but sends nothing to them.

A mail sent through a configuration set whose destination is EventBridge and wants `SEND` gives
"Email Sent" on the default bus, in the shape of AWS's own.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from ministack import app
from ministack.core import responses
from ministack.services import eventbridge, ses, ses_v2

Mail = dict[str, Any]
_SENDING_V2 = re.compile(r"/v2/email/outbound-emails/?$")
_MESSAGE_ID = re.compile(r"<MessageId>([^<]+)</MessageId>")
_TAG_V1 = re.compile(r"Tags\.member\.(\d+)\.Name$")


def install() -> None:
    native = app.SERVICE_HANDLERS["ses"]

    async def handle(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
        answer = await native(method, path, headers, body, query)
        if answer[0] == 200 and method == "POST":
            _tell(path, body, answer[2])
        return answer

    app.SERVICE_HANDLERS["ses"] = handle


def _tell(path: str, request: bytes, answer: bytes | str) -> None:
    told = _sent_v2(request, answer) if _SENDING_V2.search(path) else _sent_v1(request, answer)
    if told:
        message_id, configuration_set, tags = told
        if _is_wanted(configuration_set):
            _put(message_id, configuration_set, tags)


def _sent_v2(request: bytes, answer: bytes | str) -> tuple[str, str, dict[str, list[str]]] | None:
    asked = json.loads(request or b"{}")
    tags = {tag["Name"]: [tag["Value"]] for tag in asked.get("EmailTags") or []}
    return json.loads(answer)["MessageId"], asked.get("ConfigurationSetName") or "", tags


def _sent_v1(request: bytes, answer: bytes | str) -> tuple[str, str, dict[str, list[str]]] | None:
    asked = {key: values[0] for key, values in parse_qs(request.decode()).items()}
    found = _MESSAGE_ID.search(answer if isinstance(answer, str) else answer.decode())
    if found is None or asked.get("Action") not in ("SendEmail", "SendTemplatedEmail"):
        return None
    numbers = [match[1] for key in asked if (match := _TAG_V1.match(key))]
    tags = {asked[f"Tags.member.{n}.Name"]: [asked[f"Tags.member.{n}.Value"]] for n in numbers}
    return found[1], asked.get("ConfigurationSetName", ""), tags


def _is_wanted(configuration_set: str) -> bool:
    known = ses_v2._config_sets.get(configuration_set) or {}
    return any(
        one.get("Enabled")
        and "EventBridgeDestination" in one
        and "SEND" in one["MatchingEventTypes"]
        for one in (known.get("EventDestinations") or {}).values()
    )


def _put(message_id: str, configuration_set: str, tags: dict[str, list[str]]) -> None:
    sent = next(one for one in ses._sent_emails_list() if one["MessageId"] == message_id)
    account, region = responses.get_account_id(), responses.get_region()
    set_arn = f"arn:aws:ses:{region}:{account}:configuration-set/{configuration_set}"
    detail = {
        "eventType": "Send",
        "mail": _mail(sent, account, {"ses:configuration-set": [configuration_set], **tags}),
        "send": {},
    }
    entry = {
        "Source": "aws.ses",
        "DetailType": "Email Sent",
        "Resources": [set_arn],
        "Detail": json.dumps(detail),
    }
    eventbridge._ensure_default_bus()
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)


def _mail(sent: Mail, account: str, tags: dict[str, list[str]]) -> Mail:
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
