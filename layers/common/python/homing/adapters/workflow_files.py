"""Workflows as files: `workflows/<name>/workflow.yaml`, with mistakes told by file, line and remedy."""

import hashlib
from pathlib import Path

from pydantic import ValidationError

from homing.adapters import core_yaml
from homing.adapters.yaml_mistakes import read, told
from homing.adapters.yaml_places import Place, place_of
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
    node, content = read(path)
    try:
        found = Workflow.model_validate(content)
    except ValidationError as error:
        raise InvalidWorkflow(told(path, node, error)) from error
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
