"""Branches, updates and exits, in a workflow that no shop ships."""

import shutil
from pathlib import Path

import pytest
from homing.domain.occupancy import Place
from homing.domain.steps import Step
from homing.domain.walk import find

from infra.asl import names
from local.account import Account
from tests.builders import at, subscriber, webhook
from tests.journeys.conftest import ROOT, Story, play

SIGNED_UP = at("2026-03-04 10:00")

BRANCHY = """
name: branchy
title: One way for Norway, another for the rest
status: draft
stage: before
trigger: {type: event, event: Subscribed}
steps:
  - {id: hello, type: email, hours: any}
  - {id: day_1, type: wait, day: 1, at: "10:30"}
  - id: where
    type: branch
    arms:
      - name: norway
        when: {fact: contact.country, is: NO}
        steps:
          - {id: local, type: email}
      - name: britain
        when: {any: [{fact: contact.country, is: GB}, {fact: contact.country, is: IE}]}
        steps:
          - {id: goodbye, type: exit}
    otherwise:
      - {id: note, type: update, set: {far_away: true}}
      - {id: day_2, type: wait, day: 2}
      - {id: abroad, type: email}
  - {id: day_3, type: wait, day: 3}
  - {id: last, type: email}
"""


@pytest.fixture
def workflows(tmp_path: Path) -> Path:
    for part in ("_layout", "_pages", "locales"):
        shutil.copytree(ROOT / "workflows" / part, tmp_path / part)
    emails = tmp_path / "branchy" / "emails"
    emails.mkdir(parents=True)
    (tmp_path / "branchy" / "workflow.yaml").write_text(BRANCHY, encoding="utf-8")
    for step in ("hello", "local", "abroad", "last"):
        shutil.copy(ROOT / "workflows/welcome/emails/brand_story.mjml", emails / f"{step}.mjml")
    return tmp_path


def signs_up_in(country: str, workflows: Path, days: int = 30) -> Story:
    new = subscriber(at=SIGNED_UP, default_address={"country_code": country})
    return play([webhook("customers/create", new, at=SIGNED_UP)], workflows=workflows, days=days)


def test_the_first_arm_that_holds_is_taken_and_leads_back(workflows: Path) -> None:
    story = signs_up_in("NO", workflows)

    assert story.steps() == ["hello", "local", "last"]
    assert [line["reason"] for line in story.of("decided")] == ["norway"]
    assert story.sent()[1][1].startswith("2026-03-05 10:3")
    assert story.sent()[2][1].startswith("2026-03-07 09:0")
    assert len(story.of("completed")) == 1


def test_an_exit_ends_the_way_as_completed(workflows: Path) -> None:
    story = signs_up_in("GB", workflows)

    assert story.steps() == ["hello"]
    assert len(story.of("completed")) == 1
    assert not story.of("exited")


def test_otherwise_writes_onto_the_contact_and_goes_its_own_way(workflows: Path) -> None:
    story = signs_up_in("SE", workflows)

    assert story.steps() == ["hello", "abroad", "last"]
    assert [line["reason"] for line in story.of("decided")] == ["otherwise", "updated"]
    assert next(iter(story.account.tables.contacts.values())).get("far_away") is True


def test_a_branch_costs_two_transitions_more(workflows: Path) -> None:
    story = signs_up_in("NO", workflows)

    execution = next(iter(story.account.stepper.executions.values()))
    assert execution.status == "SUCCEEDED"
    assert execution.visits == 3 + 2 + 2  # three mails, two waits, a question and its fork


@pytest.mark.parametrize(
    ("country", "waited_for"),
    [
        ("NO", ["where", "last", "last", None]),
        ("SE", ["where", "abroad", "last", None]),
        ("GB", ["where", None, None, None]),
    ],
)
def test_who_waits_where_is_what_the_machine_waits_for(
    country: str, waited_for: list[str | None], workflows: Path
) -> None:
    for day, step in enumerate(waited_for, start=3):
        account = signs_up_in(country, workflows, days=day).account

        (enrollment,) = account.tables.enrollments.values()
        place = Place("branchy", enrollment.version, step or "")
        assert account.neighbours.enrollments.occupancy() == ({place: 1} if step else {})
        (execution,) = account.stepper.executions.values()
        waiting = execution.states[execution.at].get("Next") if execution.status == "RUNNING" else None
        assert waiting == (step and names.first_state(_step(account, step)))


def _step(account: Account, step_id: str) -> Step:
    workflow = account.workflows.get("branchy")
    step = find(workflow.steps, step_id) if workflow else None
    assert step is not None
    return step
