"""Administrators change the registry of partners over HTTP: each has a key for that alone."""

from eventing.credentials import Caller
from tools.admin.stage import Stage

SERVICES = ("carrier-gateway",)


def add_administrator(stage: Stage, administrator_id: str) -> str:
    """Give an administrator a new key and return it; an old key goes on working."""
    return stage.give_key(Caller("admin", administrator_id, tenant_id="", namespace=""), SERVICES)
