"""Workflows as files: `workflows/<name>/workflow.yaml`, with mistakes told by file, line and remedy."""

import difflib
import hashlib
from collections.abc import Mapping, Sequence
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
    """Every workflow of a folder, by name.

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
    text = path.read_text(encoding="utf-8")
    try:
        node = core_yaml.compose(text)
        content = core_yaml.load(text)
    except yaml.YAMLError as error:
        raise InvalidWorkflow(f"{path}: this is not YAML: {' '.join(str(error).split())}") from error
    try:
        found = Workflow.model_validate(content)
    except ValidationError as error:
        told = "\n".join(_tell(path, node, each) for each in error.errors())
        raise InvalidWorkflow(told) from error
    if found.name != path.parent.name:
        raise InvalidWorkflow(
            f"{path}:{_line(node, ('name',))}: the workflow is named {found.name!r} but its folder "
            f"{path.parent.name!r}; give both the same name"
        )
    return versioned(found)


def versioned(found: Workflow) -> Workflow:
    """The workflow with the hash of its definition as version."""
    definition = found.model_dump_json(by_alias=True, exclude={"version", "status"})
    return found.model_copy(update={"version": hashlib.sha256(definition.encode()).hexdigest()[:12]})


def _tell(path: Path, node: Any, error: Mapping[str, Any]) -> str:
    place = tuple(part for part in error["loc"] if not _is_tag(part))
    where = ".".join(str(part) for part in place) or "the file"
    message = error["msg"].removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        message = f"unknown key{_meant(str(place[-1]))}"
    elif error["type"] == "missing":
        message = "is missing; add it"
    return f"{path}:{_line(node, place)}: {where}: {message}"


_TAGS = {"email", "wait", "branch", "update", "event", "quiet", "all", "any", "not", "fact", "sent"}


def _is_tag(part: Any) -> bool:
    """Pydantic names the chosen kind of a union in the path; the file has no such key there."""
    return isinstance(part, str) and part in _TAGS


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


def _line(node: Any, place: Sequence[Any]) -> int:
    line = 1 if node is None else node.start_mark.line + 1
    for part in place:
        if isinstance(node, yaml.MappingNode):
            pair = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if pair is None:
                return line
            key, node = pair
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            return line
    return line
