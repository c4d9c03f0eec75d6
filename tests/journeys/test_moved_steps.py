"""A workflow that is edited while people are on their way in it: `moved` says where they go on."""

import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from homing import bootstrap
from homing.adapters.mjml import compile_templates
from homing.adapters.templates import JinjaRenderer
from homing.adapters.workflow_files import load
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.message import MessageState

from local import lines
from local.account import Account
from local.play import schedule
from local.rehearse import Stage, open_account
from tests.builders import DAY, HOUR, at, subscriber, webhook
from tests.journeys.conftest import ROOT, START, Story

SIGNED_UP = at("2026-03-04 10:00")

BEFORE = """
name: series
title: Three mails
status: draft
stage: before
trigger: {type: event, event: Subscribed}
steps:
  - {id: hello, type: email, hours: any}
  - {id: day_2, type: wait, day: 2}
  - {id: story, type: email}
  - {id: day_4, type: wait, day: 4}
  - {id: last, type: email}
"""
RENAMED = BEFORE.replace("story", "tale")
SHORTER = BEFORE.replace("  - {id: story, type: email}\n  - {id: day_4, type: wait, day: 4}\n", "")


@pytest.fixture
def workflows(tmp_path: Path) -> Path:
    for part in ("_layout", "_pages", "locales"):
        shutil.copytree(ROOT / "workflows" / part, tmp_path / part)
    emails = tmp_path / "series" / "emails"
    emails.mkdir(parents=True)
    for step in ("hello", "story", "tale", "last"):
        shutil.copy(ROOT / "workflows/welcome/emails/brand_story.mjml", emails / f"{step}.mjml")
    write(tmp_path, BEFORE)
    return tmp_path


def write(workflows: Path, text: str) -> None:
    (workflows / "series" / "workflow.yaml").write_text(text, encoding="utf-8")


def edited(
    workflows: Path,
    text: str,
    *,
    after: timedelta = HOUR,
    breaks: bool = False,
    mails: Mapping[Path, str] | None = None,
) -> Story:
    """One reader's story, whose workflow is deployed anew some time after they signed up."""
    new = webhook("customers/create", subscriber(at=SIGNED_UP), at=SIGNED_UP)
    account = open_account(Stage(workflows=workflows, shop=ROOT / "shop.yaml", start=START, days=20))
    schedule(account, lines.parse([new], "test"))
    account.agenda.run(SIGNED_UP + after)
    write(workflows, text)
    account.neighbours.workflows = account.workflows = WorkflowSet(load(workflows), drafts_play=True)
    if mails is not None:
        for mail, written in mails.items():
            mail.write_text(written, encoding="utf-8")
        account.neighbours.renderer = JinjaRenderer(compile_templates(workflows), default_locale="en")
    bootstrap.install(account.neighbours)
    if breaks:
        _break(account)
    account.agenda.run(START + 20 * DAY)
    return Story(account)


def _break(account: Account) -> None:
    """The execution fails without our asking, and EventBridge tells of it."""
    execution = next(e for e in account.stepper.executions.values() if e.status == "RUNNING")
    execution.status = "FAILED"
    account.tell_broken(execution.name)


def test_who_waits_for_a_step_that_moved_gets_the_one_in_its_place(workflows: Path) -> None:
    story = edited(workflows, RENAMED + "moved: {story: tale}\n")

    assert story.steps() == ["hello", "tale", "last"]
    assert len(story.of("completed")) == 1
    assert story.account.neighbours.enrollments.occupancy() == {}


def test_without_it_the_step_is_skipped_and_the_way_goes_on(workflows: Path) -> None:
    story = edited(workflows, RENAMED)

    assert story.steps() == ["hello", "last"]
    assert [line["reason"] for line in story.of("skipped")] == ["no_content"]


def test_two_steps_that_became_one_send_one_mail(workflows: Path) -> None:
    story = edited(workflows, SHORTER + "moved: {story: last}\n")

    assert story.steps() == ["hello", "last"]
    assert len(story.account.mailer.sent) == 2
    assert len(story.of("completed")) == 1


def test_a_new_attempt_sends_nothing_again_under_another_name(workflows: Path) -> None:
    story = edited(workflows, RENAMED + "moved: {story: tale}\n", after=3 * DAY, breaks=True)

    assert story.steps() == ["hello", "story", "last"]
    assert {each.state for each in story.account.tables.messages.values()} == {MessageState.SENT}
    assert [each.attempt for each in story.account.tables.enrollments.values()] == [1]
