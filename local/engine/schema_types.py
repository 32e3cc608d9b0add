"""Stands in for AWS::EventSchemas::{Registry, Schema}."""

from local.engine.resource_types import Made, Properties, generated_name, register
from local.engine.schema_answers import registry_answer, schema_answer
from local.engine.schema_store import SchemaProblem, SchemaStore
from local.engine.seams import Handler


def install(store: SchemaStore) -> None:
    register("AWS::EventSchemas::Registry", _registry_type(store))
    register("AWS::EventSchemas::Schema", _schema_type(store))


def _registry_type(store: SchemaStore) -> Handler:
    def create(logical_id: str, properties: Properties, stack: str) -> Made:
        name = properties.get("RegistryName") or generated_name(stack, logical_id)
        if name not in store.registries():
            store.create_registry(name)
        answer = registry_answer(name)
        return answer["RegistryArn"], answer

    def delete(physical_id: str, _properties: Properties) -> None:
        _unless_absent(store.delete_registry, physical_id.rsplit("/", 1)[-1])

    return {"create": create, "delete": delete}


def _schema_type(store: SchemaStore) -> Handler:
    def put(logical_id: str, properties: Properties, stack: str) -> Made:
        name = properties.get("SchemaName") or generated_name(stack, logical_id)
        registry = properties["RegistryName"].rsplit("/", 1)[-1]
        answer = schema_answer(registry, name, store.put(registry, name, properties))
        return answer["SchemaArn"], answer

    def delete(physical_id: str, _properties: Properties) -> None:
        _, registry, name = physical_id.split("/")
        _unless_absent(store.delete, registry, name)

    return {"create": put, "delete": delete}


def _unless_absent(delete: object, *names: str) -> None:
    try:
        delete(*names)  # type: ignore[operator]
    except SchemaProblem as problem:
        if problem.status != 404:
            raise
