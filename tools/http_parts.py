"""What all parts of an HTTP document are made of: schemas and parameters."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from eventing.operations import Parameter

Json = dict[str, Any]
Refs = Mapping[tuple[Any, JsonSchemaMode], Json]

JSON = "application/json"
COMPONENT = "#/components/schemas/{model}"


class _Schemas(GenerateJsonSchema):
    """Fields have no title, which would only repeat their name; in answers they are never null."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002 - pydantic's
        return False

    def nullable_schema(self, schema: Any) -> Json:  # noqa: ANN401 - pydantic's
        if self.mode == "serialization":
            return self.generate_inner(schema["schema"])
        return super().nullable_schema(schema)

    def default_schema(self, schema: Any) -> Json:  # noqa: ANN401 - pydantic's
        if self.mode == "serialization":
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)


def of_models(wanted: Iterable[tuple[Any, JsonSchemaMode]]) -> tuple[Refs, Json]:
    """Return how to speak of each model, and the components that all of them are."""
    models = list(dict.fromkeys(wanted))
    refs, schemas = models_json_schema(models, ref_template=COMPONENT, schema_generator=_Schemas)
    return refs, schemas["$defs"]


def parameter(described: Parameter) -> Json:
    """Return a value in the path, the query or a header."""
    return {
        "in": described.place,
        "name": described.name,
        "description": described.meaning,
        "required": described.required or described.place == "path",
        "schema": described.schema,
    }
