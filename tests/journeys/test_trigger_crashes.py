"""A crash before and after every port call of what starts workflows; what crashed comes again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from homing.domain.enrollment import Enrollment
from homing.domain.message import MessageId

from tests.builders import DAY, HOUR, recipient
from tests.journeys import test_dates, test_groups, test_triggers
from tests.journeys.conftest import Story, play
from tests.journeys.flows import identified, person, tracked, write_flows
from tests.journeys.test_crashes import Tripwire

NOON = test_triggers.NOON + timedelta(seconds=20)
KNOWN = test_triggers.KNOWN
DEMO = test_triggers.demo(NOON)
U9 = [identified(NOON - HOUR, "u9"), tracked("Subscribed", NOON, who="u9")]

SCENES: Mapping[str, tuple[tuple[str, ...], list[str], int]] = {
    "an end starts another": ((test_triggers.DEMO, test_triggers.AFTERWARDS), [DEMO], 5),
    "a count": (
        (test_triggers.BROWSE,),
        [test_triggers.viewed(NOON + n * HOUR) for n in range(3)],
        5,
    ),
    "a quiet contact": (
        (test_triggers.COME_BACK,),
        [test_triggers.viewed(NOON), test_triggers.viewed(NOON + 2 * DAY)],
        20,
    ),
    "a birthday": ((test_dates.BIRTHDAY,), person(NOON, birthday="1990-03-20"), 400),
    "a date that an event brought": (
        (test_dates.CHECK_UP,),
        [test_dates.completed(NOON), test_dates.completed(NOON + 9 * DAY)],
        330,
    ),
    "a date that was called off": (
        (test_dates.CHECK_UP,),
        [test_dates.completed(NOON), tracked("Moved Away", NOON + 9 * DAY)],
        330,
    ),
    "a segment": (
        (test_groups.HELLO, test_groups.BYE),
        [test_groups.viewed(NOON), test_groups.viewed(NOON + HOUR)],
        12,
    ),
    "a campaign": (
        (test_groups.SALE,),
        [
            *(line for n in (2, 3) for line in person(NOON, f"u{n}")),
            *(test_groups.viewed(NOON + n * DAY, f"u{w}") for n in (3, 4) for w in (1, 2, 3)),
        ],
        12,
    ),
    "who leaves is heard of": (
        (test_groups.PLAIN, test_groups.LEFT),
        [*U9, recipient("unsubscribe", at=NOON + HOUR).replace("person1@", "u9@")],
        3,
    ),
    "an open": (
        (test_groups.PLAIN, test_groups.OPENED),
        [*U9, recipient("open", at=NOON + HOUR).replace("person1@", "u9@")],
        3,
    ),
}


@pytest.mark.parametrize("scene", SCENES)
def test_no_crash_loses_or_doubles_what_is_started(scene: str, tmp_path: Path) -> None:
    flows, told, days = SCENES[scene]
    folder = write_flows(tmp_path, *flows, segments=test_groups.ENGAGED)

    def run(at_call: int | None = None, news: Sequence[str] = told) -> tuple[Story, Tripwire]:
        wire = Tripwire(at_call)
        return play([*KNOWN, *news], workflows=folder, days=days, trip=wire), wire

    untroubled, wire = run()
    assert untroubled.account.mailer.sent or "called off" in scene
    history = len(run(news=())[1].calls)
    for at_call, call in list(enumerate(wire.calls))[history:]:
        story, _ = run(at_call)

        assert _left(story) == _left(untroubled), call
        assert _ends(story) == _ends(untroubled), call
        assert not story.account.dead_letters(), call


def _left(story: Story) -> Counter[tuple[str, str, str]]:
    """Mails that left, by SES's own account. Ids depend on which event made the contact."""
    return Counter(_named(story, sent.tag("message")) for sent in story.account.mailer.sent)


def _named(story: Story, message: str | None) -> tuple[str, str, str]:
    found = MessageId.parse(message or "")
    assert found is not None
    row = story.account.tables.enrollments[found.enrollment]
    return _who(story, row), row.workflow, f"{found.step} {found.number}"


def _ends(story: Story) -> Counter[tuple[str, str, str, str | None]]:
    rows = story.account.tables.enrollments.values()
    return Counter((_who(story, row), row.workflow, row.state.value, row.end_reason) for row in rows)


def _who(story: Story, row: Enrollment) -> str:
    return story.account.tables.contacts[row.contact_id].email or "nobody"
