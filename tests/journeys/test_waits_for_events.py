"""Waits for an event of the contact: when it comes, when it does not, and when it came too early."""

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from local.metered import Trip
from tests.builders import DAY, HOUR, MINUTE, at, order, stamp, subscriber, webhook
from tests.journeys.conftest import ROOT, Story, play
from tests.journeys.test_crashes import Tripwire

SIGNED_UP = at("2026-03-04 10:00")

ASKING = """
name: asking
title: Asks, and goes on by the answer
status: draft
stage: after
trigger: {type: event, event: Subscribed}
exit: [{event: Order Completed}]
steps:
  - {id: survey, type: email, hours: any}
  - id: answer
    type: wait_for
    event: Survey Answered
    where: {survey: nps}
    timeout: 5d
    then:
      - {id: thanks, type: email, hours: any}
    otherwise:
      - {id: nudge, type: email, hours: any}
  - id: second
    type: wait_for
    event: Survey Answered
    timeout: 2d
    then:
      - {id: again, type: email, hours: any}
"""


@pytest.fixture
def workflows(tmp_path: Path) -> Path:
    return flow(tmp_path, "asking", ASKING, ("survey", "thanks", "nudge", "again"))


def flow(folder: Path, name: str, text: str, mails: tuple[str, ...]) -> Path:
    for part in ("_layout", "_pages", "locales"):
        shutil.copytree(ROOT / "workflows" / part, folder / part)
    emails = folder / name / "emails"
    emails.mkdir(parents=True)
    (folder / name / "workflow.yaml").write_text(text, encoding="utf-8")
    for step in mails:
        shutil.copy(ROOT / "workflows/welcome/emails/brand_story.mjml", emails / f"{step}.mjml")
    return folder


def answered(at: datetime, **properties: Any) -> str:
    body = {
        "type": "track",
        "event": "Survey Answered",
        "properties": {"survey": "nps"} | properties,
        "context": {"traits": {"email": "person1@example.com"}},
        "messageId": f"m-{at.isoformat()}",
        "timestamp": stamp(at),
        "userId": "u-1",
    }
    return json.dumps({"at": stamp(at), "source": "segment", "body": body})


def tell(workflows: Path, *more: str, days: int = 30, trip: Trip | None = None) -> Story:
    new = webhook("customers/create", subscriber(at=SIGNED_UP), at=SIGNED_UP)
    known = {"type": "identify", "userId": "u-1", "traits": {"email": "person1@example.com"}}
    named = json.dumps({"at": stamp(SIGNED_UP + MINUTE), "source": "segment", "body": known})
    return play([new, named, *more], workflows=workflows, days=days, trip=trip)


def left(story: Story) -> list[str]:
    """The mails that left, by SES's own account."""
    return [each.tag("step") for each in story.account.mailer.sent]


def test_who_answers_goes_on_at_once(workflows: Path) -> None:
    story = tell(workflows, answered(SIGNED_UP + 30 * HOUR))

    assert [step for step, _ in story.sent()] == ["survey", "thanks"]
    (thanks,) = story.of("sent", step="thanks")
    assert thanks["at"].startswith("2026-03-05T16:00:0")
    assert [(line["step"], line["reason"]) for line in story.of("decided")] == [
        ("answer", "happened"),
        ("second", "otherwise"),
    ]
    assert len(story.of("completed")) == 1
    assert not story.account.dead_letters()


def test_who_does_not_answer_goes_the_other_way_when_the_time_is_over(workflows: Path) -> None:
    story = tell(workflows)

    (nudge,) = story.of("sent", step="nudge")
    assert nudge["at"][:16] == stamp(SIGNED_UP + 5 * DAY)[:16]
    assert story.steps() == ["survey", "nudge"]
    (waiting, _) = story.of("waiting")
    assert waiting["step"] == "answer"


def test_an_answer_of_another_kind_is_not_waited_for(workflows: Path) -> None:
    story = tell(workflows, answered(SIGNED_UP + 30 * HOUR, survey="csat"))

    assert story.steps() == ["survey", "nudge"]


def test_one_answer_does_not_end_two_waits(workflows: Path) -> None:
    story = tell(workflows, answered(SIGNED_UP + HOUR), answered(SIGNED_UP + 40 * HOUR))

    assert story.steps() == ["survey", "thanks", "again"]


def test_an_answer_after_the_time_is_over_comes_too_late(workflows: Path) -> None:
    late = SIGNED_UP + 5 * DAY + 10 * MINUTE

    story = tell(workflows, answered(late))

    assert story.steps() == ["survey", "nudge", "again"]
    assert [line["reason"] for line in story.of("decided")] == ["otherwise", "happened"]


def test_an_exit_ends_a_wait(workflows: Path) -> None:
    bought = SIGNED_UP + 20 * HOUR

    story = tell(
        workflows,
        webhook("orders/create", order(at=bought, token=None), at=bought),
        answered(SIGNED_UP + 30 * HOUR),
    )

    assert story.steps() == ["survey"]
    assert len(story.of("exited")) == 1
    assert not story.account.dead_letters()
    assert not [each for each in story.account.stepper.executions.values() if each.status == "RUNNING"]


def test_nobody_stands_in_a_wait_that_is_over(workflows: Path) -> None:
    story = tell(workflows, answered(SIGNED_UP + HOUR))

    assert story.account.tables.waits == {}
    assert story.account.neighbours.enrollments.occupancy() == {}


@pytest.mark.parametrize("answers", [True, False])
def test_no_crash_loses_or_doubles_what_follows_a_wait(workflows: Path, answers: bool) -> None:
    told = (answered(SIGNED_UP + 30 * HOUR),) if answers else ()
    wire = Tripwire()
    untroubled = tell(workflows, *told, days=12, trip=wire)

    for at_call, call in enumerate(wire.calls):
        story = tell(workflows, *told, days=12, trip=Tripwire(at_call))

        assert left(story) == left(untroubled), call
        assert story.account.tables.waits == {}, call
        assert not story.account.dead_letters(), call
        assert story.account.neighbours.enrollments.occupancy() == {}, call


def test_a_restarted_wait_keeps_its_end_and_the_token_of_the_new_attempt_is_answered(workflows: Path) -> None:
    story = tell(workflows, days=3)
    account = story.account
    (name,) = account.stepper.executions
    account.stepper.executions[name].status = "FAILED"
    account.tell_broken(name)

    account.agenda.run(SIGNED_UP + 12 * DAY)

    assert [line["step"] for line in account.timeline.lines if line["kind"] == "sent"] == ["survey", "nudge"]
    (nudge,) = [line for line in account.timeline.lines if line.get("step") == "nudge"][:1]
    assert nudge["at"][:16] == stamp(SIGNED_UP + 5 * DAY)[:16]
    assert {each.status for each in account.stepper.executions.values()} == {"FAILED", "SUCCEEDED"}


def test_a_wait_of_who_proved_to_be_another_hears_that_others_event(workflows: Path) -> None:
    before = SIGNED_UP - HOUR
    stranger = subscriber(9, at=before, email_marketing_consent=None)
    elder = webhook("customers/create", stranger, at=before)
    body = {
        "admin_graphql_api_customer_kept_id": "gid://shopify/Customer/9",
        "admin_graphql_api_customer_deleted_id": "gid://shopify/Customer/1",
        "status": "completed",
    }
    one = webhook("customers/merge", body, at=SIGNED_UP + 29 * HOUR)

    story = tell(workflows, elder, one, answered(SIGNED_UP + 30 * HOUR))

    assert left(story).count("thanks") == 1
