"""The documents that go with letters: read from their bucket, and sent only as they were issued."""

import re
from functools import cache
from hashlib import sha256
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.notifications.application.post import Enclosure, Refused
from chalicelib.notifications.domain.occasion import Document
from eventing import aws
from eventing.log import logger

# With SES's own patience this must fit in one run of the consumer.
SETTINGS = Config(connect_timeout=1, read_timeout=3, retries={"total_max_attempts": 2})
LARGEST = 5 * 1024 * 1024  # bytes; base64 makes seven million, and many mailboxes take ten at most
LONGEST_NAME = 100
ENDINGS = {"application/pdf": "pdf", "application/xml": "xml", "text/xml": "xml"}

TOO_LARGE = Refused("DocumentTooLarge", "The document is too large for a mail.", retryable=False)
CHANGED = Refused("DocumentChanged", "The document is not as it was issued.", retryable=False)
NOT_READ = Refused("DocumentNotRead", "The document could not be read.", retryable=True)


@cache
def _client() -> Any:  # noqa: ANN401 - botocore makes its clients at run time
    return aws.session().create_client("s3", config=SETTINGS)


class BucketEnclosures:
    """The documents in one bucket."""

    def __init__(self, bucket: str) -> None:
        self._bucket = bucket

    def fetch(self, document: Document) -> Enclosure | Refused:
        """Return the document: what cannot be read may be later, what is another stays so."""
        if document.size > LARGEST:
            return TOO_LARGE
        try:
            # Without `Range` a file that is not the one that was issued might be of any size.
            answer = _client().get_object(
                Bucket=self._bucket, Key=document.key, Range=f"bytes=0-{document.size}"
            )
            content = answer["Body"].read()
        except (BotoCoreError, ClientError) as error:
            logger.warning("not read", extra={"key": document.key, "reason": str(error)})
            return NOT_READ
        if sha256(content).hexdigest() != document.sha256:
            return CHANGED
        return Enclosure(file_name(document), document.media_type, content)


def file_name(document: Document) -> str:
    """Name the file after the document's number, in letters that every system takes."""
    number = re.sub(r"[^A-Za-z0-9]+", "-", document.number).strip("-")[:LONGEST_NAME]
    return f"{number or 'document'}.{ENDINGS.get(document.media_type, 'dat')}"
