"""docs/workflows.md and the schemas say what the models say, and each example can be used as it stands."""

import json
from pathlib import Path
from typing import Any

import pytest
from homing.adapters import core_yaml
from homing.domain.condition import Condition
from homing.domain.steps import Step
from homing.domain.trigger import Trigger
from homing.domain.workflow import Workflow
from pydantic import TypeAdapter

from tools.reference import examples
from tools.reference.__main__ import documents
from tools.reference.page import conditions, members

DOCUMENTS = documents()
A_MAIL = [{"id": "mail", "type": "email"}]


@pytest.mark.parametrize("path", sorted(DOCUMENTS), ids=lambda path: path.name)
def test_a_document_is_what_the_models_say(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == DOCUMENTS[path], "run make reference"


def test_every_kind_is_documented_with_an_example() -> None:
    assert examples.STEPS.keys() == members(Step).keys()
    assert examples.TRIGGERS.keys() == members(Trigger).keys()
    assert examples.CONDITIONS.keys() == conditions().keys()


@pytest.mark.parametrize("kind", examples.STEPS)
def test_an_example_of_a_step_is_that_step(kind: str) -> None:
    for written in core_yaml.load(examples.STEPS[kind]):
        assert TypeAdapter[Any](Step).validate_python(written).type == kind


@pytest.mark.parametrize("kind", examples.TRIGGERS)
def test_an_example_of_a_trigger_starts_a_workflow(kind: str) -> None:
    frame = {"name": "example", "title": "Example", "status": "draft", "stage": "before", "steps": A_MAIL}
    written = core_yaml.load(examples.TRIGGERS[kind])

    assert Workflow.model_validate(frame | written).trigger.type == kind


@pytest.mark.parametrize("kind", examples.CONDITIONS)
def test_an_example_of_a_condition_is_that_condition(kind: str) -> None:
    written = core_yaml.load(examples.CONDITIONS[kind])

    assert isinstance(TypeAdapter[Any](Condition).validate_python(written), conditions()[kind])


def test_the_schema_takes_what_ships() -> None:
    schema = json.loads(DOCUMENTS[next(path for path in DOCUMENTS if path.stem == "workflow")])

    assert schema["additionalProperties"] is False
    assert "steps" in schema["required"]
