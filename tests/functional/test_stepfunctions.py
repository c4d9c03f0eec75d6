"""Executions and task tokens, on moto where it answers as AWS does, on a stub where it does not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber
from homing.adapters.stepfunctions import StepFunctionsExecutions, StepFunctionsTasks
from homing.domain.enrollment import Enrollment
from homing.domain.errors import ResumeRefused, ServiceUnavailable, Throttled
from homing.domain.time import Stamp
from moto import mock_aws

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ENROLLMENT = Enrollment(
    id="welcome-abcdefghijklmnopqrstuvwxyz",
    workflow="welcome",
    version="v1",
    contact_id="c-1",
    key="c-1",
    started=Stamp.of(None, AT),
    enrolled_at=AT,
    first_wait_until=AT,
    attempt=1,
)
ROLE = "arn:aws:iam::123456789012:role/machine"
WAITING = '{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9999, "End": true}}}'


def arn_of(workflow: str) -> str:
    return f"arn:aws:states:eu-west-1:123456789012:stateMachine:homing-test-{workflow}"


@pytest.fixture
def client() -> Iterator[Any]:
    with mock_aws():
        client = boto3.client(
            "stepfunctions",
            region_name="eu-west-1",
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )
        client.create_state_machine(name="homing-test-welcome", definition=WAITING, roleArn=ROLE)
        yield client


@pytest.fixture
def executions(client: Any) -> StepFunctionsExecutions:
    return StepFunctionsExecutions(client, arn_of)


def described(client: Any, enrollment: Enrollment = ENROLLMENT) -> dict[str, Any]:
    arn = f"arn:aws:states:eu-west-1:123456789012:execution:homing-test-welcome:{enrollment.execution_name}"
    answer: dict[str, Any] = client.describe_execution(executionArn=arn)
    return answer


def test_a_start_names_the_execution_and_passes_the_input(
    client: Any, executions: StepFunctionsExecutions
) -> None:
    executions.start(ENROLLMENT, '{"enrollment":"x"}')

    assert described(client)["name"] == "welcome-abcdefghijklmnopqrstuvwxyz-1"
    assert described(client)["input"] == '{"enrollment":"x"}'
    assert described(client)["status"] == "RUNNING"


def test_a_second_start_is_a_success_and_starts_nothing(
    client: Any, executions: StepFunctionsExecutions
) -> None:
    executions.start(ENROLLMENT, "{}")
    executions.start(ENROLLMENT, "{}")
    executions.start(ENROLLMENT, '{"other":true}')

    running = client.list_executions(stateMachineArn=arn_of("welcome"))["executions"]
    assert len(running) == 1


def test_the_next_attempt_is_another_execution(client: Any, executions: StepFunctionsExecutions) -> None:
    executions.start(ENROLLMENT, "{}")
    executions.start(replace(ENROLLMENT, attempt=2), "{}")

    assert len(client.list_executions(stateMachineArn=arn_of("welcome"))["executions"]) == 2


def test_a_stop_may_come_twice(client: Any, executions: StepFunctionsExecutions) -> None:
    executions.start(ENROLLMENT, "{}")
    executions.stop(ENROLLMENT, "Order Completed")
    executions.stop(ENROLLMENT, "Order Completed")

    assert described(client)["status"] == "ABORTED"


def test_what_never_ran_is_stopped_already(executions: StepFunctionsExecutions) -> None:
    executions.stop(replace(ENROLLMENT, attempt=9), "unsubscribed")


def test_a_machine_that_is_not_there_is_a_mistake_and_no_retry(executions: StepFunctionsExecutions) -> None:
    with pytest.raises(ClientError, match="StateMachineDoesNotExist"):
        executions.start(replace(ENROLLMENT, workflow="nowhere"), "{}")


@pytest.fixture
def stub() -> Iterator[Any]:
    client = boto3.client(
        "stepfunctions", region_name="eu-west-1", aws_access_key_id="testing", aws_secret_access_key="testing"
    )
    with Stubber(client) as stub:
        yield stub


@pytest.mark.parametrize("code", ["ExecutionLimitExceeded", "ThrottlingException"])
def test_a_full_region_is_a_throttle(stub: Any, code: str) -> None:
    stub.add_client_error("start_execution", code, http_status_code=400)

    with pytest.raises(Throttled):
        StepFunctionsExecutions(stub.client, arn_of).start(ENROLLMENT, "{}")


@pytest.mark.parametrize("code", ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"])
def test_an_answer_that_nobody_waits_for_is_refused(stub: Any, code: str) -> None:
    stub.add_client_error("send_task_success", code, http_status_code=400)
    stub.add_client_error("send_task_failure", code, http_status_code=400)
    tasks = StepFunctionsTasks(stub.client)

    with pytest.raises(ResumeRefused):
        tasks.succeed("token", "{}")
    with pytest.raises(ResumeRefused):
        tasks.fail("token", "Parked", "2026-11-20T09:00:00.000Z")


def test_a_stop_tells_that_we_asked_and_why(stub: Any) -> None:
    arn = "arn:aws:states:eu-west-1:123456789012:execution:homing-test-welcome:" + ENROLLMENT.execution_name
    expected = {"executionArn": arn, "error": "Exited", "cause": "Order Completed"}
    stub.add_response("stop_execution", {"stopDate": AT}, expected)

    StepFunctionsExecutions(stub.client, arn_of).stop(ENROLLMENT, "Order Completed")

    stub.assert_no_pending_responses()


def test_an_answer_reaches_its_task(stub: Any) -> None:
    stub.add_response("send_task_success", {}, {"taskToken": "token", "output": '{"wait_until":"…"}'})
    stub.add_response("send_task_failure", {}, {"taskToken": "token", "error": "Parked", "cause": "then"})
    tasks = StepFunctionsTasks(stub.client)

    tasks.succeed("token", '{"wait_until":"…"}')
    tasks.fail("token", "Parked", "then")

    stub.assert_no_pending_responses()


def test_throttled_and_broken_answers_may_be_given_again(stub: Any) -> None:
    stub.add_client_error("send_task_success", "ThrottlingException", http_status_code=400)
    stub.add_client_error("send_task_success", "InternalServerError", http_status_code=500)
    tasks = StepFunctionsTasks(stub.client)

    with pytest.raises(Throttled):
        tasks.succeed("token", "{}")
    with pytest.raises(ServiceUnavailable):
        tasks.succeed("token", "{}")


@pytest.mark.parametrize(
    ("ended", "status", "cause"),
    [
        ({"status": "ABORTED", "error": "Exited", "cause": "Order Completed"}, "exited", "Order Completed"),
        ({"status": "ABORTED"}, "broken", ""),
        ({"status": "ABORTED", "error": "by hand", "cause": "a mistake"}, "broken", ""),
        ({"status": "TIMED_OUT"}, "broken", ""),
        ({"status": "PENDING_REDRIVE"}, "running", ""),
    ],
)
def test_an_execution_that_we_stopped_says_why_and_any_other_does_not(
    client: Any, executions: StepFunctionsExecutions, ended: dict[str, str], status: str, cause: str
) -> None:
    answer = {"executionArn": "e", "stateMachineArn": "m", "startDate": AT} | ended
    with Stubber(client) as stub:
        stub.add_response("describe_execution", answer)
        stub.add_response("describe_execution", answer)

        assert executions.status(ENROLLMENT).value == status
        assert executions.cause(ENROLLMENT) == cause
