"""Generate the pydantic models in `shared/contracts`, one module for each context."""

from collections import defaultdict
from pathlib import Path

from datamodel_code_generator import DataModelType, Formatter, InputFileType, LiteralType, generate

from tools.contracts.schema import ROOT, Json, Schema, Value, all_schemas, parts, resolve, without

MODELS = ROOT / "shared" / "contracts"
HEADER = '"""{what}: generated from {source} by `make codegen`; do not edit."""\n\n'
# Who reads a contract is held to less than who writes it; people read the rest in the catalogue.
LEFT_OUT = {"$schema", "title", "additionalProperties", "oneOf", "dependentRequired", "examples"}


def files() -> dict[Path, str]:
    """Return the text of every generated module, by its file."""
    schemas = all_schemas()
    modules = generate(
        _document(schemas),
        input_file_type=InputFileType.OpenAPI,
        output_model_type=DataModelType.PydanticV2BaseModel,
        base_class="contracts.contract.Part",
        custom_template_dir=Path(__file__).parent / "templates",
        extra_template_data=_identities(schemas),
        custom_file_header="#",
        formatters=[Formatter.RUFF_CHECK, Formatter.RUFF_FORMAT],
        disable_future_imports=True,  # annotations as text cost a cold start their evaluation
        disable_timestamp=True,
        enum_field_as_literal=LiteralType.All,
        field_constraints=True,
        strict_refs=True,
        type_mappings=["string+email=string"],  # a checked address would need one more package
        use_annotated=True,
        use_exact_imports=True,
        use_field_description=True,
        use_schema_description=True,
        use_single_line_docstring=True,
    )
    assert isinstance(modules, dict)
    del modules["__init__.py",]
    texts = {MODELS / name: _headed(name, str(text)) for (name,), text in modules.items()}
    return texts | {MODELS / "registry.py": _registry(schemas)}


def _headed(name: str, text: str) -> str:
    """Return a module's text under a heading of its own, not the one the generator gives all."""
    module = name.removesuffix(".py")
    if module == "parts":
        header = HEADER.format(what="What several contracts share", source="schemas/parts.json")
    else:
        header = HEADER.format(what=f"The contracts {module}.*", source=f"schemas/{module}")
    return f"{header}{text.removeprefix('#').strip()}\n"


def _registry(schemas: list[Schema]) -> str:
    contexts = sorted({schema.context for schema in schemas})
    return "\n".join(
        [
            HEADER.format(what="Every contract by its detail-type", source="schemas").rstrip(),
            "",
            f"from contracts import {', '.join(contexts)}",
            "from contracts.contract import Contract",
            "",
            "CONTRACTS: dict[str, type[Contract]] = {",
            *(f'    "{s.detail_type}": {s.context}.{s.title},' for s in schemas),
            "}",
            "",
        ]
    )


def _document(schemas: list[Schema]) -> Json:
    """Return one document whose dotted names make the generator write one module per context."""
    components = {f"parts.{name}": _model(p) for name, p in parts().items() if "properties" in p}
    for schema in schemas:
        model = _model(schema.document) | {"customBasePath": "contracts.contract.Contract"}
        components[f"{schema.context}.{schema.title}"] = model
    info = {"title": "contracts", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": {}, "components": {"schemas": components}}


def _identities(schemas: list[Schema]) -> defaultdict[str, Json]:
    identities: defaultdict[str, Json] = defaultdict(dict)
    for schema in schemas:
        identities[f"{schema.context}.{schema.title}"] = {
            "detail_type": schema.detail_type,
            "source": schema.source,
        }
    return identities


def _model(node: Json) -> Json:
    resolved = resolve(node, lambda name: {"$ref": f"#/components/schemas/parts.{name}"})
    model: Json = _with_instants(without(resolved, LEFT_OUT))
    return model


def _with_instants(node: Value) -> Value:
    if isinstance(node, list):
        return [_with_instants(item) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("format") == "date-time":
        described = {"description": node["description"]} if "description" in node else {}
        return {"type": "string", "customTypePath": "contracts.contract.Instant"} | described
    return {key: _with_instants(value) for key, value in node.items()}
