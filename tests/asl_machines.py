"""Small workflows and a walk through their machines, for the tests of the compiler."""

from collections.abc import Iterator, Mapping
from typing import Any

from homing.domain.workflow import Workflow

ORDERED = {"fact": "contact.has_ordered", "is": True}


def workflow(*steps: Mapping[str, Any]) -> Workflow:
    """A workflow of these steps."""
    return Workflow.model_validate(
        {
            "name": "small",
            "title": "A small workflow",
            "status": "live",
            "stage": "before",
            "trigger": {"type": "event", "event": "Subscribed"},
            "steps": steps,
        }
    )


def email(step_id: str) -> dict[str, Any]:
    return {"id": step_id, "type": "email"}


def wait(step_id: str, day: int = 1) -> dict[str, Any]:
    return {"id": step_id, "type": "wait", "day": day}


def update(step_id: str) -> dict[str, Any]:
    return {"id": step_id, "type": "update", "set": {"seen": True}}


def leave(step_id: str) -> dict[str, Any]:
    return {"id": step_id, "type": "exit"}


def branch(step_id: str, *otherwise: Mapping[str, Any], **arms: list[dict[str, Any]]) -> dict[str, Any]:
    ways = [{"name": name, "when": ORDERED, "steps": steps} for name, steps in arms.items()]
    return {"id": step_id, "type": "branch", "arms": ways, "otherwise": otherwise}


def way(machine: Mapping[str, Any], *branches: str) -> list[str]:
    """The states that an execution passes when nothing fails, taking these branches in turn."""
    return list(_pass(machine, iter(branches)))


def _pass(machine: Mapping[str, Any], branches: Iterator[str]) -> Iterator[str]:
    name = machine["StartAt"]
    while name:
        yield name
        state = machine["States"][name]
        if state["Type"] == "Choice":
            taken = next(branches)
            ways = {rule["And"][1]["StringEquals"]: rule["Next"] for rule in state["Choices"]}
            name = ways.get(taken, state["Default"])
        else:
            name = state.get("Next")
