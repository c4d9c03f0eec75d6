"""moto's interpreter of state machines, its waits, tokens and retries on the agenda's time."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from homing.domain.time import parse_iso
from moto.awslambda_simple.models import LambdaSimpleBackend
from moto.stepfunctions.parser.api import HistoryEventType
from moto.stepfunctions.parser.asl.component.common.error_name import failure_event
from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import CustomErrorName
from moto.stepfunctions.parser.asl.component.common.retry import jitter_strategy_decl as jitter
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
    state_task_service_callback as callback_tasks,
)
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.timestamp import Timestamp
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import WaitFunction
from moto.stepfunctions.parser.asl.eval.callback.callback import (
    CallbackConsumerLeft,
    CallbackEndpoint,
    CallbackOutcome,
    CallbackOutcomeTimedOut,
)
from moto.stepfunctions.parser.asl.eval.program_state import ProgramStopped
from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker

from local.clock import Agenda
from local.functions import CRASHES, Killed
from local.moto_engine.mends import as_method, mend, replace
from local.moto_engine.turns import Seat, Turns

Invoke = Callable[[str, Mapping[str, Any]], Any]
"""Calls a function by its name."""

Ended = Callable[[str, str], None]
"""Is told the name of an execution that ended, and its status."""

STOPPED = "Stopped"  # an error that no state catches
UNKNOWN = "Lambda.Unknown"  # what Step Functions calls it when a function dies without a word


class Interpreter:
    """Decides when moto's threads go on; what they do is moto's."""

    def __init__(self, agenda: Agenda, *, invoke: Invoke, ended: Ended, seed: int = 0) -> None:
        self._agenda = agenda
        self._turns = Turns(agenda)
        self._invoke = invoke
        self._ended = ended
        self._chance = Random(seed)
        self._seats: dict[str, Seat] = {}  # by the execution's ARN
        self._workers: dict[str, Any] = {}
        self._asking: dict[Any, Seat] = {}

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Be asked by moto; at the end no execution rests in a thread any more."""
        with ExitStack() as stack:
            mend(stack)
            replace(stack, ExecutionWorker, "start", as_method(self._start))
            replace(stack, ExecutionWorker, "stop", as_method(self._stop))
            replace(stack, Timestamp, "_get_wait_seconds", as_method(self._seconds_until))
            replace(stack, WaitFunction, "_wait_interval", as_method(self._wait))
            replace(
                stack,
                callback_tasks.StateTaskServiceCallback,
                "_eval_wait_for_task_token",
                as_method(self._ask),
            )
            replace(stack, CallbackEndpoint, "notify", as_method(self._answer))
            replace(stack, jitter.JitterStrategyDecl, "_eval_body", as_method(self._back_off))
            replace(stack, LambdaSimpleBackend, "invoke", as_method(self._call))
            try:
                yield
            finally:
                self._unwind()

    def _start(self, worker: Any) -> None:
        env = worker._get_evaluation_environment()
        worker.env = env
        worker._get_evaluation_environment = lambda: env
        arn = _arn(env)
        seat = self._seats[arn] = Seat()
        self._workers[arn] = worker

        def run() -> None:
            worker._execution_logic()
            if not seat.stopped:
                self._end(worker)

        self._turns.begin(seat, run)

    def _stop(self, worker: Any, stop_date: datetime, error: str | None, cause: str | None) -> None:
        """Aborted at once, as on AWS; its thread unwinds in a turn of its own."""
        seat = self._seats[_arn(worker.env)]
        seat.stopped = True
        worker.env._program_state = ProgramStopped(stop_date=stop_date, error=error, cause=cause)
        worker._execution_communication.terminated()
        self._turns.wake(seat)
        self._end(worker)

    def _end(self, worker: Any) -> None:
        execution = worker._execution_communication.execution
        self._ended(execution.name, execution.status)

    def _seconds_until(self, wait: Timestamp, env: Any) -> float:
        wait.string.eval(env=env)
        return (parse_iso(env.stack.pop()) - self._agenda.clock.now()).total_seconds()

    def _wait(self, _: WaitFunction, env: Any, wait_seconds: float) -> None:
        if wait_seconds > 0:
            self._rest(env, wait_seconds)

    def _ask(
        self,
        _: Any,
        env: Any,
        timeout_seconds: int,
        callback_endpoint: CallbackEndpoint,
        heartbeat_endpoint: object,  # noqa: ARG002 - moto's signature; no state of ours has a heartbeat
    ) -> CallbackOutcome:
        self._asking[callback_endpoint] = self._seats[_arn(env)]
        try:
            self._rest(env, timeout_seconds)
        finally:
            callback_endpoint.report(CallbackConsumerLeft())
            del self._asking[callback_endpoint]
        return callback_endpoint.get_outcome() or CallbackOutcomeTimedOut(callback_endpoint.callback_id)

    def _answer(self, endpoint: CallbackEndpoint, outcome: CallbackOutcome) -> None:
        endpoint._outcome = outcome
        endpoint.report(CallbackConsumerLeft())  # a token is good for one answer
        self._turns.wake(self._asking[endpoint])

    def _back_off(self, strategy: Any, env: Any) -> None:
        seconds = env.stack.pop()
        if strategy.jitter_strategy is jitter.JitterStrategy.FULL:
            seconds = self._chance.uniform(0, seconds)
        self._rest(env, seconds)
        env.stack.append(0)  # what is left for moto itself to sleep

    def _call(
        self,
        _: LambdaSimpleBackend,
        function_name: str,
        qualifier: str | None,  # noqa: ARG002 - moto's signature
        body: str,
        headers: object,  # noqa: ARG002
        response_headers: dict[str, str],
    ) -> bytes:
        try:
            answer = self._invoke(function_name.rpartition(":")[2], json.loads(body))
        except CRASHES as error:
            response_headers["x-amz-function-error"] = "Unhandled"
            name = UNKNOWN if isinstance(error, Killed) else type(error).__name__
            answer = {"errorType": name, "errorMessage": str(error)}
        return json.dumps(answer).encode()

    def _rest(self, env: Any, seconds: float) -> None:
        seat = self._seats[_arn(env)]
        if not seat.stopped:
            self._turns.rest(seat, self._agenda.clock.now() + timedelta(seconds=seconds))
        if seat.stopped:
            raise failure_event.FailureEventException(_stopped(env))

    def _unwind(self) -> None:
        """Stop what still rests, and let each thread run to its end."""
        for arn, seat in self._seats.items():
            if not seat.stopped:
                seat.stopped = True
                state = ProgramStopped(stop_date=datetime.now(UTC), error=STOPPED, cause="")
                self._workers[arn].env._program_state = state
            self._turns.wake_now(seat)


def _arn(env: Any) -> str:
    return str(env.states.context_object.context_object_data["Execution"]["Id"])


def _stopped(env: Any) -> failure_event.FailureEvent:
    details: Any = {"taskFailedEventDetails": {"error": STOPPED, "cause": ""}}
    return failure_event.FailureEvent(
        env=env,
        error_name=CustomErrorName(STOPPED),
        event_type=HistoryEventType.TaskFailed,
        event_details=details,
    )
