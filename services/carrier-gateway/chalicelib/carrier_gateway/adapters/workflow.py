"""Start the state machine that processes messages: only a hint, since the sweep starts it too."""

import json

from botocore.exceptions import BotoCoreError, ClientError

from eventing import aws
from eventing.log import logger


class WebhookWorkflow:
    """The state machine of messages."""

    def __init__(self, arn: str) -> None:
        self._arn = arn

    def start(self, webhook_id: str) -> None:
        """Start it for a message; if that fails, the sweep does it a minute later."""
        given = json.dumps({"webhook_id": webhook_id})
        try:
            aws.client("stepfunctions").start_execution(stateMachineArn=self._arn, input=given)
        except (BotoCoreError, ClientError) as error:
            logger.warning(
                "workflow not started",
                extra={"webhook": webhook_id, "reason": type(error).__name__},
            )
