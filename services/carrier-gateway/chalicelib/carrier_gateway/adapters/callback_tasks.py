"""The tokens of executions that wait, by order and task type: they never leave this service."""

from datetime import UTC, datetime

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.exceptions import PutError, UpdateError
from pynamodb.models import Model

from chalicelib.carrier_gateway.application.executions import Attempt, Task
from eventing.envelope import instant
from eventing.tables import bound, condition_failed

WAITS = "CREATED"


class CallbackTaskItem(Model):
    """The newest attempt of a task; a token has up to 2048 characters and goes when it is used."""

    order_id = UnicodeAttribute(hash_key=True)
    task_type = UnicodeAttribute(range_key=True)
    attempt = NumberAttribute()
    callback_id = UnicodeAttribute()
    task_token = UnicodeAttribute(null=True)
    task_status = UnicodeAttribute()
    created_at = UnicodeAttribute()
    expires_at = TTLAttribute()


class CallbackTasks:
    """All tasks that partners and people are asked for."""

    def __init__(self, table_name: str) -> None:
        self._items = bound(CallbackTaskItem, table_name)

    def put(self, task: Task) -> bool:
        """Keep `task`, unless a newer attempt is there."""
        attempt = task.attempt
        item = self._items(
            attempt.order_id,
            attempt.task_type,
            attempt=attempt.number,
            callback_id=attempt.callback_id,
            task_token=task.token,
            task_status=WAITS,
            created_at=instant(task.created_at),
            expires_at=task.expires_at,
        )
        is_newest = CallbackTaskItem.attempt.does_not_exist() | (
            CallbackTaskItem.attempt <= attempt.number
        )
        try:
            item.save(condition=is_newest)
        except PutError as error:
            if not condition_failed(error):
                raise
            return False
        return True

    def open(self, attempt: Attempt) -> Task | None:
        """Return the task that waits for `attempt`, and no other one."""
        try:
            item = self._items.get(attempt.order_id, attempt.task_type, consistent_read=True)
        except CallbackTaskItem.DoesNotExist:
            return None
        if item.attempt != attempt.number or item.task_status != WAITS or not item.task_token:
            return None
        created_at = datetime.fromisoformat(item.created_at).astimezone(UTC)
        return Task(attempt, item.task_token, created_at, item.expires_at)

    def close(self, task: Task, status: str) -> None:
        """Note how `task` ended, unless another attempt or token took its place."""
        attempt = task.attempt
        item = self._items(attempt.order_id, attempt.task_type)
        try:
            item.update(
                actions=[
                    CallbackTaskItem.task_status.set(status),
                    CallbackTaskItem.task_token.remove(),
                ],
                condition=CallbackTaskItem.task_token == task.token,
            )
        except UpdateError as error:
            if not condition_failed(error):
                raise
