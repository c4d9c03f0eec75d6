"""Where moto's Step Functions answers otherwise than AWS, or does one thing over and over."""

import logging
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import cache
from typing import Any
from unittest import mock

from moto.core.exceptions import AWSError
from moto.core.responses import ActionResult, EmptyResult
from moto.stepfunctions.parser import models as parser_models
from moto.stepfunctions.parser.api import ExecutionStatus
from moto.stepfunctions.parser.asl.component.state.exec.state_task import lambda_eval_utils
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import state_task_service_sqs
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.program_state import ProgramStopped
from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser
from moto.stepfunctions.parser.asl.utils.boto_client import boto_client_for
from moto.stepfunctions.parser.models import StepFunctionsParserBackend
from moto.stepfunctions.responses import StepFunctionResponse

_set_error = Environment.set_error
_get_executions = StepFunctionsParserBackend._get_executions


def replace(stack: ExitStack, owner: Any, name: str, own: Any) -> None:
    """Put our own in the place of something of moto's until the stack closes; an error if it is not there."""
    stack.enter_context(mock.patch.object(owner, name, own))


def as_method(own: Callable[..., Any]) -> Callable[..., Any]:
    """A function in a class's place gets the instance first; a bound method would not."""

    def method(*args: Any, **kwargs: Any) -> Any:
        return own(*args, **kwargs)

    return method


def mend(stack: ExitStack) -> None:
    """Mend moto until the stack closes."""
    # Each failure that a state catches is an error in moto's log, with everything that it knows.
    log = logging.getLogger("moto.stepfunctions")
    stack.callback(log.setLevel, log.level)
    log.setLevel(logging.CRITICAL)
    replace(stack, Environment, "set_error", _keep_stopped)
    replace(stack, StepFunctionResponse, "stop_execution", _stop_with_cause)
    replace(stack, StepFunctionResponse, "send_task_failure", _fail_with_cause)
    replace(stack, StepFunctionsParserBackend, "_get_executions", _running)
    for error in ("TaskDoesNotExist", "TaskTimedOut"):
        replace(stack, parser_models, error, _closed)
    # Parsing a definition and making a client take a tenth of a second each, and moto does both every time.
    replace(stack, AmazonStateLanguageParser, "parse", staticmethod(cache(AmazonStateLanguageParser.parse)))
    make = cache(boto_client_for)

    def client(region: str, service: str, **_: object) -> Any:
        return make(region, service)

    replace(stack, lambda_eval_utils, "boto_client_for", client)
    replace(stack, state_task_service_sqs, "boto_client_for", client)


def _keep_stopped(env: Environment, error: Any) -> None:
    """What unwinds after StopExecution is no failure: the execution stays aborted."""
    if not isinstance(env._program_state, ProgramStopped):
        _set_error(env, error)


def _running(backend: Any, execution_status: ExecutionStatus = ExecutionStatus.RUNNING) -> Any:
    """SendTaskFailure of moto looks among ended executions too, which AWS refuses."""
    return _get_executions(backend, execution_status)


def _closed() -> AWSError:
    """A token that was answered before: in moto the error itself fails, for want of a message."""
    return AWSError("Task Timed Out: 'Provided task does not exist anymore'", "TaskTimedOut", 400)


def _stop_with_cause(response: Any) -> ActionResult:
    """StopExecution, which in moto forgets error and cause."""
    execution = response.stepfunction_backend.describe_execution(response._get_param("executionArn"))
    if execution.status == ExecutionStatus.RUNNING:
        error, cause = response._get_param("error"), response._get_param("cause")
        execution.stop(stop_date=datetime.now(UTC), error=error, cause=cause)
    return ActionResult({"stopDate": execution.stop_date})


def _fail_with_cause(response: Any) -> EmptyResult:
    """SendTaskFailure, which in moto forgets the cause."""
    response.stepfunction_backend.send_task_failure(
        response._get_param("taskToken"),
        error=response._get_param("error"),
        cause=response._get_param("cause"),
    )
    return EmptyResult()
