"""Stands in for the attachments of mails: MiniStack takes them and forgets them.

Of each file the mailbox tells its name, its type, its size in bytes, and the SHA-256 of them.
"""

import base64
import json
import re
from hashlib import sha256
from typing import Any

from ministack import app
from ministack.services import ses, ses_v2

from local.engine.seams import replace

ATTACHMENTS = "Attachments"

_SENDING = re.compile(r"/v2/email/outbound-emails/?$")


def install() -> None:
    """Keep what comes with a mail beside it, and show it in the mailbox."""
    replace(ses_v2, "handle_request", _keeping)
    replace(app, "_handle_ses_messages_request", _showing)


def _keeping(native: Any) -> Any:
    async def handle(method: str, path: str, headers: Any, body: bytes, query: Any) -> Any:
        status, told, answer = await native(method, path, headers, body, query)
        if status == 200 and method == "POST" and _SENDING.search(path):
            simple = json.loads(body)["Content"].get("Simple") or {}
            message_id = json.loads(answer)["MessageId"]
            mail = next(m for m in ses._sent_emails_list() if m["MessageId"] == message_id)
            mail[ATTACHMENTS] = [_seen(file) for file in simple.get(ATTACHMENTS) or []]
        return status, told, answer

    return handle


def _showing(native: Any) -> Any:
    async def handle(*request: Any) -> Any:
        answer = await native(*request)
        if answer is None or answer[0] != 200:
            return answer
        status, told, body = answer
        mailbox = json.loads(body)
        files = {m["MessageId"]: m.get(ATTACHMENTS, []) for m in _every_mail()}
        for mails in mailbox["messages"].values():
            for mail in mails:
                mail[ATTACHMENTS] = files.get(mail["MessageId"], [])
        return status, told, json.dumps(mailbox).encode()

    return handle


def _every_mail() -> list[dict[str, Any]]:
    stores = ses._sent_emails.to_dict().items()
    return [mail for key, mails in stores if key[-1] == "entries" for mail in mails]


def _seen(file: dict[str, Any]) -> dict[str, Any]:
    content = base64.b64decode(file["RawContent"])
    return {
        "FileName": file["FileName"],
        "ContentType": file.get("ContentType", ""),
        "Size": len(content),
        "Sha256": sha256(content).hexdigest(),
    }
