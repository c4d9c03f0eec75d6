"""A workflow's definition: what it refuses, and what it answers about itself."""

from datetime import timedelta
from typing import Any

import pytest
from homing.domain.events import EventName
from homing.domain.workflow import Key, Workflow
from pydantic import ValidationError

QUIET = {"type": "quiet", "events": ["Cart Updated"], "for": "1h"}


def written(**changes: Any) -> dict[str, Any]:
    usual = {
        "name": "welcome",
        "title": "Welcome",
        "status": "live",
        "stage": "before",
        "trigger": {"type": "event", "event": "Subscribed"},
        "steps": [{"id": "hello", "type": "email"}],
    }
    return {name: value for name, value in (usual | changes).items() if value is not None}


def branch(**arms: str) -> dict[str, Any]:
    told = [
        {
            "name": name,
            "when": {"fact": "trigger.first", "is": True},
            "steps": [{"id": step, "type": "email"}],
        }
        for name, step in arms.items()
    ]
    return {"id": "who", "type": "branch", "arms": told}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"steps": [{"id": "a", "type": "email"}] * 2}, "step id 'a' is used twice"),
        ({"steps": [{"id": "a", "type": "email"}, branch(vip="a")]}, "step id 'a' is used twice"),
        ({"steps": [branch(vip="a", new="a")]}, "step id 'a' is used twice"),
        ({"steps": [{"id": "who", "type": "email"}, branch(vip="a")]}, "step id 'who' is used twice"),
        ({"steps": [{"id": "w", "type": "wait", "day": 1}]}, "no step does anything"),
        ({"steps": []}, "at least 1 item"),
        ({"key": "cart"}, "only a quiet trigger watches carts"),
        ({"trigger": QUIET | {"for": "an hour"}, "key": "cart"}, "is no duration"),
        ({"trigger": {"type": "event", "event": "Subscribd"}}, "did you mean 'Subscribed'"),
        ({"trigger": {"type": "once"}}, "does not match any of the expected tags"),
        ({"name": "Welcome"}, "pattern"),
        ({"name": "a" * 31}, "pattern"),
        ({"name": "wel-come"}, "pattern"),
        ({"title": None}, "Field required"),
        ({"status": "on"}, "Input should be"),
        ({"stage": "later"}, "Input should be"),
        ({"re_entry": "always"}, "Input should be"),
        ({"goal": {"event": "Order Completed"}}, "Field required"),
        ({"exit": ["Order Completed"]}, "valid dictionary"),
        ({"colour": "red"}, "Extra inputs are not permitted"),
    ],
)
def test_what_cannot_run_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Workflow.model_validate(written(**changes))


def test_the_same_arm_name_in_two_branches_is_no_clash() -> None:
    second = branch(vip="c") | {"id": "again"}

    assert Workflow.model_validate(written(steps=[branch(vip="b"), second]))


def test_a_workflow_of_mails_to_a_contact_is_the_usual_case() -> None:
    found = Workflow.model_validate(written())

    assert found.key is Key.CONTACT
    assert not found.one_at_a_time
    assert found.exit_events == frozenset()
    assert found.goal_window == timedelta(0)


def test_exits_and_goal_are_what_the_file_says() -> None:
    exits = [{"event": "Order Completed"}, {"event": "Order Paid"}]
    found = Workflow.model_validate(
        written(exit=exits, goal={"event": "Order Completed", "within": "2w"}, trigger=QUIET, key="cart")
    )

    assert found.exit_events == {EventName.ORDER_COMPLETED, EventName.ORDER_PAID}
    assert found.goal_window == timedelta(days=14)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90m", timedelta(minutes=90)),
        ("24h", timedelta(hours=24)),
        (" 7 d ", timedelta(days=7)),
        ("2w", timedelta(weeks=2)),
    ],
)
def test_a_length_of_time_is_a_number_and_a_unit(text: str, length: timedelta) -> None:
    found = Workflow.model_validate(written(goal={"event": "Order Completed", "within": text}))

    assert found.goal_window == length


@pytest.mark.parametrize("text", ["", "7", "d", "7 days", "-7d", "1.5h", "1h30m", "P7D", "7D"])
def test_anything_else_is_no_length_of_time(text: str) -> None:
    with pytest.raises(ValidationError, match="is no duration; write a number and m, h, d or w"):
        Workflow.model_validate(written(goal={"event": "Order Completed", "within": text}))


@pytest.mark.parametrize("text", ["90m", "24h", "36h", "7d", "2w", "61m"])
def test_a_length_of_time_survives_the_layers_json(text: str) -> None:
    found = Workflow.model_validate(written(goal={"event": "Order Completed", "within": text}))

    assert Workflow.model_validate_json(found.model_dump_json(by_alias=True)) == found


def test_a_workflow_cannot_be_changed_after_it_was_read() -> None:
    found = Workflow.model_validate(written())

    with pytest.raises(ValidationError, match="frozen"):
        found.name = "other"  # type: ignore[misc]
