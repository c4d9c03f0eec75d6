"""ports.Tasks: the stepper, and the Step Functions adapter.

What moto cannot show is asked of the stepper alone. moto drops the cause of a failure, so a parked mail
reaches its Park state, where the execution breaks for want of an instant; and it takes the failure of a used
token and the answer of a stopped execution, both of which AWS refuses.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from homing.contracts import PARKED
from homing.domain.enrollment import Enrollment
from homing.domain.errors import ResumeRefused
from homing.domain.time import iso

from tests.functional.contracts.machines import (
    ANSWER,
    PARK,
    SEND,
    Machines,
    OnLaptop,
    OnMoto,
    enrollment,
    machines_on_moto,
    text,
)
from tests.functional.contracts.samples import after


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


def started(machines: Machines) -> tuple[Enrollment, str]:
    """An enrollment whose mail waits for its answer, and the token to answer with."""
    row = enrollment()
    machines.executions.start(row, text(row))
    return row, machines.message(row)["token"]


def test_an_answer_lets_the_machine_go_on(machines: Machines) -> None:
    row, token = started(machines)

    machines.tasks.succeed(token, ANSWER)

    assert machines.status(row, "SUCCEEDED") == "SUCCEEDED"


def test_an_answer_reaches_its_own_execution(machines: Machines) -> None:
    (one, _), (other, token) = started(machines), started(machines)

    machines.tasks.succeed(token, ANSWER)

    assert machines.status(other, "SUCCEEDED") == "SUCCEEDED"
    assert machines.status(one, "RUNNING") == "RUNNING"


def test_a_failure_that_no_state_catches_breaks_the_execution(machines: Machines) -> None:
    row, token = started(machines)

    machines.tasks.fail(token, "Odd", "why")

    assert machines.status(row, "FAILED") == "FAILED"


def test_a_parked_failure_leads_to_the_park_state(machines: Machines) -> None:
    row, token = started(machines)

    machines.tasks.fail(token, PARKED, iso(after(days=1)))

    machines.status(row, "RUNNING" if machines.name == "memory" else "FAILED")
    assert machines.place(row) == PARK


def test_a_token_that_nobody_gave_out_is_refused(machines: Machines) -> None:
    with pytest.raises(ResumeRefused):
        machines.tasks.succeed("unknown", ANSWER)
    with pytest.raises(ResumeRefused):
        machines.tasks.fail("unknown", PARKED, iso(after(days=1)))


def test_a_token_that_was_used_is_refused(machines: Machines) -> None:
    row, token = started(machines)
    machines.tasks.succeed(token, ANSWER)
    machines.status(row, "SUCCEEDED")

    with pytest.raises(ResumeRefused):
        machines.tasks.succeed(token, ANSWER)
    assert machines.status(row, "SUCCEEDED") == "SUCCEEDED"


def test_a_used_or_stopped_token_can_neither_be_failed() -> None:
    machines = OnLaptop()
    (_, used), (row, stopped) = started(machines), started(machines)
    machines.tasks.succeed(used, ANSWER)
    machines.executions.stop(row, "Order Completed")

    for token in (used, stopped):
        with pytest.raises(ResumeRefused):
            machines.tasks.fail(token, PARKED, iso(after(days=1)))
        with pytest.raises(ResumeRefused):
            machines.tasks.succeed(token, ANSWER)


def test_a_parked_mail_is_tried_again_at_its_instant() -> None:
    machines = OnLaptop()
    row, token = started(machines)

    machines.tasks.fail(token, PARKED, iso(after(days=1)))

    machines.agenda.run(after(days=1) - timedelta(seconds=1))
    assert machines.is_quiet(row)
    machines.agenda.run(after(days=1))
    assert machines.place(row) == SEND
    again = machines.message(row)["token"]
    assert again != token
    machines.tasks.succeed(again, ANSWER)
    assert machines.status(row, "SUCCEEDED") == "SUCCEEDED"
