"""The apps of the services, and the environment that their functions find."""

from tools.apps import load

__all__ = ["ENVIRONMENT", "load"]

# What the service fragment gives every function; tables and queues are named after these.
ENVIRONMENT = {
    "STAGE": "test",
    "EVENTS_TABLE": "events",
    "PARKED_TABLE": "parked",
    "CREDENTIALS_TABLE": "credentials",
    "BUS_NAME": "waybill-test",
    "INBOX_URL": "https://sqs.us-east-1.amazonaws.com/123456789012/inbox",
    "CHANNELS_TABLE": "channels",
    "STAGE_FAILURES_ARN": "arn:aws:states:us-east-1:123456789012:stateMachine:stage-failures",
    "ASK_AGAIN_AFTER_S": "900",
    "AUDIT_WINDOW_S": "300",
    "AUDIT_SETTLE_S": "120",
}
