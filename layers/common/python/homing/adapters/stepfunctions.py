"""Step Functions: start and stop executions, answer their tasks."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from botocore.exceptions import BotoCoreError, ClientError

from homing.adapters import aws_errors
from homing.adapters.aws_errors import AwsError, code_of
from homing.contracts import EXITED
from homing.domain.enrollment import Enrollment
from homing.domain.errors import ResumeRefused
from homing.services.ports import ExecutionStatus

if TYPE_CHECKING:
    from mypy_boto3_stepfunctions import SFNClient
    from mypy_boto3_stepfunctions.type_defs import DescribeExecutionOutputTypeDef

_STATUS = {
    "RUNNING": ExecutionStatus.RUNNING,
    "PENDING_REDRIVE": ExecutionStatus.RUNNING,
    "SUCCEEDED": ExecutionStatus.SUCCEEDED,
}
_NOBODY_WAITS = frozenset({"TaskTimedOut", "TaskDoesNotExist", "InvalidToken"})


class StepFunctionsExecutions:
    """ports.Executions; `arn_of` gives the state machine of a workflow."""

    def __init__(self, client: "SFNClient", arn_of: Callable[[str], str]) -> None:
        self._client = client
        self._arn_of = arn_of

    def start(self, enrollment: Enrollment, text: str) -> None:
        """Start the attempt's execution; one that exists already is a success."""
        try:
            self._client.start_execution(
                stateMachineArn=self._arn_of(enrollment.workflow),
                name=enrollment.execution_name,
                input=text,
            )
        except (ClientError, BotoCoreError) as error:
            if _is(error, "ExecutionAlreadyExists"):  # closed, for 90 days: the name is taken all the same
                return
            aws_errors.translate(error)

    def stop(self, enrollment: Enrollment, cause: str) -> None:
        """Stop the attempt's execution; one that has ended, or never was, is a success."""
        try:
            self._client.stop_execution(
                executionArn=self._execution_arn(enrollment), error=EXITED, cause=cause
            )
        except (ClientError, BotoCoreError) as error:
            if _is(error, "ExecutionDoesNotExist"):
                return
            aws_errors.translate(error)

    def status(self, enrollment: Enrollment) -> ExecutionStatus:
        """What became of the attempt's execution."""
        found = self._describe(enrollment)
        if found is None:
            return ExecutionStatus.MISSING
        if found.get("error") == EXITED:
            return ExecutionStatus.EXITED
        return _STATUS.get(found["status"], ExecutionStatus.BROKEN)

    def cause(self, enrollment: Enrollment) -> str:
        """Why we stopped it, empty if we did not."""
        found = self._describe(enrollment)
        return found.get("cause", "") if found is not None and found.get("error") == EXITED else ""

    def _describe(self, enrollment: Enrollment) -> "DescribeExecutionOutputTypeDef | None":
        try:
            return self._client.describe_execution(executionArn=self._execution_arn(enrollment))
        except (ClientError, BotoCoreError) as error:
            if _is(error, "ExecutionDoesNotExist"):
                return None
            aws_errors.translate(error)

    def _execution_arn(self, enrollment: Enrollment) -> str:
        machine = self._arn_of(enrollment.workflow)
        return f"{machine.replace(':stateMachine:', ':execution:', 1)}:{enrollment.execution_name}"


class StepFunctionsTasks:
    """ports.Tasks."""

    def __init__(self, client: "SFNClient") -> None:
        self._client = client

    def succeed(self, token: str, output: str) -> None:
        """Answer a task."""
        try:
            self._client.send_task_success(taskToken=token, output=output)
        except (ClientError, BotoCoreError) as error:
            translate(error)

    def fail(self, token: str, error: str, cause: str) -> None:
        """Fail a task."""
        try:
            self._client.send_task_failure(taskToken=token, error=error, cause=cause)
        except (ClientError, BotoCoreError) as refused:
            translate(refused)


def translate(error: AwsError) -> NoReturn:
    """Raise what the answer to a task's answer means."""
    if isinstance(error, ClientError) and code_of(error) in _NOBODY_WAITS:
        raise ResumeRefused(code_of(error)) from None
    aws_errors.translate(error)


def _is(error: AwsError, code: str) -> bool:
    return isinstance(error, ClientError) and code_of(error) == code
