"""Segments played through: who comes in, who leaves, and what that starts, by events and by time alone."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from homing import bootstrap
from homing.services.report_json import report_json

from tests.builders import DAY, HOUR, recipient
from tests.journeys.conftest import START, Story, play
from tests.journeys.flows import identified, person, tracked, write_flows

MORNING = START + 10 * HOUR
MAILED = """
name: mailed
re_entry: every
trigger: {{type: segment, {way}: {segment}}}
steps: [{{type: email, id: told, purpose: transactional}}]
"""


def mailed(segment: str, way: str = "entered") -> str:
    return MAILED.format(segment=segment, way=way)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def played(folder: Path, told: list[str], segments: Mapping[str, str], *flows: str, days: int = 30) -> Story:
    written = "\n".join(f"{name}: {when}" for name, when in segments.items())
    return play(told, days=days, workflows=write_flows(folder, *flows, segments=written))


def viewed(*times: datetime) -> list[str]:
    return [tracked("Product Viewed", at, product_id="7") for at in times]


KEEN = "{event: Product Viewed, at_least: 2, within: 3d}"


def test_who_comes_into_a_segment_is_written_to(folder: Path) -> None:
    told = [*person(START), *viewed(MORNING, MORNING + HOUR, MORNING + 2 * HOUR)]

    story = played(folder, told, {"keen": KEEN}, mailed("keen"))

    assert story.sent() == [("told", "2026-03-02 12:00")]


def test_who_leaves_a_segment_by_time_alone_is_written_to(folder: Path) -> None:
    told = [*person(START), *viewed(MORNING, MORNING + HOUR)]

    story = played(folder, told, {"keen": KEEN}, mailed("keen", "left"))

    assert story.sent() == [("told", "2026-03-05 11:00")]


def test_who_has_done_nothing_for_long_is_found_without_an_event(folder: Path) -> None:
    asleep = "{all: [{event: Signed Up}, {not: {event: Product Viewed, within: 10d}}]}"
    told = [*person(START), *viewed(MORNING, MORNING + 5 * DAY), tracked("Signed Up", MORNING + HOUR)]

    story = played(folder, told, {"asleep": asleep}, mailed("asleep"))

    assert story.sent() == [("told", "2026-03-17 11:00")]


def test_a_segment_of_those_who_consented_follows_consent(folder: Path) -> None:
    listed = "{fact: contact.subscribed, is: true}"
    welcome = mailed("listed").replace("purpose: transactional", "hours: any")
    left = mailed("listed", "left").replace("name: mailed", "name: missed")
    told = [identified(START), *person(MORNING), recipient("unsubscribe", at=MORNING + DAY)]
    told[-1] = told[-1].replace("person1@example.com", "u1@example.com")

    story = played(folder, told, {"listed": listed}, welcome, left)

    assert [line["workflow"] for line in story.of("sent")] == ["mailed", "missed"]
    assert story.of("refused") == []


def test_history_from_before_the_start_builds_segments_and_starts_nothing(folder: Path) -> None:
    told = [*person(START - 2 * DAY), *viewed(START - 3 * HOUR, START - HOUR)]

    story = played(folder, told, {"keen": KEEN}, mailed("keen"), days=1)

    assert story.sent() == []
    assert [each.inside() for each in story.account.tables.memberships.values()] == [{"keen"}]


DORMANT = """
  all:
  - {event: Email Delivered, at_least: 2, within: 20d, where: {purpose: marketing}}
  - not:
      any:
        - {event: Email Opened, within: 20d, where: {machine: false}}
        - {event: Email Link Clicked, within: 20d, where: {machine: false}}
        - {event: Product Viewed, within: 20d}
"""
SERIES = """
name: series
trigger: {type: event, event: Signed Up}
steps:
  - {type: email, id: one, hours: any}
  - {type: wait, id: later, day: 2}
  - {type: email, id: two}
"""


def reading(action: str, agent: str) -> str:
    at = MORNING + DAY
    told = recipient(action, at=at, user_agent=agent)
    return told.replace("person1@example.com", "u1@example.com")


@pytest.mark.parametrize(
    ("agent", "asked"), [("Mozilla/5.0", ["told"]), ("Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0", [])]
)
def test_mails_that_only_machines_opened_leave_a_contact_dormant(
    folder: Path, agent: str, asked: list[str]
) -> None:
    told = [*person(START), tracked("Signed Up", MORNING), reading("open", agent)]

    story = played(folder, told, {"dormant": DORMANT}, SERIES, mailed("dormant"), days=15)

    assert [line["step"] for line in story.of("sent", workflow="mailed")] == asked


def test_what_an_update_writes_brings_a_contact_in(folder: Path) -> None:
    tagging = """
name: tagging
trigger: {type: event, event: Signed Up}
steps:
  - {type: email, id: hello, purpose: transactional}
  - {type: update, id: tag, tag: [vip]}
"""
    vip = "{fact: contact.tags, contains: vip}"
    told = [*person(START), tracked("Signed Up", MORNING)]

    story = played(folder, told, {"vip": vip}, tagging, mailed("vip"), days=2)

    assert story.steps() == ["hello", "told"]


SCORED = """
name: leads
re_entry: every
trigger:
  type: score
  threshold: 20
  half_life: 10d
  rules: [{event: Product Viewed, points: 10}]
steps: [{type: email, id: told, purpose: transactional}]
"""


def test_who_reaches_a_score_is_written_to_once(folder: Path) -> None:
    told = [*person(START), *viewed(MORNING, MORNING, MORNING + HOUR, MORNING + 2 * HOUR, MORNING + 3 * HOUR)]

    story = played(folder, told, {}, SCORED, days=3)

    assert story.steps() == ["told"]


def test_the_report_counts_the_members_of_each_segment_that_is_used(folder: Path) -> None:
    told = [*person(START), *viewed(MORNING, MORNING + HOUR), *person(START, "u2")]
    story = played(folder, told, {"keen": KEEN, "unused": KEEN}, mailed("keen"), days=2)

    report = bootstrap.summarize().between(START, story.account.clock.now())

    assert report_json(report)["segments"] == {"keen": {"members": 1}}
