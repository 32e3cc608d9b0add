"""Clients place orders: each has a key, and belongs to a tenant with a namespace of its own."""

import uuid

from eventing.credentials import Caller
from tools.admin.stage import Stage, aws

SERVICES = ("orders", "notifications")


def add_client(stage: Stage, client_id: str, tenant_id: str, default_carrier: str) -> str:
    """Give a client of `tenant_id` a new key and return it; an old key goes on working."""
    namespace = tenant_namespace(stage, tenant_id)
    caller = Caller("client", client_id, tenant_id, namespace, default_carrier)
    return stage.give_key(caller, SERVICES)


def tenant_namespace(stage: Stage, tenant_id: str) -> str:
    """Return the tenant's random UUID, made at its first client and never changed.

    Every order id of the tenant is derived from it.
    """
    name = f"tenants/{tenant_id}/namespace"
    try:
        aws("ssm").put_parameter(
            Name=stage.path(name), Value=str(uuid.uuid4()), Type="SecureString", Overwrite=False
        )
    except aws("ssm").exceptions.ParameterAlreadyExists:
        pass
    return stage.parameter(name)
