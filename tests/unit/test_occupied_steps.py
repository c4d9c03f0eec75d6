"""Whom a deployment would leave without the step that they wait for."""

from collections.abc import Sequence

import pytest
from homing.domain.occupancy import Occupancy, Place
from homing.domain.steps import EmailStep
from homing.domain.workflow import EventTrigger, Workflow
from pydantic import ValidationError

from local.preflight.occupied import stranded, waiting_in


def workflow(*steps: str, **known: object) -> Workflow:
    return Workflow.model_validate(
        {
            "name": "welcome",
            "title": "Welcome",
            "status": "live",
            "stage": "before",
            "trigger": EventTrigger.model_validate({"event": "Subscribed"}),
            "steps": tuple(EmailStep(id=each, type="email") for each in steps),
            **known,
        }
    )


def at(step: str, count: int, version: str = "v1") -> Occupancy:
    return {Place("welcome", version, step): count}


def told(occupancy: Occupancy, *workflows: Workflow) -> Sequence[str]:
    return list(stranded(occupancy, workflows))


def test_a_step_that_stays_strands_nobody() -> None:
    assert told(at("hello", 5), workflow("hello", "last")) == []


def test_a_step_that_is_gone_is_named_with_how_many_wait_and_what_to_write() -> None:
    (sentence,) = told(at("story", 1200), workflow("hello"))

    assert sentence.startswith("1,200 people wait in welcome for the step story, which would be gone")
    assert "moved: {story: other_step}" in sentence


def test_one_person_is_a_person() -> None:
    (sentence,) = told(at("story", 1), workflow("hello"))

    assert sentence.startswith("1 person waits in welcome")


def test_those_of_all_versions_count_together() -> None:
    (sentence,) = told({**at("story", 2), **at("story", 3, "v0")}, workflow("hello"))

    assert sentence.startswith("5 people wait")


def test_whoever_has_a_step_to_go_to_is_not_stranded() -> None:
    assert told(at("story", 5), workflow("hello", "tale", moved={"story": "tale"})) == []


def test_a_workflow_that_is_gone_is_not_ours_to_tell() -> None:
    assert told(at("story", 5)) == []
    assert waiting_in(at("story", 5), "welcome") == 5
    assert waiting_in(at("story", 5), "other") == 0


@pytest.mark.parametrize(
    ("moved", "told"),
    [
        ({"hello": "last"}, "the step 'hello' is still there"),
        ({"story": "tale"}, "there is no step 'tale' to take the place of 'story'"),
    ],
)
def test_a_move_is_from_a_step_that_is_gone_to_one_that_is_there(moved: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        workflow("hello", "last", moved=moved)
