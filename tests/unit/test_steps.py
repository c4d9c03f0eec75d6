"""The way through a workflow: what follows what, in and out of branches."""

from collections.abc import Sequence
from typing import Any

import pytest
from homing.domain.steps import Step, WaitStep
from homing.domain.walk import email_steps, find, flatten, following, preceding_wait
from pydantic import TypeAdapter, ValidationError

READER: TypeAdapter[tuple[Step, ...]] = TypeAdapter(tuple[Step, ...])
FIRST = {"fact": "trigger.first", "is": True}


def email(step_id: str) -> dict[str, Any]:
    return {"id": step_id, "type": "email"}


def wait(step_id: str, day: int = 2) -> dict[str, Any]:
    return {"id": step_id, "type": "wait", "day": day}


def branch(step_id: str, *otherwise: Any, **arms: list[Any]) -> dict[str, Any]:
    told = [{"name": name, "when": FIRST, "steps": steps} for name, steps in arms.items()]
    return {"id": step_id, "type": "branch", "arms": told, "otherwise": list(otherwise)}


def read(*steps: dict[str, Any]) -> Sequence[Step]:
    return READER.validate_python(steps)


STEPS = read(
    email("hello"),
    wait("day_2"),
    branch(
        "who",
        wait("day_3", 3),
        email("other"),
        vip=[
            email("vip"),
            branch("inner", deep=[email("deep"), wait("day_4", 4), email("deeper")]),
            email("after_inner"),
        ],
        new=[email("new")],
    ),
    wait("day_7", 7),
    email("last"),
    {"id": "end", "type": "exit"},
)


def name(step: Step | None) -> str | None:
    return None if step is None else step.id


@pytest.mark.parametrize(
    ("step", "arm", "next_step"),
    [
        ("hello", None, "day_2"),
        ("day_2", None, "who"),
        ("who", "vip", "vip"),
        ("who", "new", "new"),
        ("who", "otherwise", "day_3"),
        ("who", None, "day_3"),
        ("who", "gone", "day_3"),  # an arm that the workflow no longer has takes the default
        ("new", None, "day_7"),  # out of an arm to what follows the branch
        ("other", None, "day_7"),
        ("vip", None, "inner"),
        ("inner", "deep", "deep"),
        ("inner", "otherwise", "after_inner"),  # an empty arm leads on at once
        ("inner", "gone", "after_inner"),
        ("deep", None, "day_4"),
        ("deeper", None, "after_inner"),
        ("after_inner", None, "day_7"),
        ("last", None, "end"),
        ("end", None, None),
        ("unknown", None, None),
    ],
)
def test_each_step_leads_on_to_the_next_on_its_way(step: str, arm: str | None, next_step: str | None) -> None:
    assert name(following(STEPS, step, arm=arm)) == next_step


@pytest.mark.parametrize(
    ("steps", "last"),
    [
        (read(email("a"), branch("b", yes=[email("c")])), "c"),
        (read(email("a"), branch("b", yes=[email("c")])), "b"),
        (read(email("a"), branch("b", branch("d", yes=[email("e")]), yes=[email("c")])), "e"),
    ],
)
def test_the_way_ends_where_nothing_follows_the_branch(steps: Sequence[Step], last: str) -> None:
    assert following(steps, last) is None


@pytest.mark.parametrize(
    ("step", "before"),
    [
        ("hello", None),
        ("who", "day_2"),
        ("other", "day_3"),
        ("vip", None),
        ("deeper", "day_4"),
        ("after_inner", None),
        ("last", "day_7"),
        ("unknown", None),
    ],
)
def test_the_wait_right_before_a_step_says_when_it_is_due(step: str, before: str | None) -> None:
    assert name(preceding_wait(STEPS, step)) == before


def test_steps_are_listed_as_written_arms_included() -> None:
    order = "hello day_2 who vip inner deep day_4 deeper after_inner new day_3 other day_7 last end"

    assert [step.id for step in flatten(STEPS)] == order.split()
    assert [step.id for step in email_steps(STEPS)] == [
        step_id for step_id in order.split() if not step_id.startswith(("day_", "who", "inner", "end"))
    ]


def test_every_step_is_found_by_its_id_however_deep() -> None:
    assert all(find(STEPS, step.id) is step for step in flatten(STEPS))
    assert find(STEPS, "unknown") is None


def test_from_every_step_the_way_comes_to_its_end() -> None:
    for step in flatten(STEPS):
        met: list[str] = []
        ahead: Step | None = step
        while ahead is not None:
            assert ahead.id not in met
            met.append(ahead.id)
            ahead = following(STEPS, ahead.id)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"id": "w", "type": "wait"}, "write one of them"),
        ({"id": "w", "type": "wait", "day": 1, "after": "1h"}, "write one of them"),
        ({"id": "w", "type": "wait", "after": "1h", "at": "09:00"}, "'at' goes with 'day'"),
        ({"id": "w", "type": "wait", "day": 301}, "less than or equal to 300"),
        ({"id": "w", "type": "wait", "day": -1}, "greater than or equal to 0"),
        ({"id": "u", "type": "update", "set": {"email": "a@example.com"}}, "'email' comes from the shop"),
        ({"id": "u", "type": "update", "set": {"cap": 9}}, "'cap' is the contact's own wish"),
        ({"id": "u", "type": "update", "set": {"Vip": True}}, "pattern"),
        ({"id": "Hello", "type": "email"}, "pattern"),
        ({"id": "a" * 31, "type": "email"}, "pattern"),
        ({"id": "a-b", "type": "email"}, "pattern"),
        ({"id": "o", "type": "email", "offer": {"percent": 91, "valid_for": "1d"}}, "less than or equal to"),
        ({"id": "o", "type": "email", "offer": {"percent": 0, "valid_for": "1d"}}, "greater than or equal"),
        ({"id": "b", "type": "branch", "arms": []}, "at least 1 item"),
        ({"id": "s", "type": "fax"}, "does not match any of the expected tags"),
    ],
)
def test_a_step_that_cannot_be_taken_is_refused(step: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        read(step)


def test_a_wait_by_days_ends_at_nine_unless_it_says_so() -> None:
    (default, told) = read(wait("a"), wait("b") | {"at": "11:30"})

    assert isinstance(default, WaitStep)
    assert isinstance(told, WaitStep)
    assert (default.at.isoformat("minutes"), told.at.isoformat("minutes")) == ("09:00", "11:30")


def test_a_wait_that_only_some_pass_says_nothing_of_the_step_after_the_branch() -> None:
    steps = TypeAdapter(tuple[Step, ...]).validate_python(
        [
            {"id": "hello", "type": "email"},
            {
                "id": "who",
                "type": "branch",
                "arms": [
                    {
                        "name": "slow",
                        "when": {"fact": "trigger.first", "is": True},
                        "steps": [
                            {"id": "slow", "type": "email"},
                            {"id": "day_5", "type": "wait", "day": 5},
                        ],
                    }
                ],
                "otherwise": [{"id": "quick", "type": "email"}],
            },
            {"id": "last", "type": "email"},
        ]
    )

    assert preceding_wait(steps, "last") is None
