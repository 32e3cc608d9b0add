"""The post office: SES, which cannot tell a repetition from a new mail and is asked once a try.

What surely was not taken is tried again a few times at once; what may have been taken never is.
"""

import time
from collections.abc import Callable
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from typing import Any

from botocore.awsrequest import AWSPreparedRequest
from botocore.config import Config
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    HTTPClientError,
    NoCredentialsError,
)
from botocore.parsers import ResponseParserError

from chalicelib.notifications.adapters import letter_tag
from chalicelib.notifications.application.post import (
    Accepted,
    Answer,
    Enclosure,
    Mail,
    Refused,
    Unanswered,
)
from eventing import aws
from eventing.log import logger

# botocore must never repeat a request by itself: it would do so after a lost answer too.
# Two letters of two orders must fit in one run of the consumer, however slow SES is.
SETTINGS = Config(connect_timeout=1, read_timeout=5, retries={"total_max_attempts": 1})
TRIES = 3
PAUSE_S = 0.4

# Raised before a byte of the request is sent.
NOT_SENT = (
    EndpointConnectionError,
    ConnectTimeoutError,
    NoCredentialsError,
    CredentialRetrievalError,
)
# Errors of the mail itself, or of an account that never sends again; others pass or are mended.
FINAL = frozenset({"MessageRejected", "BadRequestException", "AccountSuspendedException"})
# Server errors that say the request was turned away before any work was done.
TURNED_AWAY = frozenset({"ServiceUnavailable", "ServiceUnavailableException", "SlowDown"})
BRIEF = TURNED_AWAY | {"TooManyRequestsException", "Throttling", "ThrottlingException"}


@cache
def _client() -> Any:  # noqa: ANN401 - botocore makes its clients at run time
    client = aws.session().create_client("sesv2", config=SETTINGS)
    client.meta.events.register("before-send.sesv2.SendEmail", _on_a_connection_of_its_own)
    return client


def _on_a_connection_of_its_own(request: AWSPreparedRequest, **_: object) -> None:
    """Keep none: one that died while the function was frozen would look like a lost answer."""
    request.headers["Connection"] = "close"


class SesPostOffice:
    """Sends from one sender (`Shop <orders@shop.example>`), under one configuration set."""

    def __init__(
        self,
        sender: str,
        configuration_set: str,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._sender = sender
        self._configuration_set = configuration_set
        self._sleep = sleep

    def send(self, mail: Mail, letter_id: str) -> Answer:
        """Send `mail`, marked with its letter."""
        if not well_formed(mail):
            return Refused(
                "InvalidAddress", "No mail can be sent to this address.", retryable=False
            )
        request = self._request(mail, letter_id)
        for number in range(1, TRIES + 1):
            answer = _once(request)
            brief = isinstance(answer, Refused) and answer.code in BRIEF | {"NotReached"}
            if not brief or number == TRIES:
                break
            self._sleep(PAUSE_S * number)
        outcome = type(answer).__name__
        logger.info("mail", extra={"letter": letter_id, "outcome": outcome, "tries": number})
        return answer

    def _request(self, mail: Mail, letter_id: str) -> dict[str, Any]:
        def utf8(data: str) -> dict[str, str]:
            return {"Data": data, "Charset": "UTF-8"}

        body = {"Text": utf8(mail.text), "Html": utf8(mail.html)}
        content: dict[str, Any] = {"Subject": utf8(mail.subject), "Body": body}
        if mail.enclosure:
            content["Attachments"] = [_attachment(mail.enclosure)]
        return {
            "FromEmailAddress": self._sender,
            "Destination": {"ToAddresses": [mail.to]},
            "Content": {"Simple": content},
            "ConfigurationSetName": self._configuration_set,
            "EmailTags": [{"Name": letter_tag.NAME, "Value": letter_tag.tag_of(letter_id)}],
        }


def _attachment(enclosure: Enclosure) -> dict[str, Any]:
    """Describe a file to SES, which itself makes a message of letter and files."""
    return {
        "FileName": enclosure.name,
        "ContentType": enclosure.media_type,
        "ContentDisposition": "ATTACHMENT",
        "ContentTransferEncoding": "BASE64",  # else it goes as seven-bit text
        "RawContent": enclosure.content,
    }


def well_formed(mail: Mail) -> bool:
    """Tell whether the headers hold one address and one line of subject, nothing smuggled in."""
    message = EmailMessage(policy=SMTP)
    try:
        message["Subject"] = mail.subject
        message["To"] = mail.to
    except (MessageError, ValueError, IndexError):
        return False
    to = message["To"]
    single = len(to.addresses) == 1 and to.addresses[0].addr_spec == mail.to
    return single and not to.defects and mail.subject.isprintable()


def _once(request: dict[str, Any]) -> Answer:
    try:
        answer = _client().send_email(**request)
    except NOT_SENT as error:
        name = type(error).__name__
        return Refused("NotReached", f"The mail service was not reached ({name}).", retryable=True)
    except (HTTPClientError, ResponseParserError):
        return Unanswered()
    except ClientError as error:
        return _refusal(error)
    return Accepted(answer["MessageId"]) if "MessageId" in answer else Unanswered()


def _refusal(error: ClientError) -> Answer:
    """Read a refusal by its code; its message may hold addresses and goes nowhere."""
    code = error.response["Error"]["Code"]
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    if status >= 500 and code not in TURNED_AWAY:
        return Unanswered()
    message = "The mail service refused the letter."
    return Refused(code, message, retryable=code not in FINAL)
