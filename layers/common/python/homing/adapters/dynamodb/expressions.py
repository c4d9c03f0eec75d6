"""Condition and update expressions, with a placeholder for every name: many of ours are reserved words."""

from collections.abc import Iterable, Mapping
from typing import Any

from boto3.dynamodb.conditions import ConditionBase, ConditionExpressionBuilder

from homing.adapters.dynamodb.items import wire

Changes = Mapping[str, Any]
"""Values by the name of an attribute; `a.b` is a place in a map."""


def condition_request(condition: ConditionBase | None) -> dict[str, Any]:
    """The part of a request that states a condition."""
    if condition is None:
        return {}
    built = ConditionExpressionBuilder().build_expression(condition)
    return {
        "ConditionExpression": built.condition_expression,
        "ExpressionAttributeNames": built.attribute_name_placeholders,
        **_with_values(wire(built.attribute_value_placeholders)),
    }


def update_request(
    condition: ConditionBase | None,
    *,
    assign: Changes,
    fill: Changes,
    add: Changes,
    delete: Changes,
    remove: Iterable[str],
) -> dict[str, Any]:
    """The part of a request that changes attributes under a condition."""
    names, values = _Placeholders("#u"), _Placeholders(":u")

    def path(name: str) -> str:
        return ".".join(names.put(part) for part in name.split("."))

    def filled(name: str, value: Any) -> str:
        place = path(name)
        return f"{place} = if_not_exists({place}, {values.put(value)})"

    assigned = [f"{path(name)} = {values.put(value)}" for name, value in assign.items()]
    clauses = {
        "SET": assigned + [filled(name, value) for name, value in fill.items()],
        "ADD": [f"{path(name)} {values.put(value)}" for name, value in add.items()],
        "DELETE": [f"{path(name)} {values.put(value)}" for name, value in delete.items()],
        "REMOVE": [path(name) for name in remove],
    }
    request = condition_request(condition)
    known_names = request.get("ExpressionAttributeNames", {})
    known_values = request.get("ExpressionAttributeValues", {})
    return {
        **request,
        "UpdateExpression": " ".join(f"{verb} {', '.join(each)}" for verb, each in clauses.items() if each),
        "ExpressionAttributeNames": {**known_names, **names},
        **_with_values({**known_values, **wire(values)}),
    }


class _Placeholders(dict[str, Any]):
    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._prefix = prefix

    def put(self, meant: Any) -> str:
        placeholder = f"{self._prefix}{len(self)}"
        self[placeholder] = meant
        return placeholder


def _with_values(values: dict[str, Any]) -> dict[str, Any]:
    # DynamoDB refuses an empty map of values.
    return {"ExpressionAttributeValues": values} if values else {}
