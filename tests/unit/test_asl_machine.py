"""What a compiled machine does on its way, and what it says to its neighbours."""

import json
from typing import Any

import pytest
from homing.contracts import ExecutionInput, SendRequest, StepRequest

from infra.asl.compiler import compile_workflow, fill, placeholders, to_text
from tests.asl_machines import branch, email, leave, update, wait, way, workflow

WELCOME = workflow(
    email("welcome"),
    wait("second_day", 2),
    email("brand_story"),
    wait("fifth_day", 5),
    email("bestsellers"),
    wait("seventh_day", 7),
    email("incentive"),
)


def test_four_mails_and_three_waits_cost_seven_transitions() -> None:
    machine = compile_workflow(WELCOME)

    assert way(machine) == [
        "Send welcome",
        "Until second day",
        "Send brand story",
        "Until fifth day",
        "Send bestsellers",
        "Until seventh day",
        "Send incentive",
    ]


def test_the_last_task_of_a_way_ends_the_execution_without_a_state_of_its_own() -> None:
    states = compile_workflow(WELCOME)["States"]

    assert states["Send incentive"]["End"] is True
    assert "Exit" not in states


def test_a_workflow_that_begins_with_a_wait_takes_the_instant_from_its_input() -> None:
    machine = compile_workflow(workflow(wait("first_hour"), email("reminder")))

    assert way(machine) == ["Until first hour", "Send reminder"]
    assert machine["States"]["Until first hour"]["TimestampPath"] == "$.next.wait_until"
    assert "wait_until" in ExecutionInput.model_fields["next"].annotation.model_fields  # type: ignore[union-attr]


def test_a_wait_says_nothing_but_where_its_instant_stands() -> None:
    states = compile_workflow(WELCOME)["States"]

    assert states["Until second day"] == {
        "Type": "Wait",
        "TimestampPath": "$.next.wait_until",
        "Next": "Send brand story",
    }


def test_arms_meet_again_after_the_branch() -> None:
    machine = compile_workflow(
        workflow(
            email("hello"),
            branch("has_ordered", email("offer"), bought=[email("thanks")]),
            wait("later"),
            email("news"),
        )
    )

    assert way(machine, "bought") == [
        "Send hello",
        "Ask has ordered",
        "Has ordered?",
        "Send thanks",
        "Until later",
        "Send news",
    ]
    assert way(machine, "otherwise")[3:] == ["Send offer", "Until later", "Send news"]


def test_a_branch_name_that_the_machine_does_not_know_goes_the_default_way() -> None:
    machine = compile_workflow(workflow(branch("vip", email("offer"), yes=[email("thanks")])))

    assert way(machine, "an arm of a later version")[-1] == "Send offer"


def test_an_answer_that_names_no_way_goes_the_default_way_too() -> None:
    machine = compile_workflow(workflow(branch("vip", email("offer"), yes=[email("thanks")])))

    (rule,) = machine["States"]["Vip?"]["Choices"]
    assert rule["And"] == [
        {"Variable": "$.next.branch", "IsPresent": True},
        {"Variable": "$.next.branch", "StringEquals": "yes"},
    ]
    assert machine["States"]["Vip?"]["Default"] == "Send offer"


def test_an_empty_default_goes_on_after_the_branch() -> None:
    machine = compile_workflow(workflow(branch("vip", yes=[email("thanks")]), email("news")))

    assert way(machine, "otherwise") == ["Ask vip", "Vip?", "Send news"]


def test_an_arm_that_leaves_ends_the_execution() -> None:
    machine = compile_workflow(workflow(branch("vip", yes=[leave("enough")]), email("news")))

    assert way(machine, "yes") == ["Ask vip", "Vip?", "Exit"]
    assert machine["States"]["Exit"] == {"Type": "Succeed"}


def test_branches_nest() -> None:
    inner = branch("inner", email("c"), b=[email("b")])
    machine = compile_workflow(workflow(branch("outer", a=[inner]), wait("then"), email("last")))

    assert way(machine, "a", "b")[4:] == ["Send b", "Until then", "Send last"]
    assert way(machine, "a", "otherwise")[4:] == ["Send c", "Until then", "Send last"]
    assert way(machine, "otherwise")[2:] == ["Until then", "Send last"]


def test_a_parked_mail_waits_for_the_instant_it_was_told_and_is_tried_again() -> None:
    states = compile_workflow(WELCOME)["States"]
    parked = states["Send welcome"]["Catch"][0]

    assert (parked["ErrorEquals"], parked["ResultPath"]) == (["Parked"], "$.parked")
    assert states[parked["Next"]] == {
        "Type": "Wait",
        "TimestampPath": "$.parked.Cause",
        "Next": "Send welcome",
    }


def test_a_lost_token_is_settled_and_the_way_goes_on_as_after_the_mail() -> None:
    states = compile_workflow(WELCOME)["States"]
    lost = states["Send welcome"]["Catch"][1]

    assert (lost["ErrorEquals"], lost["ResultPath"]) == (["States.Timeout"], None)
    assert states[lost["Next"]]["Next"] == states["Send welcome"]["Next"]
    assert states["Settle incentive"]["End"] is True


def test_a_send_waits_longer_for_its_answer_than_a_queue_keeps_a_message() -> None:
    fourteen_days = 14 * 24 * 3600

    assert compile_workflow(WELCOME)["States"]["Send welcome"]["TimeoutSeconds"] == 1_296_000 > fourteen_days


def test_a_queued_mail_is_what_the_send_function_reads() -> None:
    body = compile_workflow(WELCOME)["States"]["Send brand story"]["Parameters"]["MessageBody"]

    assert _fields(body) == {info.alias or name for name, info in SendRequest.model_fields.items()}
    assert body["step"] == "brand_story"


@pytest.mark.parametrize(
    ("state", "action"), [("Settle hello", "settle"), ("Ask vip", "branch"), ("Update tag", "update")]
)
def test_the_step_function_is_asked_in_its_own_words(state: str, action: str) -> None:
    machine = compile_workflow(workflow(email("hello"), update("tag"), branch("vip", yes=[email("thanks")])))
    task = machine["States"][state]

    assert _fields(task["Parameters"]["Payload"]) == set(StepRequest.model_fields) - {"number"}
    assert task["Parameters"]["Payload"]["action"] == action
    assert set(task["ResultSelector"]) == {"wait_until.$"} | ({"branch.$"} if action == "branch" else set())


def test_every_task_answers_at_the_same_place_of_the_state() -> None:
    machine = compile_workflow(workflow(email("hello"), update("tag"), branch("vip", yes=[email("thanks")])))
    tasks = [state for state in machine["States"].values() if state["Type"] == "Task"]

    assert {task["ResultPath"] for task in tasks} == {"$.next"}


def test_the_text_is_the_same_at_every_compilation() -> None:
    assert to_text(compile_workflow(WELCOME)) == to_text(compile_workflow(WELCOME))


def test_filling_leaves_the_paths_of_the_context_alone() -> None:
    text = to_text(compile_workflow(workflow(email("hello"))))

    filled = fill(text, {"SendQueueUrl": "https://queue", "StepFunctionArn": "arn:step"})

    assert placeholders(text) == {"SendQueueUrl", "StepFunctionArn"}
    body = json.loads(filled)["States"]["Send hello"]["Parameters"]
    assert (body["QueueUrl"], body["MessageBody"]["token.$"]) == ("https://queue", "$$.Task.Token")


def _fields(payload: dict[str, Any]) -> set[str]:
    return {key.removesuffix(".$") for key in payload}
