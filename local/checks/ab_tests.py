"""Tests of variants that could not tell anything: no owner, no mail to judge by, too few contacts."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

from homing.adapters.yaml_places import Place
from homing.domain.ab_test import ABTest, Measure
from homing.domain.exposures import settles
from homing.domain.open_tracking import Opens, Tracking
from homing.domain.sample_size import needed
from homing.domain.split import Divided, measured, shares
from homing.domain.steps import EmailStep, SplitStep, Step, WaitForStep, WaitStep
from homing.domain.walk import find, following, ways
from homing.domain.workflow import Workflow

from local.checks.parts import Finding, steps_of


def check(workflow: Workflow, *, colleagues: Collection[str], tracking: Tracking) -> Iterator[Finding]:
    """What of the workflow's tests cannot work."""
    for place, step in steps_of(workflow):
        if isinstance(step, (EmailStep, SplitStep)) and step.test is not None:
            here = (*place, "test")
            yield from _owner(here, step.test, colleagues)
            yield from _measure(here, step.test, workflow, tracking)
            yield from _looks(here, step.test, workflow, step)
            if isinstance(step, SplitStep):
                yield from _judged(here, step, step.test, workflow)


def _owner(place: Place, test: ABTest, colleagues: Collection[str]) -> Iterator[Finding]:
    if test.owner not in colleagues:
        there = ", ".join(sorted(colleagues)) or "none yet"
        told = f"there is no colleague {test.owner!r} in shop.yaml to own the test; there are {there}"
        yield Finding(place=(*place, "owner"), told=told)


def _measure(place: Place, test: ABTest, workflow: Workflow, tracking: Tracking) -> Iterator[Finding]:
    if test.metric is Measure.CONVERSION_RATE and workflow.goal is None:
        told = (
            "conversion_rate counts who meets the workflow's goal, and it has none; write goal, or click_rate"
        )
        yield Finding(place=(*place, "metric"), told=told)
    if test.metric is Measure.OPEN_RATE and tracking.opens is Opens.OFF and not tracking.by_country:
        told = "open_rate needs the pixel that tracking.opens: off in shop.yaml leaves out; take click_rate"
        yield Finding(place=(*place, "metric"), told=told)


def _looks(place: Place, test: ABTest, workflow: Workflow, step: Divided) -> Iterator[Finding]:
    last, whole = test.looks.last_contacts, needed(test, shares(step))
    if last is not None and last < whole:
        told = f"the looks end at {last:,} contacts, and the change needs {whole:,}; look later or more often"
        yield Finding(place=(*place, "looks"), told=f"{told}, or for a larger change")
    time = settles(test, workflow)
    if last is None and test.looks.after(0) <= time:
        told = f"a mail has {_days(time)} to be acted on, so nothing is known by the first look; look later"
        yield Finding(place=(*place, "looks", "first"), told=told)


def _judged(place: Place, step: SplitStep, test: ABTest, workflow: Workflow) -> Iterator[Finding]:
    mails = measured(workflow, step)
    for arm in step.arms:
        if arm.name not in mails:
            told = (
                f"the arm {arm.name!r} leads to no mail before its way ends or forks, so nothing tells of it"
            )
            yield Finding(place=place, told=told)
        elif getattr(find(workflow.steps, mails[arm.name]), "variants", ()):
            told = f"{mails[arm.name]!r} has variants of its own; test one thing at a time"
            yield Finding(place=place, told=told)
        elif test.metric is Measure.CONVERSION_RATE and _waits(workflow, step, arm.name, mails[arm.name]):
            told = (
                f"the arm {arm.name!r} waits before its mail, which then reaches other people than another "
                "arm's; measure click_rate, or let all arms wait before the split"
            )
            yield Finding(place=(*place, "metric"), told=told)


def _waits(workflow: Workflow, step: SplitStep, arm: str, mail: str) -> bool:
    own = _within(next(each.steps for each in step.arms if each.name == arm))
    ahead = following(workflow.steps, step.id, arm=arm)
    while ahead is not None and ahead.id != mail:
        if ahead.id in own and isinstance(ahead, (WaitStep, WaitForStep)):
            return True
        ahead = None if ways(ahead) else following(workflow.steps, ahead.id)
    return False


def _within(steps: Sequence[Step]) -> frozenset[str]:
    return frozenset(each.id for each in steps)


def _days(time: timedelta) -> str:
    return f"{time.days} day{'' if time.days == 1 else 's'}"
