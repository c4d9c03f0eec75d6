"""A live workflow is edited while somebody waits in it: their old machine meets the new file and goes on."""

from pathlib import Path

import pytest

from tests.builders import DAY
from tests.journeys.conftest import Story
from tests.journeys.test_moved_steps import edited, workflows, write

__all__ = ["workflows"]

HEAD = """
name: series
title: Edited on the way
status: live
stage: before
trigger: {type: event, event: Subscribed}
steps:
  - {id: hello, type: email, hours: any}
  - {id: day_2, type: wait, day: 2}
"""
AWAITED = (
    HEAD
    + """\
  - id: story
    type: wait_for
    event: Survey Answered
    timeout: 3d
    then: [{id: tale, type: email}]
  - {id: last, type: email}
"""
)
PLAIN = HEAD + "  - {id: last, type: email}\n"
MAILED = (
    HEAD + "  - {id: tale, type: email}\n  - {id: day_9, type: wait, day: 9}\n  - {id: last, type: email}\n"
)
SPLIT = (
    HEAD
    + """\
  - id: story
    type: split
    arms:
      - {name: long, share: 50, steps: [{id: tale, type: email}]}
      - {name: short, share: 50, steps: []}
  - {id: last, type: email}
"""
)


def reached_the_end(story: Story) -> bool:
    """The execution itself ran through, and nobody had to restart it."""
    executions = list(story.account.stepper.executions.values())
    return [each.status for each in executions] == ["SUCCEEDED"] and len(story.of("completed")) == 1


@pytest.mark.parametrize("days", [1, 3], ids=["before it is reached", "while somebody waits in it"])
def test_a_wait_for_an_event_that_was_taken_away_lets_the_machine_go_on(workflows: Path, days: int) -> None:
    write(workflows, AWAITED)

    story = edited(workflows, PLAIN, after=days * DAY)

    assert story.steps() == ["hello", "last"]
    assert reached_the_end(story)


def test_a_mail_in_place_of_a_wait_for_an_event_goes_out_by_the_old_machine(workflows: Path) -> None:
    write(workflows, AWAITED)

    story = edited(workflows, MAILED + "moved: {story: tale}\n", after=DAY)

    assert story.steps() == ["hello", "tale", "last"]
    assert reached_the_end(story)


def test_a_mail_in_place_of_a_wait_may_be_parked_there(workflows: Path) -> None:
    write(workflows, AWAITED)

    late = MAILED.replace("{id: day_2, type: wait, day: 2}", "{id: day_5, type: wait, day: 5}")
    story = edited(workflows, late + "moved: {story: tale}\n", after=DAY)

    assert [line["reason"] for line in story.of("parked", step="tale")] == ["date_moved"]
    assert story.steps() == ["hello", "tale", "last"]
    assert reached_the_end(story)


def test_a_split_that_was_taken_away_lets_the_machine_go_on(workflows: Path) -> None:
    write(workflows, SPLIT)

    story = edited(workflows, PLAIN, after=DAY)

    assert story.steps() == ["hello", "last"]
    assert reached_the_end(story)


def test_a_step_that_was_added_is_for_those_who_come_after_and_the_next_keeps_its_day(
    workflows: Path,
) -> None:
    write(workflows, PLAIN)

    story = edited(workflows, MAILED, after=DAY)

    assert [(step, clock[:10]) for step, clock in story.sent()] == [
        ("hello", "2026-03-04"),
        ("last", "2026-03-13"),
    ]
    assert reached_the_end(story)


def test_a_text_that_was_changed_is_read_by_whoever_gets_the_mail_after_it(workflows: Path) -> None:
    write(workflows, PLAIN)
    mail = workflows / "series" / "emails" / "last.mjml"
    louder = mail.read_text("utf-8").replace("</mj-title>", "!</mj-title>")

    story = edited(workflows, PLAIN, after=DAY, mails={mail: louder})

    first, second = (line["subject"] for line in story.of("sent"))
    assert second == first + "!"
    assert reached_the_end(story)
