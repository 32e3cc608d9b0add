"""Wake a partner's drainer: a message is a hint that calls are due, and may be lost or doubled."""

import json

from eventing import aws


class Wakes:
    """The queue of the drainers."""

    def __init__(self, queue_url: str) -> None:
        self._queue_url = queue_url

    def send(self, partner_id: str) -> None:
        """Have a partner's due calls looked for."""
        aws.client("sqs").send_message(
            QueueUrl=self._queue_url, MessageBody=json.dumps({"partner_id": partner_id})
        )
