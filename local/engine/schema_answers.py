"""Registries and schemas in the words of the `schemas` API."""

import json
from typing import Any

from ministack.core import responses

Versions = list[dict[str, Any]]


def arn(kind: str, *names: str) -> str:
    account, region = responses.get_account_id(), responses.get_region()
    return f"arn:aws:schemas:{region}:{account}:{'/'.join([kind, *names])}"


def registry_answer(name: str) -> dict[str, Any]:
    return {"RegistryName": name, "RegistryArn": arn("registry", name)}


def schema_answer(registry: str, name: str, versions: Versions) -> dict[str, Any]:
    """Tell about a schema's latest version, without its content."""
    latest = versions[-1]
    return {
        "SchemaName": name,
        "SchemaArn": arn("schema", registry, name),
        "SchemaVersion": str(len(versions)),
        "Type": latest["type"],
        "Description": latest["description"],
        "LastModified": latest["created"],
        "VersionCreatedDate": latest["created"],
    }


def content_answer(registry: str, name: str, versions: Versions) -> dict[str, Any]:
    content = json.dumps(versions[-1]["content"])
    return {**schema_answer(registry, name, versions), "Content": content}


def summary_answer(registry: str, name: str, versions: Versions) -> dict[str, Any]:
    return {
        "SchemaName": name,
        "SchemaArn": arn("schema", registry, name),
        "VersionCount": len(versions),
        "LastModified": versions[-1]["created"],
    }
