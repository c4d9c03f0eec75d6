"""The errors that a machine names: ours by their classes, AWS's by their prefix, and never a wildcard."""

from typing import Any

from homing import contracts
from homing.domain import errors

from infra.asl.compiler import compile_workflow
from infra.asl.states import transient_errors
from tests.asl_machines import branch, email, update, workflow

EVERY_KIND = workflow(email("hello"), update("tag"), branch("vip", yes=[email("thanks")]))
STATES: dict[str, dict[str, Any]] = compile_workflow(EVERY_KIND)["States"]
TASKS = {name: state for name, state in STATES.items() if state["Type"] == "Task"}


def test_every_error_is_ours_or_the_name_of_an_aws_service_error() -> None:
    ours = {name for name, kind in vars(errors).items() if isinstance(kind, type)}
    named = {error for task in TASKS.values() for error in _named(task, "Retry") | _named(task, "Catch")}

    others = {error for error in named - ours if not error.startswith(("States.", "Lambda.", "SQS."))}

    assert others == {contracts.PARKED}


def test_nothing_is_retried_that_another_try_cannot_mend() -> None:
    retried = {error for task in TASKS.values() for error in _named(task, "Retry")}

    assert not retried & {"States.ALL", "States.Timeout", "States.TaskFailed", contracts.PARKED}
    assert not {
        error for error in retried if issubclass(getattr(errors, error, Exception), errors.PermanentError)
    }


def test_each_task_retries_its_own_service() -> None:
    for name, task in TASKS.items():
        service = "SQS." if name.startswith("Send") else "Lambda."
        assert any(error.startswith(service) for error in _named(task, "Retry")), name


def test_the_functions_transient_errors_are_retried_by_name() -> None:
    assert "Throttled" in transient_errors()
    assert set(transient_errors()) < _named(TASKS["Ask vip"], "Retry")


def test_retries_back_off_with_full_jitter_for_no_longer_than_five_minutes() -> None:
    assert {
        (
            each["MaxAttempts"],
            each["IntervalSeconds"],
            each["BackoffRate"],
            each["MaxDelaySeconds"],
            each["JitterStrategy"],
        )
        for task in TASKS.values()
        for each in task["Retry"]
    } == {(8, 2, 2, 300, "FULL")}


def _named(task: dict[str, Any], field: str) -> set[str]:
    return {error for each in task.get(field, []) for error in each["ErrorEquals"]}
