"""ports.Executions: the stepper, and the Step Functions adapter.

moto does not interrupt an execution that waits on a token: stopped, it goes on running until it is answered,
and is ABORTED then. So what AWS and the stepper say at once is asked of the stepper.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from homing.domain.errors import ResumeRefused
from homing.services.ports import ExecutionStatus

from tests.functional.contracts.machines import (
    ANSWER,
    SEND,
    Machines,
    OnLaptop,
    OnMoto,
    enrollment,
    machines_on_moto,
    text,
)


@pytest.fixture(scope="module")
def on_moto() -> Iterator[OnMoto]:
    with machines_on_moto() as made:
        yield made


@pytest.fixture(params=["memory", "moto"])
def machines(request: pytest.FixtureRequest) -> Machines:
    """Either engine."""
    if request.param == "memory":
        return OnLaptop()
    made: OnMoto = request.getfixturevalue("on_moto")
    return made


def test_an_execution_begins_with_the_input_that_was_stored(machines: Machines) -> None:
    row = enrollment()

    machines.executions.start(row, text(row))

    message = machines.message(row)
    assert message.pop("token")
    assert message == {
        "enrollment": row.id,
        "version": "v1",
        "step": "hello",
        "due": "2026-11-20T12:00:00.123Z",
        "pass": 0,
    }
    assert machines.place(row) == SEND
    assert machines.status(row, "RUNNING") == "RUNNING"


def test_starting_twice_is_one_execution(machines: Machines) -> None:
    row = enrollment()

    machines.executions.start(row, text(row))
    machines.executions.start(row, text(row))
    machines.executions.start(row, text(replace(row, id="small-other")))

    assert machines.message(row)
    assert machines.is_quiet(row)
    assert machines.is_quiet(replace(row, id="small-other"))


def test_starting_what_has_ended_runs_nothing_again(machines: Machines) -> None:
    row = enrollment()
    machines.executions.start(row, text(row))
    machines.tasks.succeed(machines.message(row)["token"], ANSWER)
    assert machines.status(row, "SUCCEEDED") == "SUCCEEDED"

    machines.executions.start(row, text(row))

    assert machines.status(row, "SUCCEEDED") == "SUCCEEDED"
    assert machines.is_quiet(row)


def test_the_next_attempt_is_an_execution_of_its_own(machines: Machines) -> None:
    row = enrollment()
    machines.executions.start(row, text(row))
    first = machines.message(row)

    machines.executions.start(replace(row, attempt=2), text(row))

    assert machines.message(row)["token"] != first["token"]
    assert machines.status(row, "RUNNING") == "RUNNING"


def test_what_became_of_an_execution_is_told(machines: Machines) -> None:
    row = enrollment()
    assert machines.executions.status(row) is ExecutionStatus.MISSING

    machines.executions.start(row, text(row))
    token = machines.message(row)["token"]
    assert machines.executions.status(row) is ExecutionStatus.RUNNING
    assert machines.executions.status(replace(row, attempt=2)) is ExecutionStatus.MISSING

    machines.tasks.succeed(token, ANSWER)
    assert machines.status(row, "SUCCEEDED") == "SUCCEEDED"
    assert machines.executions.status(row) is ExecutionStatus.SUCCEEDED


def test_an_execution_that_failed_is_broken_and_one_that_we_stopped_keeps_why(machines: Machines) -> None:
    failed, stopped = enrollment(), enrollment()
    for row in (failed, stopped):
        machines.executions.start(row, text(row))
    token = machines.message(stopped)["token"]

    machines.tasks.fail(machines.message(failed)["token"], "Bug", "")
    machines.executions.stop(stopped, "Order Completed")
    if machines.name == "moto":
        machines.tasks.succeed(token, ANSWER)

    assert machines.status(failed, "FAILED") == "FAILED"
    assert machines.executions.status(failed) is ExecutionStatus.BROKEN
    assert machines.status(stopped, "ABORTED") == "ABORTED"
    assert machines.executions.cause(failed) == ""
    if machines.name == "memory":  # moto forgets why; tests/functional/test_stepfunctions.py has AWS's answer
        assert machines.executions.status(stopped) is ExecutionStatus.EXITED
        assert machines.executions.cause(stopped) == "Order Completed"


def test_stopping_twice_is_no_error(machines: Machines) -> None:
    row = enrollment()
    machines.executions.start(row, text(row))
    token = machines.message(row)["token"]

    machines.executions.stop(row, "Order Completed")
    machines.executions.stop(row, "Unsubscribed")

    if machines.name == "moto":
        machines.tasks.succeed(token, ANSWER)
    assert machines.status(row, "ABORTED") == "ABORTED"


def test_stopping_what_never_was_or_has_ended_is_no_error(machines: Machines) -> None:
    row = enrollment()
    machines.executions.stop(row, "Order Completed")
    machines.executions.start(row, text(row))
    machines.tasks.succeed(machines.message(row)["token"], ANSWER)
    assert machines.status(row, "SUCCEEDED") == "SUCCEEDED"

    machines.executions.stop(row, "Order Completed")

    assert machines.status(row, "SUCCEEDED") == "SUCCEEDED"


def test_a_stop_ends_one_attempt_and_no_other() -> None:
    machines, row = OnLaptop(), enrollment()
    machines.executions.start(row, text(row))
    machines.executions.start(replace(row, attempt=2), text(row))
    first, second = machines.message(row)["token"], machines.message(row)["token"]

    machines.executions.stop(row, "Order Completed")

    with pytest.raises(ResumeRefused):
        machines.tasks.succeed(first, ANSWER)
    machines.tasks.succeed(second, ANSWER)
