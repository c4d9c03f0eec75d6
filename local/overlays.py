"""What lies over the files of workflows: `workflows.<name>.yaml` beside their folder, for one stage.

    abandoned_cart: { holdout: 20% }
    welcome: { steps: { brand_story: { only_if: … } } }

replaces keys of a workflow, and of its steps by their ids, wherever they stand.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from homing.adapters import core_yaml
from homing.adapters.workflow_files import FILE_NAME, versioned
from homing.domain.errors import InvalidWorkflow
from homing.domain.workflow import Workflow
from pydantic import ValidationError


def beside(folder: Path, name: str | None) -> Path | None:
    """The file that lies over a folder of workflows, None if there is none."""
    path = folder.parent / f"{folder.name}.{name}.yaml"
    return path if name is not None and path.exists() else None


def laid_over(workflows: Sequence[Workflow], folder: Path, overlay: Path | None) -> tuple[Workflow, ...]:
    """The workflows of a folder with an overlay's changes.

    Raises:
        InvalidWorkflow: the overlay names a workflow or a step that is not there, or what cannot be used.
    """
    if overlay is None:
        return tuple(workflows)
    changes: Mapping[str, Any] = core_yaml.load(overlay.read_text(encoding="utf-8")) or {}
    unknown = sorted(changes.keys() - {each.name for each in workflows})
    if unknown:
        raise InvalidWorkflow(f"{overlay}: there is no workflow {unknown[0]!r} to lie over")
    changed = {name: _changed(folder / name / FILE_NAME, overlay, changes[name]) for name in changes}
    return tuple(changed.get(each.name, each) for each in workflows)


def _changed(path: Path, overlay: Path, change: Mapping[str, Any]) -> Workflow:
    content = core_yaml.load(path.read_text(encoding="utf-8"))
    wanted = dict(change.get("steps", {}))
    merged = {**content, **change, "steps": _steps(content["steps"], wanted)}
    if wanted:
        raise InvalidWorkflow(f"{overlay}: {path.parent.name} has no step {next(iter(wanted))!r}")
    try:
        return versioned(Workflow.model_validate(merged))
    except ValidationError as error:
        told = error.errors()[0]
        where = ".".join(map(str, (path.parent.name, *told["loc"])))
        raise InvalidWorkflow(f"{overlay}: {where}: {told['msg'].removeprefix('Value error, ')}") from error


def _steps(steps: Any, wanted: dict[str, Any]) -> Any:
    """Steps with what is wanted of them, which is taken out as it is found."""
    match steps:
        case list():
            return [_steps(each, wanted) for each in steps]
        case dict():
            inner = {name: _steps(value, wanted) for name, value in steps.items()}
            return inner | wanted.pop(steps["id"], {}) if "id" in steps else inner
        case _:
            return steps
