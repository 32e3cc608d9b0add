"""The registries and schemas there are, as files, so that a person can read what was published."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_NAME = re.compile(r"[A-Za-z0-9_@-][A-Za-z0-9._@-]*")


class SchemaProblem(Exception):
    """The request cannot be served: HTTP status, AWS's error code, and what to tell."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def not_found(what: str) -> SchemaProblem:
    return SchemaProblem(404, "NotFoundException", f"{what} does not exist.")


@dataclass
class SchemaStore:
    """One folder per registry, one file per schema with all its versions."""

    root: Path

    def registries(self) -> list[str]:
        return sorted(each.name for each in self.root.glob("*/"))

    def create_registry(self, registry: str) -> None:
        if self._folder(registry).is_dir():
            raise SchemaProblem(409, "ConflictException", f"Registry {registry} already exists.")
        self._folder(registry).mkdir(parents=True)

    def check_registry(self, registry: str) -> None:
        if not self._folder(registry).is_dir():
            raise not_found(f"Registry {registry}")

    def delete_registry(self, registry: str) -> None:
        self.check_registry(registry)
        if self.schemas(registry):
            raise SchemaProblem(400, "BadRequestException", f"Registry {registry} is not empty.")
        self._folder(registry).rmdir()

    def schemas(self, registry: str) -> list[str]:
        self.check_registry(registry)
        return sorted(each.stem for each in self._folder(registry).glob("*.json"))

    def versions(self, registry: str, schema: str) -> list[dict[str, Any]]:
        """All versions, the oldest first; each has content, type, description and created."""
        path = self._file(registry, schema)
        if not path.exists():
            raise not_found(f"Schema {schema}")
        return list(json.loads(path.read_text()))

    def put(self, registry: str, schema: str, body: dict[str, Any]) -> list[dict[str, Any]]:
        """Add a version, unless the latest says the same; answer all versions."""
        path = self._file(registry, schema)
        versions = json.loads(path.read_text()) if path.exists() else []
        version = _version(body, versions[-1] if versions else {})
        if not versions or version["content"] != versions[-1]["content"]:
            versions.append(version)
        path.write_text(json.dumps(versions, indent=1))
        return list(versions)

    def delete(self, registry: str, schema: str) -> None:
        self.versions(registry, schema)
        self._file(registry, schema).unlink()

    def _file(self, registry: str, schema: str) -> Path:
        self.check_registry(registry)
        return self._folder(registry) / f"{_checked(schema)}.json"

    def _folder(self, registry: str) -> Path:
        return self.root / _checked(registry)


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise SchemaProblem(400, "BadRequestException", f"{name!r} is no valid name.")
    return name


def _version(body: dict[str, Any], latest: dict[str, Any]) -> dict[str, Any]:
    try:
        content = json.loads(body["Content"])
    except (KeyError, ValueError) as error:
        raise SchemaProblem(400, "BadRequestException", "Content is no JSON.") from error
    return {
        "content": content,
        "type": body.get("Type") or latest.get("type", "OpenApi3"),
        "description": body.get("Description") or latest.get("description", ""),
        "created": datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
    }
