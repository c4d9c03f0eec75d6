"""How much faster our stepper plays a compiled machine than moto's interpreter, which it is held against."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from homing.adapters.workflow_files import load
from homing.contracts import ExecutionInput, Next
from homing.domain.enrollment import Enrollment
from homing.domain.time import Stamp, iso
from homing.domain.workflow import Workflow

from infra.asl.compiler import compile_workflow, fill, to_text
from local.clock import Agenda, VirtualClock
from local.moto_engine.machines import machines
from local.stepper import Stepper
from tools.bench.measure import Measure, Row, Size, times

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
EXECUTIONS = {Size.TINY: (5, 1), Size.FULL: (5_000, 50)}
"""On our stepper, and on moto's interpreter."""


def run(size: Size) -> Sequence[Row]:
    """One row."""
    workflow = next(each for each in load(Path("workflows")) if each.name == "welcome")
    many, few = EXECUTIONS[size]
    ours = _rate(_on_stepper, workflow, many)
    motos = _rate(_on_moto, workflow, few)
    return [
        Row(
            name="transitions of the welcome series",
            figure=times(ours / motos),
            over="moto's interpreter",
            how=f"{ours:,.0f} over {motos:,.0f} a second of processor time, {many:,} and {few} executions",
        )
    ]


def _rate(play: Callable[[Workflow, int], int], workflow: Workflow, executions: int) -> float:
    """Transitions a second of processor time, all threads together."""
    begun = time.process_time()
    return play(workflow, executions) / (time.process_time() - begun)


def _on_stepper(workflow: Workflow, executions: int) -> int:
    agenda = Agenda(VirtualClock(START))
    text = fill(to_text(compile_workflow(workflow)), {"SendQueueUrl": "queue", "StepFunctionArn": "step"})

    def send(_: str, body: str) -> None:
        stepper.succeed(json.loads(body)["token"], json.dumps(_answer(agenda)))

    stepper = Stepper(
        agenda,
        {workflow.name: json.loads(text)},
        send=send,
        invoke=lambda _: _answer(agenda),
        broke=lambda execution: None,  # noqa: ARG005
    )
    for number in range(executions):
        row = _enrollment(workflow, number)
        stepper.start(row, _input(row))
    agenda.run(START + timedelta(days=30))
    return sum(each.visits for each in stepper.executions.values())


def _on_moto(workflow: Workflow, executions: int) -> int:
    agenda = Agenda(VirtualClock(START))

    def answer(_: Mapping[str, Any]) -> dict[str, Any]:
        return _answer(agenda)

    with machines(agenda, answer) as opened:
        opened.create(workflow)
        for number in range(executions):
            row = _enrollment(workflow, number)
            opened.start(workflow, row.execution_name, _input(row))
        agenda.run(START + timedelta(days=30))
        return opened.transitions()


def _answer(agenda: Agenda) -> dict[str, Any]:
    return {"wait_until": iso(agenda.clock.now() + timedelta(days=2))}


def _enrollment(workflow: Workflow, number: int) -> Enrollment:
    return Enrollment(
        id=f"{workflow.name}-{number}",
        workflow=workflow.name,
        version=workflow.version,
        contact_id=f"{number}",
        key=f"{number}",
        started=Stamp.of(START, START),
        enrolled_at=START,
        first_wait_until=START,
    )


def _input(row: Enrollment) -> str:
    return ExecutionInput(enrollment=row.id, version=row.version, next=Next(wait_until=START)).text()


MEASURE = Measure(
    title="Our stepper over moto's interpreter",
    says="The compiled welcome series, every task answered at once, on a virtual clock. moto's part holds\n"
    "its SQS and Step Functions calls through boto3, and one parsing of the definition.",
    run=run,
)
