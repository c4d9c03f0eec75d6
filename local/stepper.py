"""Runs compiled state machines on virtual time: exactly the states that infra/asl emits, and no others."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from homing.contracts import PARKED
from homing.domain.enrollment import Enrollment
from homing.domain.errors import HomingError, ResumeRefused
from homing.domain.time import parse_iso
from homing.services.ports import ExecutionStatus

from local import paths
from local.clock import Agenda
from local.executions import Execution, State

Send = Callable[[str, str], None]
Invoke = Callable[[dict[str, Any]], dict[str, Any]]

WAIT_FOR_TOKEN = ":sqs:sendMessage.waitForTaskToken"
LAMBDA_INVOKE = ":lambda:invoke"
_STATUS = {"RUNNING": ExecutionStatus.RUNNING, "SUCCEEDED": ExecutionStatus.SUCCEEDED}


class Stepper:
    """Executions and task tokens of all workflows; a visit is a transition that AWS would charge."""

    def __init__(
        self,
        agenda: Agenda,
        machines: Mapping[str, Mapping[str, Any]],
        *,
        send: Send,
        invoke: Invoke,
        broke: Callable[[Execution], None],
    ) -> None:
        self.executions: dict[str, Execution] = {}
        self._agenda = agenda
        self._machines = machines
        self._send = send
        self._invoke = invoke
        self._broke = broke
        self._tokens: dict[str, tuple[Execution, str]] = {}

    def start(self, enrollment: Enrollment, text: str) -> None:
        """Start an attempt's execution; one that exists already is a success."""
        if enrollment.execution_name in self.executions:
            return
        machine = self._machines[enrollment.workflow]
        name = enrollment.execution_name
        execution = Execution(name, enrollment.workflow, machine["States"], json.loads(text))
        self.executions[execution.name] = execution
        self._agenda.after(0, lambda: self._enter(execution, machine["StartAt"]))

    def stop(self, enrollment: Enrollment, cause: str) -> None:
        """Stop an execution; one that has ended is a success."""
        execution = self.executions.get(enrollment.execution_name)
        if execution is not None and execution.status == "RUNNING":
            execution.status, execution.exited = "ABORTED", cause
            self._broke(execution)  # EventBridge tells of an end that we asked for like of any other

    def status(self, enrollment: Enrollment) -> ExecutionStatus:
        """What became of an execution."""
        execution = self.executions.get(enrollment.execution_name)
        if execution is None or execution.exited is not None:
            return ExecutionStatus.MISSING if execution is None else ExecutionStatus.EXITED
        return _STATUS.get(execution.status, ExecutionStatus.BROKEN)

    def cause(self, enrollment: Enrollment) -> str:
        """Why it was stopped, empty if it was not."""
        execution = self.executions.get(enrollment.execution_name)
        return (execution.exited or "") if execution is not None else ""

    def succeed(self, token: str, output: str) -> None:
        """Answer a task."""
        execution, state_name = self._redeem(token)
        result = json.loads(output)
        self._agenda.after(0, lambda: self._leave(execution, state_name, result))

    def fail(self, token: str, error: str, cause: str) -> None:
        """Fail a task."""
        execution, state_name = self._redeem(token)
        self._agenda.after(0, lambda: self._catch(execution, state_name, error, cause))

    def _redeem(self, token: str) -> tuple[Execution, str]:
        execution, state_name = self._tokens.pop(token, (None, ""))
        if execution is None or execution.status != "RUNNING":
            raise ResumeRefused("TaskTimedOut: the execution no longer waits for this token")
        return execution, state_name

    def _enter(self, execution: Execution, state_name: str, tries: int = 0) -> None:
        if execution.status != "RUNNING":
            return
        execution.at = state_name
        execution.visits += 1
        state = execution.states[state_name]
        match state["Type"]:
            case "Task" if state["Resource"].endswith(WAIT_FOR_TOKEN):
                self._ask(execution, state_name, state)
            case "Task" if state["Resource"].endswith(LAMBDA_INVOKE):
                self._call(execution, state_name, state, tries)
            case "Wait":
                until = parse_iso(paths.read(execution.value, state["TimestampPath"]))
                self._agenda.at(until, lambda: self._go(execution, state))
            case "Choice":
                rules = state["Choices"]
                ways = [rule["Next"] for rule in rules if paths.holds(execution.value, rule["And"])]
                self._agenda.after(0, lambda: self._enter(execution, (*ways, state["Default"])[0]))
            case "Succeed":
                execution.status = "SUCCEEDED"
            case unknown:
                raise ValueError(f"{state_name}: infra/asl emits no {unknown} state like this")

    def _ask(self, execution: Execution, state_name: str, state: State) -> None:
        token = f"{execution.name}/{execution.visits}"
        self._tokens[token] = (execution, state_name)
        body = paths.fill(state["Parameters"]["MessageBody"], execution.value, token)
        self._send(execution.workflow, json.dumps(body))

        def expire() -> None:
            if token in self._tokens and execution.status == "RUNNING":
                del self._tokens[token]
                self._catch(execution, state_name, "States.Timeout", "")

        self._agenda.after(state["TimeoutSeconds"], expire)

    def _call(self, execution: Execution, state_name: str, state: State, tries: int) -> None:
        payload = paths.fill(state["Parameters"]["Payload"], execution.value, "")
        try:
            result: dict[str, Any] = {"Payload": self._invoke(payload)}
        except Exception as error:
            name = type(error).__name__ if isinstance(error, HomingError) else "Lambda.Unknown"
            self._retry(execution, state_name, state, name, tries)
            return
        if "ResultSelector" in state:
            result = paths.fill(state["ResultSelector"], result, "")
        self._leave(execution, state_name, result)

    def _retry(self, execution: Execution, state_name: str, state: State, error: str, tries: int) -> None:
        for rule in state.get("Retry", ()):
            if error in rule["ErrorEquals"] and tries < rule["MaxAttempts"]:
                delay = min(rule["IntervalSeconds"] * rule["BackoffRate"] ** tries, rule["MaxDelaySeconds"])
                self._agenda.after(delay, lambda: self._enter(execution, state_name, tries + 1))
                return
        self._catch(execution, state_name, error, "")

    def _catch(self, execution: Execution, state_name: str, error: str, cause: str) -> None:
        if execution.status != "RUNNING":
            return
        for rule in execution.states[state_name].get("Catch", ()):
            if error in rule["ErrorEquals"]:
                caught = {"Error": error, "Cause": cause}
                paths.write(execution.value, rule.get("ResultPath", "$"), caught)
                execution.parks += error == PARKED
                self._enter(execution, rule["Next"])
                return
        execution.status = "FAILED"
        self._broke(execution)

    def _leave(self, execution: Execution, state_name: str, result: Mapping[str, Any]) -> None:
        if execution.status != "RUNNING":
            return
        state = execution.states[state_name]
        paths.write(execution.value, state.get("ResultPath", "$"), result)
        self._go(execution, state)

    def _go(self, execution: Execution, state: State) -> None:
        if execution.status != "RUNNING":
            return
        if state.get("End"):
            execution.status = "SUCCEEDED"
            return
        self._enter(execution, state["Next"])
