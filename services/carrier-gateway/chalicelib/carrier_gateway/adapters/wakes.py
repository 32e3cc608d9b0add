"""Wake a partner's drainer: a message is a hint that calls are due, and may be lost or doubled."""

import json
import math

from eventing import aws


class Wakes:
    """The queue of the drainers."""

    def __init__(self, queue_url: str) -> None:
        self._queue_url = queue_url

    def send(self, partner_id: str, wait_s: float = 0) -> None:
        """Have a partner's due calls looked for, in `wait_s` seconds (at most 900)."""
        aws.client("sqs").send_message(
            QueueUrl=self._queue_url,
            MessageBody=json.dumps({"partner_id": partner_id}),
            DelaySeconds=math.ceil(min(max(wait_s, 0), 900)),
        )
