"""The tokens of executions that wait, by order and task type: they never leave this service."""

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from chalicelib.carrier_gateway.application.executions import Attempt, Waiting
from eventing.envelope import instant
from eventing.tables import bound, held

WAITS = "CREATED"


class CallbackTaskItem(Model):
    """The newest attempt of a task; a token has up to 2048 characters, and serves only once."""

    order_id = UnicodeAttribute(hash_key=True)
    task_type = UnicodeAttribute(range_key=True)
    attempt = NumberAttribute()
    callback_id = UnicodeAttribute()
    task_token = UnicodeAttribute()
    task_status = UnicodeAttribute()
    created_at = UnicodeAttribute()
    expires_at = TTLAttribute()


class CallbackTasks:
    """All tasks that partners and people are asked for."""

    def __init__(self, table_name: str) -> None:
        self._items = bound(CallbackTaskItem, table_name)

    def put(self, waiting: Waiting) -> bool:
        """Keep `waiting`, unless a newer attempt is there."""
        attempt = waiting.attempt
        item = self._items(
            attempt.order_id,
            attempt.task_type,
            attempt=attempt.number,
            callback_id=attempt.callback_id,
            task_token=waiting.token,
            task_status=WAITS,
            created_at=instant(waiting.created_at),
            expires_at=waiting.expires_at,
        )
        is_newest = CallbackTaskItem.attempt.does_not_exist() | (
            CallbackTaskItem.attempt <= attempt.number
        )
        return held(lambda: item.save(condition=is_newest))

    def end(self, attempt: Attempt, status: str) -> str | None:
        """Note how `attempt` ended, if it is the newest, and return its token."""
        item = self._items(attempt.order_id, attempt.task_type)
        noted: list[Action] = [CallbackTaskItem.task_status.set(status)]
        is_newest = CallbackTaskItem.attempt == attempt.number
        if not held(lambda: item.update(actions=noted, condition=is_newest)):
            return None
        token: str = item.task_token
        return token
