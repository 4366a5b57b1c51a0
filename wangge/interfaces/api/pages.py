"""The OpenAPI document, folded into what a reader wants to see: groups of operations with their fields."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One parameter or field of a body."""

    name: str
    kind: str
    is_required: bool
    about: str


@dataclass(frozen=True)
class Operation:
    """One address and method."""

    method: str
    path: str
    mark: str
    summary: str
    about: str
    parameters: list[Field]
    body: list[Field]
    answer: str


def groups_of(made: Json) -> dict[str, list[Operation]]:
    """The operations by their tag, in the order of the document."""
    groups: dict[str, list[Operation]] = {}
    for path, operations in made["paths"].items():
        for method, said in operations.items():
            groups.setdefault(said["tags"][0], []).append(_operation(made, method, path, said))
    return groups


def _operation(made: Json, method: str, path: str, said: Json) -> Operation:
    return Operation(
        method=method.upper(),
        path=path,
        mark=said["operationId"],
        summary=said["summary"],
        about=said.get("description", ""),
        parameters=[
            Field(each["name"], _kind(made, each["schema"]), each["required"], each.get("description", ""))
            for each in said.get("parameters", [])
        ],
        body=list(_body(made, said.get("requestBody", {}))),
        answer=_answer(said),
    )


def _body(made: Json, body: Json) -> Iterator[Field]:
    for content in body.get("content", {}).values():
        schema = _found(made, content["schema"])
        required = schema.get("required", [])
        for name, each in schema.get("properties", {}).items():
            yield Field(name, _kind(made, each), name in required, each.get("description", ""))


def _answer(said: Json) -> str:
    for status, response in said["responses"].items():
        for content in response.get("content", {}).values():
            if status.startswith("2"):
                return f"{status} {_named(content['schema'])}".strip()
    return ""


def _found(made: Json, schema: Json) -> Json:
    name = schema.get("$ref", "").rsplit("/", 1)[-1]
    found: Json = made["components"]["schemas"][name] if name else schema
    return found


def _named(schema: Json) -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[-1])
    return f"[{_named(schema['items'])}]" if "items" in schema else str(schema.get("title", ""))


def _kind(made: Json, schema: Json) -> str:
    if "anyOf" in schema:
        return " | ".join(_kind(made, each) for each in schema["anyOf"] if each.get("type") != "null")
    if "items" in schema:
        return f"[{_kind(made, schema['items'])}]"
    if "enum" in (found := _found(made, schema)):
        return " | ".join(map(str, found["enum"]))
    return str(schema.get("format") or found.get("title" if "$ref" in schema else "type", schema.get("const", "")))
