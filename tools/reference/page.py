"""docs/workflows.md, from the models' own docstrings and fields."""

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from homing.domain import condition, step_parts, steps, touch, trigger, workflow_parts
from homing.domain.event_names import EventName
from homing.domain.event_properties import PROPERTIES
from homing.domain.fact_names import FACTS
from homing.domain.segment import Segment
from homing.domain.workflow import Workflow
from pydantic import BaseModel

from tools.reference import examples
from tools.reference.fields import table

HEAD = """\
# Workflows

<!-- Made by `make reference` from the models; edit those. -->

A workflow is a file, `workflows/<name>/workflow.yaml`, beside its mails (`emails/<step>.mjml`), text messages
(`sms/<step>.txt`) and notes to colleagues (`notes/<step>.txt`). `homing validate` says what is wrong with it,
with file and line; `homing graph NAME` draws it; `homing rehearse` plays it. For an editor that completes and
checks as you write, begin the file with

```yaml
# yaml-language-server: $schema=../../docs/schemas/workflow.json
```

A duration is a number with `m`, `h`, `d` or `w`. Times of day are on the recipient's own clock. All days and
hours of a workflow count from its start, never from the mail before; day 0 is the day on which it started.
"""


def page() -> str:
    """The whole page."""
    return "\n".join(_lines()).rstrip() + "\n"


def members(union: Any) -> dict[str, type[BaseModel]]:
    """The kinds of a union by the word that names them."""
    models = get_args(get_args(union)[0])
    return {get_args(model.model_fields["type"].annotation)[0]: model for model in models}


def conditions() -> dict[str, type[BaseModel]]:
    """The kinds of conditions by the key that tells them apart."""
    found = get_args(get_args(condition.Condition)[0])
    return {get_args(each)[1].tag: get_args(each)[0] for each in found}


def _lines() -> Iterator[str]:
    yield HEAD
    yield "## The file\n"
    yield from _model(Workflow, frozenset({"version"}))
    yield "\n## Triggers\n"
    yield from _kinds(members(trigger.Trigger), examples.TRIGGERS)
    yield "\n## Steps\n"
    yield "Every step has an `id`, a name that never changes: it stands in reports and running enrollments.\n"
    yield from _kinds(members(steps.Step), examples.STEPS)
    yield "\n## Conditions\n"
    yield "They nest. A fact that is not known holds no comparison but `exists: false`.\n"
    yield from _kinds(conditions(), examples.CONDITIONS)
    yield from _facts()
    yield "\n## Segments\n"
    yield "`segments/<name>.yaml`: who is in it changes with each event, and with time alone.\n"
    yield from _model(Segment, frozenset())
    yield from _parts()
    yield from _events()


def _kinds(kinds: Mapping[str, type[BaseModel]], shown: Mapping[str, str]) -> Iterator[str]:
    for name, model in kinds.items():
        yield f"### `{name}`\n"
        yield from _model(model, frozenset({"type", "id"}))
        yield f"\n```yaml\n{shown[name].rstrip()}\n```\n"


def _model(model: type[BaseModel], without: frozenset[str]) -> Iterator[str]:
    yield _prose(model) + "\n"
    yield from table(model, without=without)


def _prose(model: type[BaseModel]) -> str:
    paragraphs = re.split(r"\n\s*\n", inspect.getdoc(model) or "")
    return "\n\n".join(" ".join(each.split()) for each in paragraphs)


def _parts() -> Iterator[str]:
    yield "\n## Parts\n"
    shown = (
        workflow_parts.Exit,
        workflow_parts.Goal,
        touch.OwnAttribution,
        workflow_parts.After,
        steps.Arm,
        steps.Share,
        step_parts.Offer,
        step_parts.DatePlus,
        step_parts.Moved,
        trigger.ScoreRule,
    )
    for model in shown:
        yield f"### {model.__name__}\n"
        yield from _model(model, frozenset())
        yield ""


def _facts() -> Iterator[str]:
    yield "\n### Facts\n"
    yield "| Fact | Is a | Means |"
    yield "|---|---|---|"
    for name, (kind, meaning) in FACTS.items():
        yield f"| `{name}` | {kind.replace('_', ' ')} | {meaning} |"
    yield ""
    yield "Beside these: `contact.<trait>` for what an `update` sets and for the `traits` of shop.yaml,"
    yield "`trigger.<property>` for what the event that started it carried, and `score.<workflow>`."


def _events() -> Iterator[str]:
    yield "\n## Events\n"
    yield "An event may have any name; these we know, and a name that nearly is one of them is a mistake.\n"
    yield "| Event | Carries |"
    yield "|---|---|"
    for event in EventName:
        carried = ", ".join(f"`{each}`" for each in sorted(PROPERTIES.get(event.value, ())))
        yield f"| {event.value} | {carried} |"
