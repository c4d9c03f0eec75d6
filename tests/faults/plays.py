"""Plays a story, untroubled or struck, in a process of its own, and says what does not hold in the end."""

from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, partial
from typing import Any
from unittest import mock

from homing.domain.figures import OF, Metric, subjects_of

from tests.faults import rows
from tests.faults.answers import Ails, Answers
from tests.faults.crashes import Blow, Crashes, Place
from tests.faults.forks import apart
from tests.faults.invariants import Aftermath, broken
from tests.faults.stage import Stage, stage
from tests.faults.stories import STORIES, Story

MAY_MOVE = frozenset({Metric.LATE.value, Metric.SKIPPED.value})
"""A mail tried again may be late; an execution that was not stopped asks for mails, and they are skipped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a story went, as far as no crash may change it."""

    enrollments: frozenset[tuple[str, str, str | None]]
    sent: frozenset[str]
    figures: Mapping[tuple[str, str, str], Mapping[str, Decimal]]
    suppressed: frozenset[tuple[str, str]]
    consents: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One play: the calls that it made, the blows that it took, what came of it and what does not hold."""

    met: tuple[Place, ...]
    struck: tuple[Blow, ...]
    last_words: tuple[Place, ...]
    ending: Ending
    broken: list[str]


def run(story: Story, stage: Stage) -> Aftermath:
    """Play a story to its end, on a stage where nothing sleeps."""
    for instant, deed in (story.deeds or {}).items():
        stage.agenda.at(instant, partial(deed, stage))
    with ExitStack() as around:
        around.enter_context(mock.patch("time.sleep", _no_time))
        if story.ails is not None:
            around.enter_context(Answers(stage, story.ails(stage)).between())
        stage.play(story.lines, story.ends)
    return Aftermath(stage=stage, rows=rows.read())


def _no_time(seconds: float) -> None:
    """Pauses between tries pass at once: what is tried again meets what the story has ready."""


@cache
def untroubled(name: str, *, each_work: bool = False) -> Play:
    """How a story goes when nothing happens."""
    return struck(name, (), each_work=each_work)


def struck(name: str, wanted: Collection[Blow], *, each_work: bool = False) -> Play:
    """How a story goes that is struck wherever a play may be struck once more."""
    stage()  # made before the fork, once for all
    return apart(partial(_play, STORIES[name], wanted, each_work))


def _play(story: Story, wanted: Collection[Blow], each_work: bool) -> Play:
    crashes = Crashes(stage(), wanted, each_work=each_work)
    left = run(story, stage())
    return Play(
        met=tuple(crashes.met),
        struck=tuple(crashes.struck),
        last_words=tuple(crashes.last_words),
        ending=ending(left),
        broken=broken(left),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ailing:
    """A play in which AWS answered otherwise: how often, by service and operation, and what does not hold."""

    befell: Mapping[tuple[str, str], int]
    broken: list[str]


def ailing(name: str, ails: Callable[[Stage], Ails]) -> Ailing:
    """How a story goes when something ails AWS."""
    stage()
    return apart(partial(_ailing, name, ails, untroubled(name).ending))


def _ailing(name: str, ails: Callable[[Stage], Ails], wanted: Ending) -> Ailing:
    answers = Answers(stage(), ails(stage()))
    with answers.between():
        left = run(STORIES[name], stage())
    return Ailing(befell=dict(answers.befell), broken=broken(left) + differences(ending(left), wanted))


def ending(left: Aftermath) -> Ending:
    """How a story went."""
    totals = rows.totals(left.rows.figures)
    steady = {
        cell: {
            name: amount
            for name, amount in metrics.items()
            if amount and name.partition(OF)[0] not in MAY_MOVE
        }
        for cell, metrics in totals.items()
        if not cell[0].endswith(subjects_of(""))
    }
    return Ending(
        enrollments=frozenset((e.id, e.state.value, e.end_reason) for e in left.rows.enrollments.values()),
        sent=frozenset(mail.tag("message") for mail in left.stage.mailer.sent),
        figures={cell: metrics for cell, metrics in steady.items() if metrics},
        suppressed=frozenset(left.rows.suppressed),
        consents={email: consent.state for email, consent in left.rows.consents.items()},
    )


def differences(found: Ending, wanted: Ending) -> list[str]:
    """Where an ending is not the one of the untroubled story."""
    return [
        f"{name} differ: {getattr(found, name)} instead of {getattr(wanted, name)}"
        for name in Ending.__slots__
        if getattr(found, name) != getattr(wanted, name)
    ]
