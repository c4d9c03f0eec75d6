"""Which arm of a split, or variant of a mail, a contact takes: always the same one."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from homing.domain.ab_test import ABTest
from homing.domain.experiment import Experiment
from homing.domain.steps import EmailStep, SplitStep, Step
from homing.domain.walk import flatten, following, ways
from homing.domain.workflow import Workflow

Divided = EmailStep | SplitStep
"""What may send contacts one of several: a split, and a mail that has variants."""

_PARTS = 10_000


@dataclass(frozen=True, slots=True)
class Assigned:
    """The arm that a contact takes, and whether by lot: who gets it by a decision tells nothing of it."""

    arm: str
    by_lot: bool


def shares(step: Divided) -> Mapping[str, int]:
    """The arms with how many of a hundred take each, the usual one first; a mail's variants are alike."""
    if isinstance(step, SplitStep):
        return {arm.name: arm.share for arm in step.arms}
    edges = [100 * place // len(step.variants) for place in range(len(step.variants) + 1)]
    return {name: high - low for name, (low, high) in zip(step.variants, pairwise(edges), strict=True)}


def divided(steps: tuple[Step, ...]) -> Iterator[Divided]:
    """Every split, and every mail that has variants."""
    for step in flatten(steps):
        if isinstance(step, SplitStep) or (isinstance(step, EmailStep) and step.variants):
            yield step


def plan_of(step: Divided) -> str:
    """A digest of what a test measures, by what and when: another plan is another test."""
    told = "" if step.test is None else step.test.model_dump_json(exclude={"owner", "goal", "apply"})
    return hashlib.sha256(f"{told}\n{dict(shares(step))}".encode()).hexdigest()[:12]


def measured(workflow: Workflow, step: Divided) -> Mapping[str, str]:
    """The mail by which each arm is judged: the first on its way; none where that leads into a fork."""
    if isinstance(step, EmailStep):
        return dict.fromkeys(step.variants, step.id)
    found = {arm.name: _first_mail(workflow, step, arm.name) for arm in step.arms}
    return {arm: mail for arm, mail in found.items() if mail is not None}


def assigned(step: Divided, workflow: str, contact_id: str, experiment: Experiment | None = None) -> Assigned:
    """The arm of a contact: what the file says, else what was decided, else the lot.

    A decision for an arm that is there no more falls to the first.
    """
    arms = shares(step)
    first = next(iter(arms))
    settled = step.winner or (experiment.everybody if experiment is not None else None)
    if settled is not None:
        return Assigned(settled if settled in arms else first, by_lot=False)
    if step.test is not None and not _takes_part(step.test, step.id, workflow, contact_id):
        return Assigned(first, by_lot=False)
    return Assigned(arm_of(step, workflow, contact_id), by_lot=True)


def arm_of(step: Divided, workflow: str, contact_id: str) -> str:
    """The arm, by a hash of who it is and where: two splits divide people independently of each other."""
    place = _hash(f"split\n{workflow}\n{step.id}\n{contact_id}") % 100
    arms = shares(step)
    for arm, share in arms.items():
        place -= share
        if place < 0:
            return arm
    return list(arms)[-1]


def _takes_part(test: ABTest, step_id: str, workflow: str, contact_id: str) -> bool:
    place = _hash(f"takes part\n{workflow}\n{step_id}\n{contact_id}") % _PARTS
    return place < test.share * _PARTS / 100


def _first_mail(workflow: Workflow, step: SplitStep, arm: str) -> str | None:
    ahead = following(workflow.steps, step.id, arm=arm)
    while ahead is not None and not ways(ahead):
        if isinstance(ahead, EmailStep):
            return ahead.id
        ahead = following(workflow.steps, ahead.id)
    return None


def _hash(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])
