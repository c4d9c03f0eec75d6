"""The fields of a model as a table."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

_UNIONS = (("EmailStep", "step"), ("EventTrigger", "[trigger](#triggers)"))


def table(model: type[BaseModel], *, without: frozenset[str]) -> Iterator[str]:
    """A row a field: its name, what it takes, and what it is when it is not written."""
    schema = model.model_json_schema(by_alias=True)
    definitions = schema.get("$defs", {})
    properties: dict[str, Any] = schema.get("properties", {})
    required = schema.get("required", [])
    rows = [name for name in properties if name not in without]
    if not rows:
        return
    yield "| Key | Takes | Default |"
    yield "|---|---|---|"
    by_name = {info.alias or name: info for name, info in model.model_fields.items()}
    for name in rows:
        default = "required" if name in required else _default(by_name[name])
        yield f"| `{name}` | {_takes(properties[name], definitions)} | {default} |"


def _default(info: FieldInfo) -> str:
    value = info.get_default(call_default_factory=True)
    if value is None or value in ((), {}, ""):
        return ""
    dumped = info.annotation and getattr(value, "value", None)
    if dumped is not None:
        return f"`{dumped}`"
    if hasattr(value, "total_seconds"):
        hours = int(value.total_seconds()) // 3600
        return f"`{hours // 24}d`" if hours and hours % 24 == 0 else f"`{hours}h`" if hours else ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _takes(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _named(schema["$ref"].rpartition("/")[2], definitions)
    if "anyOf" in schema:
        kinds = [_takes(each, definitions) for each in schema["anyOf"] if each.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "oneOf" in schema:
        return _union(str(schema))
    if "enum" in schema:
        return ", ".join(f"`{each}`" for each in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    return _plain(schema, definitions)


def _union(members: str) -> str:
    return next((name for mark, name in _UNIONS if mark in members), "[condition](#conditions)")


def _plain(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    kind = schema.get("type")
    if kind == "array":
        return f"list of {_takes(schema.get('items', {}), definitions)}s"
    if kind == "object":
        return "names with values"
    if schema.get("format") == "duration":
        return "duration, such as `24h`"
    if schema.get("format") == "time":
        return "time of day"
    if schema.get("format"):
        return str(schema["format"])
    names = {"string": "text", "integer": "number", "number": "number", "boolean": "`true` or `false`"}
    return names.get(str(kind), "any value")


def _named(name: str, definitions: dict[str, Any]) -> str:
    found = definitions.get(name, {})
    if "enum" in found:
        return ", ".join(f"`{each}`" for each in found["enum"])
    if name.endswith("Step"):
        return "step"
    return f"[{name}](#{name.lower()})" if name in definitions else name
