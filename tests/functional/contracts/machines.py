"""One small workflow's machine twice: on the laptop's stepper, and on moto's Step Functions."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, Protocol

import boto3
import pytest
from homing.adapters.stepfunctions import StepFunctionsExecutions, StepFunctionsTasks
from homing.contracts import ExecutionInput, Next
from homing.domain.enrollment import Enrollment
from homing.services import ports
from moto import mock_aws

from infra.asl.compiler import compile_workflow, fill, to_text
from local.clock import Agenda, VirtualClock
from local.executions import Execution
from local.stepper import Stepper
from tests.asl_machines import email, workflow
from tests.functional.contracts import samples
from tests.functional.contracts.samples import NOW, after

SEND, PARK = "Send hello", "Park hello"
ANSWER = Next(wait_until=after(days=1)).text()
EXECUTE: Any = {"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}}
MACHINE = "arn:aws:states:eu-west-1:123456789012:stateMachine:homing-test-small"

_numbers = count()


class Machines(Protocol):
    """One deployment's executions and their tokens, with what a test has to see of them."""

    name: str
    executions: ports.Executions
    tasks: ports.Tasks

    def message(self, row: Enrollment) -> dict[str, Any]:
        """The next message that an enrollment's execution sends and waits on."""

    def is_quiet(self, row: Enrollment) -> bool:
        """Whether it has sent no message beyond those that were read."""

    def status(self, row: Enrollment, wanted: str) -> str:
        """What Step Functions says of the attempt, given a moment to become what is wanted."""

    def place(self, row: Enrollment) -> str:
        """The state that it entered last."""


class OnLaptop:
    """The stepper on virtual time."""

    name = "memory"

    def __init__(self) -> None:
        self.agenda = Agenda(VirtualClock(NOW))
        self.sent: list[dict[str, Any]] = []
        self.broken: list[str] = []
        self.stepper = Stepper(
            self.agenda,
            {"small": json.loads(_definition("small"))},
            send=lambda _, body: self.sent.append(json.loads(body)),
            invoke=_nobody,
            broke=lambda execution: self.broken.append(execution.name),
        )
        self.executions: ports.Executions = self.stepper
        self.tasks: ports.Tasks = self.stepper

    def message(self, row: Enrollment) -> dict[str, Any]:
        self._settle()
        found = next(each for each in self.sent if each["enrollment"] == row.id)
        self.sent.remove(found)
        return found

    def is_quiet(self, row: Enrollment) -> bool:
        self._settle()
        return not any(each["enrollment"] == row.id for each in self.sent)

    def status(self, row: Enrollment, wanted: str) -> str:
        return self._execution(row).status

    def place(self, row: Enrollment) -> str:
        return self._execution(row).at

    def _execution(self, row: Enrollment) -> Execution:
        self._settle()
        return self.stepper.executions[row.execution_name]

    def _settle(self) -> None:
        self.agenda.run(self.agenda.clock.now())


class OnMoto:
    """moto's interpreter, which runs each execution in a thread; one for a module, for it parses slowly."""

    name = "moto"

    def __init__(self) -> None:
        self._sfn = boto3.client("stepfunctions", region_name="eu-west-1")
        self._sqs = boto3.client("sqs", region_name="eu-west-1")
        self._queue = self._sqs.create_queue(QueueName="small-send")["QueueUrl"]
        self._sfn.create_state_machine(
            name="homing-test-small",
            definition=_definition(self._queue),
            roleArn="arn:aws:iam::123456789012:role/machine",
        )
        self._unread: list[dict[str, Any]] = []
        self._tokens: list[str] = []
        self.executions: ports.Executions = StepFunctionsExecutions(self._sfn, lambda _: MACHINE)
        self.tasks: ports.Tasks = StepFunctionsTasks(self._sfn)

    def message(self, row: Enrollment) -> dict[str, Any]:
        assert _soon(lambda: not self.is_quiet(row)), f"{row.id} sent nothing"
        found = next(each for each in self._unread if each["enrollment"] == row.id)
        self._unread.remove(found)
        return found

    def is_quiet(self, row: Enrollment) -> bool:
        self._receive()
        return not any(each["enrollment"] == row.id for each in self._unread)

    def status(self, row: Enrollment, wanted: str) -> str:
        _soon(lambda: self._status(row) == wanted)
        return self._status(row)

    def place(self, row: Enrollment) -> str:
        events = self._sfn.get_execution_history(executionArn=_arn(row))["events"]
        entered = [each["stateEnteredEventDetails"]["name"] for each in events if "Entered" in each["type"]]
        return entered[-1]

    def close(self) -> None:
        """Answer what still waits, so that no thread is left behind."""
        self._receive()
        for token in self._tokens:
            try:
                self._sfn.send_task_success(taskToken=token, output=ANSWER)
            except self._sfn.exceptions.ClientError:
                continue

    def _status(self, row: Enrollment) -> str:
        return self._sfn.describe_execution(executionArn=_arn(row))["status"]

    def _receive(self) -> None:
        answer = self._sqs.receive_message(QueueUrl=self._queue, MaxNumberOfMessages=10)
        for message in answer.get("Messages", ()):
            self._sqs.delete_message(QueueUrl=self._queue, ReceiptHandle=message["ReceiptHandle"])
            body = json.loads(message["Body"])
            self._unread.append(body)
            self._tokens.append(body["token"])


@contextmanager
def machines_on_moto() -> Iterator[OnMoto]:
    """Step Functions and the send queue, with credentials that open nothing for moto's own clients."""
    with pytest.MonkeyPatch.context() as environment, mock_aws(config=EXECUTE):
        environment.setenv("AWS_ACCESS_KEY_ID", "testing")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        environment.setenv("AWS_DEFAULT_REGION", "eu-west-1")
        made = OnMoto()
        yield made
        made.close()


def enrollment() -> Enrollment:
    """One of its own for each test: a name stays taken."""
    return samples.enrollment(f"small-{next(_numbers)}", workflow="small", attempt=1)


def text(row: Enrollment) -> str:
    """The input that is stored with an enrollment."""
    return ExecutionInput(enrollment=row.id, version="v1", next=Next(wait_until=NOW)).text()


def _definition(queue: str) -> str:
    compiled = to_text(compile_workflow(workflow(email("hello"))))
    return fill(compiled, {"SendQueueUrl": queue, "StepFunctionArn": "step", "Partition": "aws"})


def _arn(row: Enrollment) -> str:
    return f"{MACHINE.replace(':stateMachine:', ':execution:')}:{row.execution_name}"


def _soon(holds: Callable[[], bool]) -> bool:
    """Whether something comes true within three seconds."""
    deadline = time.monotonic() + 3
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def _nobody(payload: dict[str, Any]) -> dict[str, Any]:
    raise AssertionError(f"nobody asked for {payload}")
