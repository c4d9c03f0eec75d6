"""A crash before and after every call while segments and scores are judged; AWS makes the call again."""

from collections import Counter
from pathlib import Path

from homing.domain.figures import SEGMENTS

from tests.builders import DAY, HOUR
from tests.journeys.conftest import START, Story, play
from tests.journeys.flows import person, tracked, write_flows
from tests.journeys.test_crashes import Tripwire

SEGMENT = "keen: {event: Product Viewed, at_least: 2, within: 2d}"
FLOW = """
name: {name}
trigger: {trigger}
steps: [{{type: email, id: hi, purpose: transactional, hours: any}}]
"""
HELLO = FLOW.format(name="hello", trigger="{type: segment, entered: keen}")
BYE = FLOW.format(name="bye", trigger="{type: segment, left: keen}")
LEADS = FLOW.format(
    name="leads",
    trigger="{type: score, threshold: 25, half_life: 9d, rules: [{event: Product Viewed, points: 10}]}",
)
SEEN = START + DAY + 10 * HOUR
TOLD = [*person(START + HOUR), *(tracked("Product Viewed", SEEN + n * HOUR) for n in range(3))]


def run(folder: Path, at_call: int | None = None) -> tuple[Story, Tripwire]:
    wire = Tripwire(at_call)
    return play(TOLD, days=5, trip=wire, workflows=folder), wire


def outcome(story: Story) -> tuple[Counter[str], set[frozenset[str]], dict[str, str], list[str]]:
    """Mails by workflow as SES saw them, who is in what, how many members are counted, and the points."""
    tables = story.account.tables
    sent = Counter(str(each.tag("message")).partition("-")[0] for each in story.account.mailer.sent)
    inside = {row.inside() for row in tables.memberships.values()}
    counted: dict[str, int] = {}
    for cell, metrics in tables.figures.items():
        if cell.workflow == SEGMENTS:
            for name, amount in metrics.items():
                counted[name] = counted.get(name, 0) + int(amount)
    points = [str(each.points(story.account.clock.now())) for each in tables.scores.values()]
    return sent, inside, {name: str(amount) for name, amount in counted.items()}, points


def test_no_crash_loses_doubles_or_misjudges_anything(tmp_path: Path) -> None:
    folder = write_flows(tmp_path, HELLO, BYE, LEADS, segments=SEGMENT)
    untroubled, wire = run(folder)
    expected = outcome(untroubled)
    assert expected[0] == {"hello": 1, "bye": 1, "leads": 1}
    assert expected[2] == {"gained": "1", "lost": "1"}
    met = {call.split()[1] for call in wire.calls}
    assert {"segments.put", "scores.put", "history.note", "due.put"} <= met

    for at_call, call in enumerate(wire.calls):
        story, _ = run(folder, at_call)

        assert outcome(story) == expected, call
        assert not story.account.dead_letters(), call
