"""A crash before and after every port call of repeats, enroll steps and second entries."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from homing.domain.occupancy import recount

from tests.builders import DAY, HOUR, at
from tests.journeys import test_entries_and_ends, test_repeats
from tests.journeys.conftest import Story, play
from tests.journeys.small import identify, shop_of, track
from tests.journeys.test_crashes import Crash, Tripwire

START = test_repeats.START
TOLD = test_repeats.TOLD + timedelta(seconds=20)
ONCE_MOVED = at("2026-03-12 12:00") + timedelta(seconds=20)
TWO_PASSES = test_repeats.REMINDER.replace("every:", "times: 2\n    every:")
TWICE = test_repeats.ASKING.replace("times: 3", "times: 2")
PLAN = track("Plan Started", TOLD, plan="a", every_days=14, next_at="2026-03-10")
LATER = test_entries_and_ends.SENDS.replace("[", "[{id: day_1, type: wait, day: 1}, ")
REVIEW = test_entries_and_ends.REVIEW.replace(test_entries_and_ends.SENDS, LATER)
SIGNED_UP = track("Signed Up", TOLD, plan="pro")


def moved(to: str, when: timedelta = timedelta()) -> str:
    return track("Reminder Moved", ONCE_MOVED + when, plan="a", next_at=to)


def asked(resource: str, day: int) -> str:
    return track("Resource Requested", TOLD + day * DAY, resource=resource)


SCENES: Mapping[str, tuple[tuple[str, ...], list[str], int]] = {
    "two passes": ((TWO_PASSES,), [PLAN], 40),
    "moved earlier": ((TWO_PASSES,), [PLAN, moved("2026-03-17")], 40),
    "moved later": ((TWO_PASSES,), [PLAN, moved("2026-03-27")], 40),
    "moved later and earlier": (
        (TWO_PASSES,),
        [PLAN, moved("2026-03-27"), moved("2026-03-14", HOUR)],
        40,
    ),
    "moved on its way, earlier": (
        (test_repeats.WAITING.replace("every: 7d", "every: 7d\n    times: 2"),),
        [PLAN, track("Reminder Moved", TOLD + DAY, next_at="2026-02-28")],
        20,
    ),
    "moved on its way, later": (
        (test_repeats.WAITING.replace("every: 7d", "every: 7d\n    times: 2"),),
        [PLAN, track("Reminder Moved", TOLD + DAY, next_at="2026-03-04")],
        20,
    ),
    "ended between two passes": ((TWO_PASSES,), [PLAN, track("Plan Ended", ONCE_MOVED, plan="a")], 40),
    "steps of a pass": ((TWICE,), [track("Demo Requested", TOLD)], 12),
    "hands on": ((test_entries_and_ends.HANDS_ON, REVIEW), [SIGNED_UP], 5),
    "enters again": (
        (test_entries_and_ends.AFTER,),
        [asked("guide", 0), asked("guide", 10), asked("guide", 30)],
        35,
    ),
    "superseded": ((test_entries_and_ends.ONE_AT_A_TIME,), [asked("guide", 0), asked("film", 1)], 10),
}


def run(scene: str, folder: Path, at_call: int | None = None) -> tuple[Story, Tripwire]:
    flows, told, days = SCENES[scene]
    shop = folder if (folder / "_layout").exists() else shop_of(folder, *flows)
    wire = Tripwire(at_call)
    told = [identify(START + HOUR), *told]
    return play(told, start=START, days=days, workflows=shop, trip=wire), wire


@pytest.mark.parametrize("scene", SCENES)
def test_no_crash_loses_or_doubles_what_comes_again(scene: str, tmp_path: Path) -> None:
    untroubled, wire = run(scene, tmp_path)
    calls = tuple(wire.calls)
    assert untroubled.account.mailer.sent

    for at_call, call in enumerate(calls):
        story, _ = run(scene, tmp_path, at_call)

        assert _left(story) == _left(untroubled), call
        assert _ends(story) == _ends(untroubled), call
        assert _counted(story) == _counted(untroubled), call
        assert all(map(_is_ours, story.account.crashes)), call
        assert not story.account.dead_letters(), call
        rows = story.account.tables.enrollments.values()
        assert recount(rows) == story.account.neighbours.enrollments.occupancy(), call
        assert _places(story) == _places(untroubled), call


def _left(story: Story) -> Counter[tuple[str, str]]:
    """Mails that left and their day, by SES's own account: a retry is late by less than that."""
    return Counter((sent.tag("message"), f"{sent.at:%m-%d}") for sent in story.account.mailer.sent)


def _is_ours(crash: BaseException) -> bool:
    if isinstance(crash, BaseExceptionGroup):
        return all(map(_is_ours, crash.exceptions))
    return isinstance(crash, Crash)


def _ends(story: Story) -> set[tuple[str, str, str | None, int]]:
    rows = story.account.tables.enrollments.values()
    return {(row.id, row.state.value, row.end_reason, row.number) for row in rows}


def _counted(story: Story) -> Counter[tuple[str, str]]:
    counted: Counter[tuple[str, str]] = Counter()
    for cell, metrics in story.account.tables.figures.items():
        for metric in ("enrolled", "completed", "exited", "sent", "refused"):
            counted[cell.workflow, metric] += int(metrics.get(metric, 0))
    return counted


def _places(story: Story) -> Mapping[str, int]:
    waiting = story.account.neighbours.enrollments.occupancy()
    return {place.step: count for place, count in waiting.items()}
