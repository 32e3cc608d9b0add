"""PynamoDB models bound to the table that a service was deployed with."""

from collections.abc import Callable
from typing import TypeVar

from pynamodb.connection import TableConnection
from pynamodb.exceptions import PynamoDBException
from pynamodb.models import Model

from eventing import aws

AnyModel = TypeVar("AnyModel", bound=Model)


def bound(model: type[AnyModel], table_name: str) -> type[AnyModel]:
    """Return `model` for `table_name`, reached by the one client of this process.

    PynamoDB would make a session and a client for each table, with time-outs of its own.
    """
    region = aws.session().get_config_variable("region")
    meta = type("Meta", (), {"table_name": table_name, "region": region})
    # The exception stays the model's, so that `except Model.DoesNotExist` means its bound one too.
    own = {"Meta": meta, "DoesNotExist": model.DoesNotExist}
    made: type[AnyModel] = type(model.__name__, (model,), own)
    connection = table_of(made).connection
    connection._client = aws.dynamodb()  # noqa: SLF001 - it has no public way in
    return made


def table_of(model: type[Model]) -> TableConnection:
    """Return the table of a model, which takes items in DynamoDB's own form."""
    return model._get_connection()  # noqa: SLF001 - the model has no other name for it


def held(write: Callable[[], object]) -> bool:
    """Make a conditional write; False if it was refused because its condition did not hold."""
    try:
        write()
    except PynamoDBException as error:
        if not condition_failed(error):
            raise
        return False
    return True


def condition_failed(error: PynamoDBException) -> bool:
    """Tell whether a write was refused because its condition did not hold."""
    return error.cause_response_code == "ConditionalCheckFailedException"
