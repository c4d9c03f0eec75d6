"""Mistakes in a YAML file of ours, told by file, line and remedy."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from homing.adapters import core_yaml
from homing.adapters.yaml_places import one_of_each, place_of
from homing.domain import (
    condition,
    segment,
    single_steps,
    step_parts,
    steps,
    trigger,
    workflow,
    workflow_parts,
)
from homing.domain.errors import InvalidWorkflow

_WRITTEN_IN = (workflow, workflow_parts, trigger, steps, single_steps, step_parts, condition, segment)


def read(path: Path) -> tuple[Any, Any]:
    """A file as nodes, which know their lines, and as values.

    Raises:
        InvalidWorkflow: it cannot be read, or is no YAML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidWorkflow(f"{path}: cannot be read: {error}") from error
    try:
        return core_yaml.compose(text), core_yaml.load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark is not None else ""
        problem = getattr(error, "problem", None) or str(error)
        raise InvalidWorkflow(f"{path}{line}: this is not YAML: {' '.join(problem.split())}") from error


def told(path: Path, node: Any, error: ValidationError) -> str:
    """What is wrong with the file of a node, a line each."""
    return "\n".join(_tell(path, node, each) for each in one_of_each(error.errors()))


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
        for module in _WRITTEN_IN
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
    }
    close = difflib.get_close_matches(key, sorted(known), n=1, cutoff=0.7)
    return f"; did you mean {close[0]!r}?" if close else "; remove it"
