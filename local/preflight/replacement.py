"""Which resources CloudFormation would make anew, by AWS's own schemas, as cfn-lint carries them.

A change set knows it too, but to make one is to write into the account, and takes the layer's upload.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from local.preflight.resources import Resource, Template, resources

_REGION = "us-east-1"  # the schemas of a type are the same wherever it exists
_REFERENCE = re.compile(r'"(?:Ref|Fn::GetAtt)": \[?\s*"([A-Za-z0-9]+)"')


def replaced(deployed: Template | None, planned: Template) -> Mapping[str, str]:
    """Each resource that would be a new one, with the property that makes it so."""
    before, after = resources(deployed), resources(planned)
    both = [each for each in after if each in before and after[each]["Type"] == before[each]["Type"]]
    found: dict[str, str] = {}
    for logical_id in both:
        for fixed in _fixed_at_creation(str(after[logical_id]["Type"])):
            if _at(before[logical_id], fixed) != _at(after[logical_id], fixed):
                found.setdefault(logical_id, fixed[-1])
    while following := dict(_following(after, both, found)):
        found |= following
    return found


def _following(
    after: Mapping[str, Resource], both: list[str], found: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """What is named by something that gets another name."""
    for logical_id in both:
        if logical_id in found:
            continue
        for fixed in _fixed_at_creation(str(after[logical_id]["Type"])):
            if found.keys() & set(_REFERENCE.findall(json.dumps(_at(after[logical_id], fixed)))):
                yield logical_id, fixed[-1]


@cache
def _fixed_at_creation(kind: str) -> tuple[tuple[str, ...], ...]:
    """The properties, as paths, that cannot be changed in place; none of a kind without a schema."""
    # Seconds to load, and only a deployment asks.
    from cfnlint.schema import (  # type: ignore[import-untyped]  # noqa: PLC0415
        PROVIDER_SCHEMA_MANAGER,
        ResourceNotFoundError,
    )

    try:
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(_REGION, kind).schema
    except ResourceNotFoundError:
        return ()
    pointers = (*schema.get("createOnlyProperties", ()), *schema.get("conditionalCreateOnlyProperties", ()))
    return tuple(tuple(pointer.removeprefix("/properties/").split("/")) for pointer in pointers)


def _at(resource: Resource, path: tuple[str, ...]) -> Any:
    value: Any = resource.get("Properties", {})
    for part in path:
        if part == "*" or not isinstance(value, Mapping):
            return value
        value = value.get(part)
    return value
