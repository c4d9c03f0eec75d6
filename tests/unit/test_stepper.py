"""The laptop's Step Functions: the states that infra/asl emits, on virtual time, and no others."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest
from homing.contracts import PARKED, ExecutionInput, Next
from homing.domain.enrollment import Enrollment
from homing.domain.errors import MalformedEvent, ResumeRefused, Throttled
from homing.domain.time import Stamp, iso
from homing.domain.workflow import Workflow

from infra.asl.compiler import compile_workflow, fill, to_text
from infra.asl.states import LOST_AFTER_SECONDS
from local import paths
from local.clock import Agenda, VirtualClock
from local.executions import Execution
from local.stepper import Stepper
from tests.asl_machines import branch, email, leave, update, wait, workflow
from tests.builders import at

START = at("2026-03-02 10:00")
DAY = timedelta(days=1)

Answer = Callable[[dict[str, Any]], dict[str, Any]]


def enrollment(number: int = 1) -> Enrollment:
    return Enrollment(
        id=f"small-{number}",
        workflow="small",
        version="v1",
        contact_id="c-1",
        key="c-1",
        started=Stamp.of(None, START),
        enrolled_at=START,
        first_wait_until=START,
        attempt=1,
    )


class Machine:
    """One machine, the messages that it sent, and what it asked functions/step."""

    def __init__(self, definition: Mapping[str, Any], answer: Answer | None = None) -> None:
        self.sent: list[dict[str, Any]] = []
        self.asked: list[tuple[timedelta, str]] = []
        self.broken: list[str] = []
        self.agenda = Agenda(VirtualClock(START))
        self._answer = answer or (lambda _: {"wait_until": iso(self.agenda.clock.now())})
        self.stepper = Stepper(
            self.agenda,
            {"small": definition},
            send=lambda _, body: self.sent.append(json.loads(body)),
            invoke=self._invoke,
            broke=lambda execution: self.broken.append(execution.name),
        )

    def start(self, row: Enrollment | None = None) -> Execution:
        """Start an execution and let it go as far as it goes at once."""
        row = row or enrollment()
        self.stepper.start(
            row, ExecutionInput(enrollment=row.id, version="v1", next=Next(wait_until=START)).text()
        )
        self.run()
        return self.stepper.executions[row.execution_name]

    def run(self, **time: float) -> None:
        self.agenda.run(max(START + timedelta(**time), self.agenda.clock.now()))

    def succeed(self, **next_wait: float) -> None:
        """Answer the newest message."""
        answer = Next(wait_until=self.agenda.clock.now() + timedelta(**next_wait))
        self.stepper.succeed(self.sent[-1]["token"], answer.text())
        self.run()

    def _invoke(self, payload: dict[str, Any]) -> dict[str, Any]:
        self.asked.append((self.agenda.clock.now() - START, payload["action"]))
        return self._answer(payload)


def compiled(small: Workflow) -> Mapping[str, Any]:
    values = {"SendQueueUrl": "small", "StepFunctionArn": "step", "Partition": "aws"}
    machine: Mapping[str, Any] = json.loads(fill(to_text(compile_workflow(small)), values))
    return machine


def machine(*steps: Mapping[str, Any], answer: Answer | None = None) -> Machine:
    return Machine(compiled(workflow(*steps)), answer)


def test_a_series_goes_from_mail_to_wait_to_mail() -> None:
    mine = machine(email("one"), wait("pause"), email("two"))
    execution = mine.start()
    assert (execution.at, mine.sent[-1]["step"]) == ("Send one", "one")

    mine.succeed(days=2)
    assert execution.at == "Until pause"

    mine.run(days=2)
    assert (execution.at, mine.sent[-1]["step"]) == ("Send two", "two")

    mine.succeed()
    assert (execution.status, execution.visits) == ("SUCCEEDED", 3)


def test_a_message_carries_what_its_contract_says() -> None:
    mine = machine(email("one"))
    mine.start()

    message = mine.sent[-1]
    assert message.pop("token")
    assert message == {
        "enrollment": "small-1",
        "version": "v1",
        "step": "one",
        "due": "2026-03-02T10:00:00.000Z",
        "pass": 0,
    }


def test_an_update_goes_on_with_the_answer() -> None:
    mine = machine(
        update("mark"), wait("pause"), email("one"), answer=lambda _: {"wait_until": iso(START + DAY)}
    )
    execution = mine.start()
    assert mine.asked == [(timedelta(0), "update")]
    assert execution.at == "Until pause"

    mine.run(days=1)
    assert execution.at == "Send one"


@pytest.mark.parametrize(
    ("judged", "reached"), [("yes", "Send happy"), ("no", "Send other"), ("gone", "Send other")]
)
def test_a_branch_that_the_machine_does_not_know_is_the_default(judged: str, reached: str) -> None:
    mine = machine(
        branch("ordered", email("other"), yes=[email("happy")]),
        answer=lambda _: {"wait_until": iso(START), "branch": judged},
    )

    assert mine.start().at == reached


def test_a_way_without_steps_ends_well() -> None:
    mine = machine(
        branch("ordered", leave("bye"), yes=[email("happy")]),
        answer=lambda _: {"wait_until": iso(START), "branch": "no"},
    )

    assert mine.start().status == "SUCCEEDED"


def test_a_busy_service_is_asked_again_ever_later() -> None:
    def busy(_: dict[str, Any]) -> dict[str, Any]:
        if len(mine.asked) <= 3:
            raise Throttled("slowly")
        return {"wait_until": iso(START)}

    mine = machine(update("mark"), email("one"), answer=busy)
    execution = mine.start()
    mine.run(minutes=1)

    assert [when.total_seconds() for when, _ in mine.asked] == [0, 2, 6, 14]
    assert (execution.at, execution.visits) == ("Send one", 5)


def test_what_stays_busy_breaks_the_execution_after_eight_more_tries() -> None:
    def busy(_: dict[str, Any]) -> dict[str, Any]:
        raise Throttled("slowly")

    mine = machine(update("mark"), email("one"), answer=busy)
    execution = mine.start()
    mine.run(hours=1)

    waited = [2, 4, 8, 16, 32, 64, 128, 256]
    assert [when.total_seconds() for when, _ in mine.asked] == [sum(waited[:n]) for n in range(9)]
    assert execution.status == "FAILED"
    assert mine.broken == [execution.name]


def test_a_bug_is_tried_again_as_lambda_reports_it() -> None:
    def bug(_: dict[str, Any]) -> dict[str, Any]:
        if len(mine.asked) == 1:
            raise ZeroDivisionError
        return {"wait_until": iso(START)}

    mine = machine(update("mark"), email("one"), answer=bug)
    execution = mine.start()
    mine.run(seconds=2)

    assert execution.at == "Send one"


def test_what_no_try_can_mend_breaks_the_execution_at_once() -> None:
    def never(_: dict[str, Any]) -> dict[str, Any]:
        raise MalformedEvent("no")

    mine = machine(update("mark"), email("one"), answer=never)
    execution = mine.start()
    mine.run(hours=1)

    assert len(mine.asked) == 1
    assert execution.status == "FAILED"


def test_a_parked_mail_waits_for_its_instant_and_is_sent_again() -> None:
    mine = machine(email("one"))
    execution = mine.start()
    first = mine.sent[-1]["token"]

    mine.stepper.fail(first, PARKED, iso(START + DAY))
    mine.run(hours=23)
    assert (execution.at, len(mine.sent)) == ("Park one", 1)

    mine.run(days=1)
    assert (execution.at, len(mine.sent)) == ("Send one", 2)
    assert mine.sent[-1]["token"] != first
    assert (execution.visits, execution.parks) == (3, 1)


def test_an_answer_without_a_way_takes_the_default_one() -> None:
    awaited = {"id": "came", "type": "wait_for", "event": "Survey Answered", "timeout": "3d"}
    mine = machine(email("one"), awaited | {"then": [email("thanks")]}, email("last"))
    execution = mine.start()
    mine.succeed()
    assert execution.at == "Await came"

    mine.succeed()

    assert execution.at == "Send last"


def test_a_rule_that_compares_what_is_not_there_fails_as_on_aws() -> None:
    assert not paths.holds({"next": {}}, [{"Variable": "$.next.branch", "IsPresent": True}])
    with pytest.raises(KeyError):
        paths.holds({"next": {}}, [{"Variable": "$.next.branch", "StringEquals": "yes"}])


def test_a_mail_may_be_parked_again_and_again() -> None:
    mine = machine(email("one"))
    execution = mine.start()
    for day in (1, 2, 3):
        mine.stepper.fail(mine.sent[-1]["token"], PARKED, iso(START + day * DAY))
        mine.run(days=day)

    mine.succeed()

    assert (execution.status, execution.parks) == ("SUCCEEDED", 3)


def test_a_token_that_nobody_answers_for_fifteen_days_is_settled() -> None:
    mine = machine(email("one"), wait("pause"), email("two"))
    execution = mine.start()
    lost = mine.sent[-1]["token"]

    mine.run(seconds=LOST_AFTER_SECONDS - 1)
    assert mine.asked == []

    mine.run(seconds=LOST_AFTER_SECONDS)
    assert mine.asked == [(timedelta(days=15), "settle")]
    assert (execution.at, execution.status) == ("Send two", "RUNNING")
    with pytest.raises(ResumeRefused):
        mine.stepper.succeed(lost, "{}")


def test_a_token_that_was_answered_does_not_expire() -> None:
    mine = machine(email("one"), wait("pause"), email("two"))
    execution = mine.start()

    mine.succeed(days=20)
    mine.run(days=19)

    assert mine.asked == []
    assert execution.at == "Until pause"


def test_a_failure_that_no_state_catches_breaks_the_execution() -> None:
    mine = machine(email("one"))
    execution = mine.start()

    mine.stepper.fail(mine.sent[-1]["token"], "Odd", "why")
    mine.run()

    assert execution.status == "FAILED"
    assert mine.broken == [execution.name]


def test_a_token_of_a_stopped_execution_is_refused() -> None:
    mine = machine(email("one"))
    execution = mine.start()

    mine.stepper.stop(enrollment(), "Order Completed")

    assert execution.status == "ABORTED"
    with pytest.raises(ResumeRefused):
        mine.stepper.succeed(mine.sent[-1]["token"], "{}")


def test_a_stopped_execution_leaves_its_wait_for_good() -> None:
    mine = machine(email("one"), wait("pause"), email("two"))
    execution = mine.start()
    mine.succeed(days=1)

    mine.stepper.stop(enrollment(), "Order Completed")
    mine.run(days=30)

    assert (execution.status, len(mine.sent)) == ("ABORTED", 1)
    assert mine.broken == [execution.name], "EventBridge tells of an end that was asked for too"


def test_an_exit_between_an_answer_and_its_effect_wins() -> None:
    mine = machine(email("one"), wait("pause"), email("two"))
    execution = mine.start()

    mine.stepper.succeed(mine.sent[-1]["token"], Next(wait_until=START).text())
    mine.stepper.stop(enrollment(), "Order Completed")
    mine.run(days=1)

    assert (execution.status, len(mine.sent)) == ("ABORTED", 1)


def test_executions_of_one_machine_know_nothing_of_each_other() -> None:
    mine = machine(email("one"))
    first, second = mine.start(enrollment(1)), mine.start(enrollment(2))

    mine.succeed()

    assert (first.status, second.status) == ("RUNNING", "SUCCEEDED")


@pytest.mark.parametrize(
    "state",
    [
        {"Type": "Pass", "End": True},
        {"Type": "Map", "End": True},
        {"Type": "Fail"},
        {"Type": "Task", "Resource": "arn:aws:states:::sns:publish", "End": True},
        {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": True},
    ],
)
def test_a_state_that_the_compiler_does_not_emit_is_refused(state: Mapping[str, Any]) -> None:
    mine = Machine({"StartAt": "Odd", "States": {"Odd": state}})

    with pytest.raises(ValueError, match="Odd: infra/asl emits no"):
        mine.start()
