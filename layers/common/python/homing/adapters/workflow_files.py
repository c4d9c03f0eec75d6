"""Workflows as files: `workflows/<name>/workflow.yaml`, with mistakes told by file, line and remedy."""

import difflib
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from homing.adapters import core_yaml
from homing.adapters.yaml_places import Place, one_of_each, place_of
from homing.domain import condition, single_steps, step_parts, steps, trigger, workflow, workflow_parts
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


def told_at(path: Path, place: Place, told: str) -> str:
    """A mistake that shows only beside other files, with the line of its place."""
    keys, line = place_of(core_yaml.compose(path.read_text(encoding="utf-8")), place)
    return f"{path}:{line}: {'.'.join(keys) or 'the file'}: {told}"


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
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or str(error)
        raise InvalidWorkflow(f"{path}{line}: this is not YAML: {' '.join(problem.split())}") from error
    try:
        found = Workflow.model_validate(content)
    except ValidationError as error:
        told = "\n".join(_tell(path, node, each) for each in one_of_each(error.errors()))
        raise InvalidWorkflow(told) from error
    if found.name != path.parent.name:
        raise InvalidWorkflow(
            f"{path}:{place_of(node, ('name',))[1]}: the workflow is named {found.name!r} but its folder "
            f"{path.parent.name!r}; give both the same name"
        )
    return versioned(found)


def versioned(found: Workflow) -> Workflow:
    """The workflow with the hash of its definition as version."""
    definition = found.model_dump_json(by_alias=True, exclude={"version", "status"})
    return found.model_copy(update={"version": hashlib.sha256(definition.encode()).hexdigest()[:12]})


def _tell(path: Path, node: Any, error: Mapping[str, Any]) -> str:
    unknown = error["type"] == "extra_forbidden"
    place, line = place_of(node, error["loc"], by_key=unknown or error["type"] == "missing")
    message = error["msg"].removeprefix("Value error, ")
    if unknown:
        message = f"unknown key{_meant(str(error['loc'][-1]))}"
    elif error["type"] == "missing":
        message = "is missing; add it"
    return f"{path}:{line}: {'.'.join(place) or 'the file'}: {message}"


def _meant(key: str) -> str:
    known = {
        field.alias or name
        for module in (workflow, workflow_parts, trigger, steps, single_steps, step_parts, condition)
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    }
    close = difflib.get_close_matches(key, sorted(known), n=1, cutoff=0.7)
    return f"; did you mean {close[0]!r}?" if close else "; remove it"
