"""Tell a pipe's dead-letter queue which records were given up, as AWS does: positions, no data."""

import json
import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from local.pipes.delivery import Clients
from local.pipes.pipe import Pipe, Record

log = logging.getLogger(__name__)


def park(pipe: Pipe, shard: str, batch: Sequence[Record], condition: str, clients: Clients) -> None:
    """Send one message for `batch`; without a queue the records are dropped, as on AWS."""
    queue_arn = pipe.dead_letter_queue
    log.error("%s: gave up %d record(s), %s, to %s", pipe.key, len(batch), condition, queue_arn)
    if not queue_arn:
        return
    sqs = clients("sqs", pipe.region)
    queue = sqs.get_queue_url(QueueName=queue_arn.rsplit(":", 1)[1])
    sqs.send_message(
        QueueUrl=queue["QueueUrl"], MessageBody=json.dumps(_message(pipe, shard, batch, condition))
    )


def _message(pipe: Pipe, shard: str, batch: Sequence[Record], condition: str) -> dict[str, object]:
    first, last = batch[0]["dynamodb"], batch[-1]["dynamodb"]
    return {
        "context": {"partnerResourceArn": pipe.arn, "condition": condition},
        "version": "1.0",
        "timestamp": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "DDBStreamBatchInfo": {
            "shardId": shard,
            "startSequenceNumber": first["SequenceNumber"],
            "endSequenceNumber": last["SequenceNumber"],
            "approximateArrivalOfFirstRecord": _iso(first["ApproximateCreationDateTime"]),
            "approximateArrivalOfLastRecord": _iso(last["ApproximateCreationDateTime"]),
            "batchSize": len(batch),
            "streamArn": pipe.source,
        },
    }


def _iso(epoch_s: float) -> str:
    at = datetime.fromtimestamp(epoch_s, UTC)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
