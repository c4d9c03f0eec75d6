"""Workflows that no machine could run are refused with a way out."""

from typing import Any

import pytest
from homing.domain.errors import InvalidWorkflow

from infra.asl.compiler import compile_workflow
from tests.asl_machines import branch, email, leave, wait, workflow


@pytest.mark.parametrize(
    ("steps", "message"),
    [
        ([email("a"), wait("w1"), wait("w2"), email("b")], "'w1' and 'w2' wait one right after the other"),
        (
            [branch("vip", yes=[email("a"), wait("w1")]), wait("w2"), email("b")],
            "'w1' and 'w2' wait one right after the other",
        ),
        ([email("a"), wait("w")], "nothing follows the wait 'w'"),
        ([branch("vip", email("b"), yes=[email("a"), wait("w")])], "nothing follows the wait 'w'"),
        ([email("a"), wait("w"), leave("x")], "nothing follows the wait 'w'"),
        ([email("a"), leave("x"), email("b")], "'x' ends the enrollment, so 'b' is never reached"),
        (
            [branch("vip", yes=[leave("x"), email("a")])],
            "'x' ends the enrollment, so 'a' is never reached",
        ),
        (
            [branch("vip", leave("y"), yes=[email("a"), leave("x")]), email("b")],
            "'vip' leaves the workflow on every arm, so 'b' is never reached",
        ),
        ([email("b"), branch("vip", otherwise=[email("a")])], "'vip' has two ways named 'otherwise'"),
    ],
)
def test_what_cannot_run_is_refused_with_the_steps_at_fault(
    steps: list[dict[str, Any]], message: str
) -> None:
    with pytest.raises(InvalidWorkflow, match=f"^workflow 'small': {message}.*; "):
        compile_workflow(workflow(*steps))


def test_a_wait_may_begin_each_arm_of_a_branch() -> None:
    steps = [email("a"), branch("vip", wait("w2"), email("c"), yes=[wait("w1"), email("b")])]

    assert compile_workflow(workflow(*steps))
