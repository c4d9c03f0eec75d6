"""All checks of all workflows, each finding with its file and line."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from homing.adapters.workflow_files import FILE_NAME, told_at
from homing.domain.shop import Shop
from homing.domain.workflow import Workflow

from infra.asl import rules
from local.checks import ab_tests, comparisons, references, ways
from local.checks.parts import Finding, steps_of


def findings(
    folder: Path,
    workflows: Sequence[Workflow],
    shop: Shop,
    segments: Collection[str],
    *,
    beside: Sequence[Workflow] = (),
) -> Iterator[str]:
    """What is wrong, a line each, in the order of the files; `beside` are known and not looked at."""
    for workflow in workflows:
        for finding in _of(workflow, [*workflows, *beside], shop, segments):
            yield told_at(folder / workflow.name / FILE_NAME, finding.place, finding.told)


def _of(
    workflow: Workflow, workflows: Sequence[Workflow], shop: Shop, segments: Collection[str]
) -> Iterator[Finding]:
    yield from references.check(
        workflow,
        workflows={each.name: each for each in workflows},
        segments=segments,
        colleagues=shop.colleagues,
        topics=shop.consent.topics,
    )
    yield from comparisons.check(workflow, traits=dict(shop.traits), others=workflows)
    yield from ways.check(workflow)
    yield from ab_tests.check(workflow, colleagues=shop.colleagues, tracking=shop.tracking)
    places = {step.id: place for place, step in steps_of(workflow)}
    for step_id, told in rules.refusals(workflow):
        yield Finding(place=places[step_id], told=told)
