"""The states a machine is made of. `${…}` is filled when it is deployed, or run on the laptop.

A definition given as text has none of the retries that CDK's own tasks add, so they are listed here.
`States.ALL` is never retried: it would take a parked mail for a failure, and a bug for a busy service.
"""

from typing import Any

from homing import contracts
from homing.domain import errors
from homing.domain.steps import QueuedStep, WaitForStep

from infra.asl import names

State = dict[str, Any]

SEND_MESSAGE = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
INVOKE = "arn:aws:states:::lambda:invoke"

LOST_AFTER_SECONDS = 15 * 24 * 3600
"""Longer than a queue keeps its message (14 days), so that only a lost token runs into it."""

SQS_ERRORS = ("SQS.AmazonSQSException", "SQS.SdkClientException")
LAMBDA_ERRORS = (
    "Lambda.AWSLambdaException",
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.SdkClientException",
    "Lambda.ServiceException",
    "Lambda.TooManyRequestsException",
    "Lambda.Unknown",
)


def transient_errors() -> tuple[str, ...]:
    """Names of our own errors that another try may mend; Step Functions knows no base classes."""
    kinds = (each for each in vars(errors).values() if isinstance(each, type))
    return tuple(sorted(kind.__name__ for kind in kinds if issubclass(kind, errors.TransientError)))


def queued(step: QueuedStep, following: str | None, *, passes: bool) -> State:
    """Queues what has an effect outside and waits for its outcome, which says until when the next wait is."""
    body = {
        "token.$": "$$.Task.Token",
        "enrollment.$": "$.enrollment",
        "version.$": "$.version",
        "step": step.id,
        "due.$": "$.next.wait_until",
        **_pass(passes),
    }
    # A wait for an event is never parked itself, but a mail that has come in its place since may be.
    caught: list[State] = [
        {"ErrorEquals": [contracts.PARKED], "ResultPath": "$.parked", "Next": names.park(step.id)},
        {"ErrorEquals": ["States.Timeout"], "ResultPath": None, "Next": names.settle(step.id)},
    ]
    waits = int(step.timeout.total_seconds()) if isinstance(step, WaitForStep) else 0
    return {
        "Type": "Task",
        "Resource": SEND_MESSAGE,
        "Parameters": {"QueueUrl": "${SendQueueUrl}", "MessageBody": body},
        "TimeoutSeconds": LOST_AFTER_SECONDS + waits,
        "ResultPath": "$.next",
        "Retry": _retry(*SQS_ERRORS),
        "Catch": caught,
        **_onward(following),
    }


def park(step: QueuedStep) -> State:
    """Waits for the instant that the refusal named, and tries again."""
    return {"Type": "Wait", "TimestampPath": "$.parked.Cause", "Next": names.queued(step)}


def settle(step_id: str, following: str | None, *, passes: bool, branch: bool = False) -> State:
    """Finds out what became of a step that nobody answered for, and goes on as its answer would have."""
    answers = ("wait_until", "branch") if branch else ("wait_until",)
    return _ask_step_function("settle", step_id, following, *answers, passes=passes)


def until(following: str) -> State:
    """Waits for the instant that the task before computed in the recipient's own time."""
    return {"Type": "Wait", "TimestampPath": "$.next.wait_until", "Next": following}


def ask(step_id: str, *, passes: bool) -> State:
    """Judges a branch, or which arm of a split a contact takes."""
    return _ask_step_function("branch", step_id, names.choice(step_id), "wait_until", "branch", passes=passes)


def choice(ways: dict[str, str], otherwise: str) -> State:
    """Follows the judgement; none, or an arm that the machine does not know, is `otherwise`.

    None is what an execution gets whose step another kind of step has replaced since.
    """
    branch = {"Variable": "$.next.branch"}
    rules = [
        {"And": [{**branch, "IsPresent": True}, {**branch, "StringEquals": arm}], "Next": first}
        for arm, first in ways.items()
    ]
    return {"Type": "Choice", "Choices": rules, "Default": otherwise}


def update(step_id: str, following: str | None, *, passes: bool) -> State:
    """Writes onto the contact."""
    return _ask_step_function("update", step_id, following, "wait_until", passes=passes)


def enroll(step_id: str, following: str | None, *, passes: bool) -> State:
    """Starts another workflow."""
    return _ask_step_function("enroll", step_id, following, "wait_until", passes=passes)


def again(step_id: str, following: str | None) -> State:
    """Ends a pass: puts the day of the next one down, or says that it was the last."""
    return _ask_step_function("again", step_id, following, "wait_until", "branch", passes=True)


def leave() -> State:
    """Ends the execution."""
    return {"Type": "Succeed"}


def _ask_step_function(
    action: str, step_id: str, following: str | None, *answers: str, passes: bool
) -> State:
    payload = {
        "action": action,
        "enrollment.$": "$.enrollment",
        "version.$": "$.version",
        "step": step_id,
        **(_pass(passes) if passes else {}),
    }
    return {
        "Type": "Task",
        "Resource": INVOKE,
        "Parameters": {"FunctionName": "${StepFunctionArn}", "Payload": payload},
        "ResultSelector": {f"{answer}.$": f"$.Payload.{answer}" for answer in answers},
        "ResultPath": "$.next",
        "Retry": _retry(*LAMBDA_ERRORS, *transient_errors()),
        **_onward(following),
    }


def _pass(passes: bool) -> State:
    """Which pass of a repeat it is; outside of any it is the only one."""
    return {"pass.$": "$.pass"} if passes else {"pass": 0}


def _onward(following: str | None) -> State:
    return {"End": True} if following is None else {"Next": following}


def _retry(*names_of_errors: str) -> list[State]:
    return [
        {
            "ErrorEquals": list(names_of_errors),
            "IntervalSeconds": 2,
            "MaxAttempts": 8,
            "BackoffRate": 2,
            "MaxDelaySeconds": 300,
            "JitterStrategy": "FULL",
        }
    ]
