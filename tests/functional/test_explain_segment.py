"""`homing explain --segment`: the condition as a tree, each part with what was found, and until when."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from local import explain_segment, known
from tests.builders import DAY, HOUR
from tests.journeys.conftest import START, play
from tests.journeys.flows import person, tracked, write_flows

SEGMENTS = """
keen: {event: Product Viewed, at_least: 2, within: 3d}
keen_abroad:
  all: [{segment: keen}, {not: {fact: contact.country, is: "NO"}}, {fact: contact.orders, at_most: 0}]
"""
HELLO = """
name: hello
trigger: {type: segment, entered: keen_abroad}
steps: [{type: email, id: hi}]
"""


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """What a rehearsal of one keen person left behind."""
    told = [*person(START), *(tracked("Product Viewed", START + 30 * HOUR + n * DAY / 4) for n in range(2))]
    story = play(told, days=2, workflows=write_flows(tmp_path, HELLO, segments=SEGMENTS))
    known.save(story.account, tmp_path)
    return tmp_path


def explained(out: Path, segment: str, who: str = "u1@example.com") -> tuple[bool, str]:
    console = Console(record=True, width=200, file=io.StringIO())
    told = explain_segment.explain(who, segment, out, console)
    return told, console.export_text()


def test_each_part_says_whether_it_holds_what_was_found_and_until_when(out: Path) -> None:
    told, text = explained(out, "keen_abroad")

    assert told
    assert "u1@example.com is in keen_abroad (keen_abroad)" in text
    assert "it may change by itself on Fri 06 Mar 2026 07:00" in text
    lines = [line.strip(" │├└─") for line in text.splitlines()]
    assert "yes  in segment keen (until Fri 06 Mar 2026 07:00)" in lines
    seen = "yes  Product Viewed at least 2 within 3d: 2, the last at 2026-03-03 12:00"
    assert f"{seen} (until Fri 06 Mar 2026 07:00)" in lines
    assert "no   contact.country is NO: unknown" in lines
    assert "yes  contact.orders at most 0: 0" in lines


def test_the_segments_that_a_contact_is_in_are_named(out: Path) -> None:
    console = Console(record=True, width=200, file=io.StringIO())

    explain_segment.memberships("u1@example.com", out, console)

    assert "In the segments: keen, keen_abroad." in console.export_text()


def test_what_no_workflow_uses_and_whom_nobody_knows_are_told_so(out: Path) -> None:
    assert explained(out, "gone") == (
        False,
        f"No workflow of {out} uses a segment 'gone'; used are: keen, keen_abroad.\n",
    )
    assert not explained(out, "keen", "nobody@example.com")[0]


def test_without_segments_nothing_is_written(tmp_path: Path) -> None:
    flow = HELLO.replace("{type: segment, entered: keen_abroad}", "{type: event, event: Signed Up}")
    story = play(person(START), days=1, workflows=write_flows(tmp_path, flow))

    known.save(story.account, tmp_path)

    assert not (tmp_path / known.FILE).exists()
