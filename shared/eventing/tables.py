"""PynamoDB models bound to the table that a service was deployed with."""

from typing import TypeVar

from pynamodb.models import Model

from eventing import aws

AnyModel = TypeVar("AnyModel", bound=Model)


def bound(model: type[AnyModel], table_name: str) -> type[AnyModel]:
    """Return `model` for `table_name`, reached with the settings of every other client."""
    region = aws.session().get_config_variable("region")
    meta = type("Meta", (), {"table_name": table_name, "region": region})
    made: type[AnyModel] = type(model.__name__, (model,), {"Meta": meta})
    connection = made._get_connection().connection  # noqa: SLF001 - its client has no public way in
    connection.session.set_default_client_config(aws.SETTINGS)
    return made
