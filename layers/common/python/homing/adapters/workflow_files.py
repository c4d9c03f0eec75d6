"""Workflows as files: `workflows/<name>/workflow.yaml`, with mistakes told by file, line and remedy."""

import difflib
import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from homing.adapters import core_yaml
from homing.domain import condition, steps, workflow
from homing.domain.errors import InvalidWorkflow
from homing.domain.workflow import Workflow

FILE_NAME = "workflow.yaml"


def load(folder: Path) -> tuple[Workflow, ...]:
    """Every workflow of a folder, by name; a folder without a workflow.yaml is none and is skipped.

    Raises:
        InvalidWorkflow: names every mistake of every file.
    """
    workflows: list[Workflow] = []
    mistakes: list[str] = []
    for path in sorted(folder.glob(f"*/{FILE_NAME}")):
        try:
            workflows.append(load_file(path))
        except InvalidWorkflow as error:
            mistakes.append(str(error))
    if not workflows and not mistakes:
        mistakes.append(f"{folder}: no */{FILE_NAME} here; name the folder that holds the workflows")
    if mistakes:
        raise InvalidWorkflow("\n".join(mistakes))
    return tuple(workflows)


def load_file(path: Path) -> Workflow:
    """One workflow; its name must be its folder's."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidWorkflow(f"{path}: cannot be read: {error}") from error
    try:
        node = core_yaml.compose(text)
        content = core_yaml.load(text)
    except yaml.YAMLError as error:
        raise InvalidWorkflow(f"{path}: this is not YAML: {' '.join(str(error).split())}") from error
    try:
        found = Workflow.model_validate(content)
    except ValidationError as error:
        errors = error.errors()
        told = "\n".join(_tell(path, node, each) for each in errors if not _is_echo(each, errors))
        raise InvalidWorkflow(told) from error
    if found.name != path.parent.name:
        raise InvalidWorkflow(
            f"{path}:{_place(node, ('name',))[1]}: the workflow is named {found.name!r} but its folder "
            f"{path.parent.name!r}; give both the same name"
        )
    return versioned(found)


def versioned(found: Workflow) -> Workflow:
    """The workflow with the hash of its definition as version."""
    definition = found.model_dump_json(by_alias=True, exclude={"version", "status"})
    return found.model_copy(update={"version": hashlib.sha256(definition.encode()).hexdigest()[:12]})


def _tell(path: Path, node: Any, error: Mapping[str, Any]) -> str:
    unknown = error["type"] == "extra_forbidden"
    place, line = _place(node, error["loc"], by_key=unknown or error["type"] == "missing")
    message = error["msg"].removeprefix("Value error, ")
    if unknown:
        message = f"unknown key{_meant(str(error['loc'][-1]))}"
    elif error["type"] == "missing":
        message = "is missing; add it"
    return f"{path}:{line}: {'.'.join(place) or 'the file'}: {message}"


def _is_echo(error: Mapping[str, Any], errors: Sequence[Mapping[str, Any]]) -> bool:
    """Pydantic calls a list too short when its only item is wrong, of which the item's own error tells."""
    place = error["loc"]
    return error["type"] == "too_short" and any(
        len(each["loc"]) > len(place) and each["loc"][: len(place)] == place for each in errors
    )


def _meant(key: str) -> str:
    known = {
        field.alias or name
        for module in (workflow, steps, condition)
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    }
    close = difflib.get_close_matches(key, sorted(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else "; remove it"


def _place(node: Any, loc: Sequence[Any], *, by_key: bool = True) -> tuple[list[str], int]:
    """The keys that lead to a mistake, and its line; Pydantic's names of union members are no keys.

    `by_key` is whether the last part is a key for certain, being missing or unknown.
    """
    place: list[str] = []
    line = 1 if node is None else node.start_mark.line + 1
    for position, part in enumerate(loc):
        if isinstance(node, yaml.MappingNode):
            keys = {key.value: (key, value) for key, value in node.value}
            if part in _TAGS and _is_tag(loc, position, keys) and not (by_key and position + 1 == len(loc)):
                continue
            place.append(str(part))
            if part in keys:
                line, node = keys[part][0].start_mark.line + 1, keys[part][1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            place.append(str(part))
            line = node.start_mark.line + 1
    return place, line


def _is_tag(loc: Sequence[Any], position: int, keys: Collection[str]) -> bool:
    """A tag stands right before the key of the same name, or before a key of what it names, or last."""
    if position + 1 < len(loc):
        return loc[position] not in keys or loc[position + 1] in keys
    return position == 0 or loc[position - 1] != loc[position]


_TAGS = frozenset(
    {"email", "wait", "branch", "update", "exit", "event", "quiet", "all", "any", "not", "fact", "sent"}
)
