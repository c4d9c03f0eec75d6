"""Generated workflows: moto's interpreter, our stepper and the domain visit the same steps."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from homing.contracts import ExecutionInput, Next
from homing.domain.enrollment import Enrollment
from homing.domain.errors import InvalidWorkflow
from homing.domain.facts import Facts, holds
from homing.domain.split import arm_of
from homing.domain.steps import (
    HAPPENED,
    OTHERWISE,
    BranchStep,
    SplitStep,
    Step,
    WaitForStep,
    WaitStep,
)
from homing.domain.time import Stamp, iso
from homing.domain.walk import find, following
from homing.domain.workflow import Workflow
from hypothesis import HealthCheck, Phase, given, reject, settings
from hypothesis import strategies as st

from infra.asl.compiler import compile_workflow, fill, to_text
from local.clock import Agenda, VirtualClock
from local.moto_engine.machines import Machines, machines
from local.stepper import Stepper
from tests.builders import at

START = at("2026-03-02 10:00")
Made = dict[str, Any]
"""A step as it is written."""

FACTS = ("contact.has_ordered", "contact.subscribed", "trigger.first")

Visit = tuple[timedelta, str]
"""How long after the start a step did its work."""

_numbers = count()

conditions = st.recursive(
    st.builds(lambda fact, value: {"fact": fact, "is": value}, st.sampled_from(FACTS), st.booleans()),
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=2)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=2)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=3,
)
waits = st.integers(1, 72).map(lambda hours: {"type": "wait", "after": f"{hours}h"})
working = st.sampled_from(
    [
        {"type": "email"},
        {"type": "sms"},
        {"type": "notify", "to": "sales"},
        {"type": "webhook", "url": "https://hooks.example.com/x"},
        {"type": "update", "set": {"seen": True}},
        {"type": "enroll", "workflow": "another"},
    ]
)


def ways(depth: int) -> st.SearchStrategy[list[Made]]:
    """Steps in a row, some with a wait before them; the last may leave the workflow."""
    forks = st.nothing() if depth == 0 else branches(depth - 1) | splits(depth - 1) | awaits(depth - 1)
    kinds = working | forks
    legs = st.tuples(st.none() | waits, kinds)
    return st.builds(_row, st.lists(legs, min_size=1, max_size=2), st.booleans())


def _row(legs: list[tuple[Made | None, Made]], leaves: bool) -> list[Made]:
    row = [step for leg in legs for step in leg if step is not None]
    return [*row, {"type": "exit"}] if leaves else row


def branches(depth: int) -> st.SearchStrategy[Made]:
    arms = st.lists(st.tuples(conditions, ways(depth)), min_size=1, max_size=2)
    return st.builds(
        lambda arms, otherwise: {
            "type": "branch",
            "arms": [{"name": f"arm_{n}", "when": when, "steps": way} for n, (when, way) in enumerate(arms)],
            "otherwise": otherwise,
        },
        arms,
        st.just([]) | ways(depth),
    )


def splits(depth: int) -> st.SearchStrategy[Made]:
    return st.builds(
        lambda share, one, other: {
            "type": "split",
            "arms": [
                {"name": "one", "share": share, "steps": one},
                {"name": "other", "share": 100 - share, "steps": other},
            ],
        },
        st.integers(1, 99),
        ways(depth),
        st.just([]) | ways(depth),
    )


def awaits(depth: int) -> st.SearchStrategy[Made]:
    return st.builds(
        lambda then, otherwise: {
            "type": "wait_for",
            "event": "Survey Answered",
            "timeout": "5d",
            "then": then,
            "otherwise": otherwise,
        },
        st.just([]) | ways(depth),
        st.just([]) | ways(depth),
    )


INNER = {"branch": ("otherwise",), "split": (), "wait_for": ("then", "otherwise")}
"""The ways of a step by their key, beside its arms."""


def named(steps: list[Made], names: Iterator[int]) -> list[Made]:
    """The same steps, each with an id of its own."""
    told = []
    for step in steps:
        own = {"id": f"{step['type']}_{next(names)}", **step}
        if "arms" in step:
            own["arms"] = [arm | {"steps": named(arm["steps"], names)} for arm in step["arms"]]
        for way in INNER.get(step["type"], ()):
            own[way] = named(step[way], names)
        told.append(own)
    return told


@st.composite
def workflows(draw: st.DrawFn) -> Workflow:
    """Workflows that can be compiled."""
    steps = named([{"type": "email"}, *draw(ways(2))], count())
    try:
        workflow = Workflow.model_validate(
            {
                "name": f"made_{next(_numbers)}",
                "title": "Made up",
                "status": "live",
                "stage": "before",
                "trigger": {"type": "event", "event": "Subscribed"},
                "steps": steps,
            }
        )
        compile_workflow(workflow)
    except InvalidWorkflow:  # a step behind one that leaves on every way
        reject()
    return workflow


class Domain:
    """What the domain says comes after a step, and when."""

    def __init__(self, workflow: Workflow, facts: Mapping[str, bool]) -> None:
        self.workflow = workflow
        self._facts = Facts(now=START, values=facts)

    def first(self) -> Step:
        return self.workflow.steps[0]

    def after(self, step: Step) -> Step | None:
        return following(self.workflow.steps, step.id, arm=self.arm(step))

    def arm(self, step: Step) -> str | None:
        match step:
            case BranchStep():
                return next((arm.name for arm in step.arms if holds(arm.when, self._facts)), OTHERWISE)
            case SplitStep():
                return arm_of(step, self.workflow.name, "c")
            case WaitForStep():
                return HAPPENED if self._facts.values["trigger.first"] else OTHERWISE
            case _:
                return None

    def wait(self, step: Step | None) -> timedelta:
        return step.after or timedelta(0) if isinstance(step, WaitStep) else timedelta(0)

    def walk(self) -> list[Visit]:
        visits, passed = [], timedelta(0)
        step: Step | None = self.first()
        while step is not None and step.type != "exit":
            passed += self.wait(step)
            if not isinstance(step, WaitStep):
                visits.append((passed, step.id))
            step = self.after(step)
        return visits

    def answer(self, step_id: str, now: datetime) -> dict[str, Any]:
        step = find(self.workflow.steps, step_id)
        assert step is not None
        told = {"wait_until": iso(now + self.wait(self.after(step)))}
        arm = self.arm(step)
        return told | ({"branch": arm} if arm else {})


class Engine:
    """An agenda, and what the machines on it asked for."""

    def __init__(self) -> None:
        self.agenda = Agenda(VirtualClock(START))
        self.visits: list[tuple[datetime, str]] = []
        self.domain: Domain

    def answer(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        now = self.agenda.clock.now()
        self.visits.append((now, asked["step"]))
        return self.domain.answer(asked["step"], now)

    def since(self, start: datetime) -> list[Visit]:
        self.agenda.run(start + timedelta(days=100))
        visits, self.visits = self.visits, []
        return [(instant - start, step) for instant, step in visits]


def execution(domain: Domain, now: datetime) -> Enrollment:
    first_wait = now + domain.wait(domain.first())
    return Enrollment(
        id=f"{domain.workflow.name}-1",
        workflow=domain.workflow.name,
        version="v",
        contact_id="c",
        key="c",
        started=Stamp.of(now, now),
        enrolled_at=now,
        first_wait_until=first_wait,
    )


def text(row: Enrollment) -> str:
    return ExecutionInput(enrollment=row.id, version="v", next=Next(wait_until=row.first_wait_until)).text()


def on_the_stepper(domain: Domain) -> list[Visit]:
    engine = Engine()
    engine.domain = domain
    machine = json.loads(
        fill(to_text(compile_workflow(domain.workflow)), {"SendQueueUrl": "q", "StepFunctionArn": "step"})
    )

    def send(_: str, body: str) -> None:
        asked = json.loads(body)
        output = json.dumps(engine.answer(asked))
        engine.agenda.after(0, lambda: stepper.succeed(asked["token"], output))

    stepper = Stepper(
        engine.agenda, {domain.workflow.name: machine}, send=send, invoke=engine.answer, broke=lambda _: None
    )
    row = execution(domain, START)
    stepper.start(row, text(row))
    return engine.since(START)


@pytest.fixture(scope="module")
def moto() -> Iterator[tuple[Engine, Machines]]:
    """One for all examples: opening it takes longer than an example."""
    engine = Engine()
    with machines(engine.agenda, engine.answer) as opened:
        yield engine, opened


def on_moto(domain: Domain, engine: Engine, opened: Machines) -> list[Visit]:
    engine.domain = domain
    start = engine.agenda.clock.now()
    opened.create(domain.workflow)
    row = execution(domain, start)
    opened.start(domain.workflow, row.execution_name, text(row))
    return engine.since(start)


@settings(
    max_examples=16,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],  # an example costs a second, and shrinking takes hundreds
)
@given(workflow=workflows(), facts=st.fixed_dictionaries({fact: st.booleans() for fact in FACTS}))
def test_a_workflow_visits_the_same_steps_in_the_same_order_at_the_same_instants(
    moto: tuple[Engine, Machines], workflow: Workflow, facts: dict[str, bool]
) -> None:
    domain = Domain(workflow, facts)

    walked = domain.walk()

    assert on_the_stepper(domain) == walked
    assert on_moto(domain, *moto) == walked


def test_an_answer_that_names_no_way_takes_the_default_one_on_both(moto: tuple[Engine, Machines]) -> None:
    """An old execution's wait for an event, of which the new workflow has made a mail."""
    domain = Silent(
        Workflow.model_validate(
            {
                "name": "silent",
                "title": "Made up",
                "status": "live",
                "stage": "before",
                "trigger": {"type": "event", "event": "Subscribed"},
                "steps": [
                    {
                        "id": "came",
                        "type": "wait_for",
                        "event": "Survey Answered",
                        "timeout": "3d",
                        "then": [{"id": "thanks", "type": "email"}],
                    },
                    {"id": "last", "type": "email"},
                ],
            }
        ),
        dict.fromkeys(FACTS, True),
    )

    assert (
        on_the_stepper(domain) == on_moto(domain, *moto) == [(timedelta(0), "came"), (timedelta(0), "last")]
    )


class Silent(Domain):
    """A workflow whose answers name no way."""

    def answer(self, step_id: str, now: datetime) -> dict[str, Any]:
        return {"wait_until": iso(now)}
