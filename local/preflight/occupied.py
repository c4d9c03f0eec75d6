"""Whom a deployment would leave without the step that they wait for."""

from collections import Counter
from collections.abc import Iterator, Sequence

from homing.domain.occupancy import Occupancy
from homing.domain.walk import flatten
from homing.domain.workflow import Workflow


def stranded(occupancy: Occupancy, workflows: Sequence[Workflow]) -> Iterator[str]:
    """A sentence for each step that would be gone while people wait for it, and has no `moved` to follow.

    A running execution keeps its old machine and asks for the steps of that; only the code and the mails are
    new. A workflow that is gone altogether is told by the look at the machines.
    """
    known = {each.name: each for each in workflows}
    waiting: Counter[tuple[str, str]] = Counter()
    for place, count in occupancy.items():
        waiting[place.workflow, place.step] += count
    for (name, step), count in sorted(waiting.items()):
        workflow = known.get(name)
        if workflow is None or workflow.current(step) in {each.id for each in flatten(workflow.steps)}:
            continue
        yield (
            f"{people(count)} in {name} for the step {step}, which would be gone and they get nothing; "
            f"keep it until nobody waits, or name the step in its place in the workflow's file, "
            f"as in moved: {{{step}: other_step}}"
        )


def people(count: int) -> str:
    """How many wait, as a sentence begins."""
    return "1 person waits" if count == 1 else f"{count:,} people wait"


def waiting_in(occupancy: Occupancy, workflow: str) -> int:
    """How many are on their way in a workflow, whatever its version."""
    return sum(count for place, count in occupancy.items() if place.workflow == workflow)
