"""Enrollments that stand still, and the hourly round that finds them."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from homing import bootstrap
from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.errors import Throttled
from homing.services.reconcile import Reconciled

from functions.trigger import reconcile
from local import lines
from local.account import CONTEXT
from local.play import schedule
from local.rehearse import Stage, open_account
from tests.builders import DAY, HOUR, MINUTE, at, subscriber, webhook
from tests.journeys.conftest import ROOT, START, Story
from tests.journeys.test_crashes import Crash, Tripwire

LEFT = at("2026-03-02 10:00")
SERIES = ["welcome", "brand_story", "social_proof", "first_offer"]


def welcomed(hours: float = 6, people: int = 1, trip: Any = None) -> Story:
    """People who have had their first mail and wait for the second."""
    signups = [webhook("customers/create", subscriber(n + 1, at=LEFT), at=LEFT) for n in range(people)]
    stage = Stage(workflows=ROOT / "workflows", shop=ROOT / "shop.yaml", start=START, days=30)
    account = open_account(stage, trip=trip)
    schedule(account, lines.parse(signups, "test"))
    account.agenda.run(LEFT + timedelta(hours=hours))
    return Story(account)


def enrollment(story: Story) -> Enrollment:
    return next(iter(story.account.tables.enrollments.values()))


def abort_unheard(story: Story) -> None:
    """End every execution, without the notice that EventBridge sends as well as it can."""
    for execution in story.account.stepper.executions.values():
        execution.status = "ABORTED"


def every_hour(story: Story, days: float) -> list[Reconciled]:
    """Let the hours pass, each with its round; what each round found."""
    rounds = []
    until = story.account.clock.now() + timedelta(days=days)
    while story.account.clock.now() < until:
        story.account.agenda.run(story.account.clock.now() + HOUR)
        rounds.append(bootstrap.reconcile()())
    return rounds


def left(story: Story) -> list[str]:
    """The steps that mailed, by SES's own account."""
    return [sent.tag("step") for sent in story.account.mailer.sent]


def doubled(story: Story) -> list[str]:
    left = Counter(sent.tag("message") for sent in story.account.mailer.sent)
    return [message for message, count in left.items() if count > 1]


def test_an_enrollment_that_goes_its_way_is_looked_at_once_a_wait_and_never_restarted() -> None:
    story = welcomed()

    rounds = every_hour(story, days=30)

    assert story.steps() == SERIES
    assert sum(each.restarted + each.standing + each.completed for each in rounds) == 0
    assert sum(each.looked_at for each in rounds) <= len(SERIES) + 1
    assert not list(story.account.tables.watch)


@pytest.mark.parametrize("gone", ["aborted unheard", "deleted with its machine"])
def test_an_execution_that_is_gone_is_found_within_two_hours_of_its_next_wake_up(gone: str) -> None:
    story = welcomed()
    abort_unheard(story)
    if gone == "deleted with its machine":
        story.account.stepper.executions.clear()

    rounds = every_hour(story, days=30)

    assert sum(each.restarted for each in rounds) == 1
    assert story.steps() == SERIES
    assert doubled(story) == []
    late = at(story.of("sent", step="brand_story")[0]["at"][:16].replace("T", " "))
    told = story.of("waiting", step="brand_story")[0]["until"]
    assert late - at(told[:16].replace("T", " ")) <= 2 * HOUR + 2 * MINUTE
    assert enrollment(story).state is EnrollmentState.COMPLETED


def test_a_row_that_was_never_started_is_started() -> None:
    wire = Tripwire()
    welcomed(trip=wire)
    story = welcomed(hours=0, trip=Tripwire(wire.calls.index("before executions.start")))
    story.account.agenda.run(LEFT + MINUTE)
    assert enrollment(story).state is EnrollmentState.STARTING
    story.account.events._in_flight = 0  # its event goes to the dead letters and is never seen again
    story.account.agenda._heap.clear()

    rounds = every_hour(story, days=30)

    assert sum(each.restarted for each in rounds) == 1
    assert story.steps() == SERIES


def test_who_waits_in_a_paused_workflow_stands_and_is_not_overdue() -> None:
    story = welcomed(hours=0)
    story.account.sends["welcome"]._consumer = lambda _: {"batchItemFailures": []}  # nobody answers
    story.account.agenda.run(LEFT + MINUTE)

    rounds = every_hour(story, days=14)

    assert sum(each.restarted for each in rounds) == 0
    assert 0 < sum(each.standing for each in rounds) <= 6, "the longer it stands, the rarer it is looked at"
    assert enrollment(story).state is EnrollmentState.ACTIVE


def test_one_whose_last_step_was_edited_away_is_completed_once() -> None:
    story = welcomed()
    for execution in story.account.stepper.executions.values():
        execution.status = "SUCCEEDED"

    rounds = every_hour(story, days=10)

    assert sum(each.completed for each in rounds) == 1
    assert enrollment(story).state is EnrollmentState.COMPLETED
    assert len(story.of("completed")) == 1


def test_one_whose_end_a_restored_table_forgot_is_ended_again_and_gets_nothing() -> None:
    story = welcomed()
    running = enrollment(story)
    story.account.neighbours.enrollments.end(running, "unsubscribed", LEFT + 7 * HOUR, [])
    story.account.stepper.stop(running, "unsubscribed")
    story.account.agenda.run(LEFT + 7 * HOUR)
    story.account.tables.keep(running)  # as it was an hour ago

    rounds = every_hour(story, days=10)

    assert sum(each.exited for each in rounds) == 1
    assert sum(each.restarted for each in rounds) == 0
    assert (enrollment(story).state, enrollment(story).end_reason) == (EnrollmentState.EXITED, "unsubscribed")
    assert left(story) == SERIES[:1]


def test_two_rounds_at_once_restart_once() -> None:
    story = welcomed()
    abort_unheard(story)
    story.account.agenda.run(LEFT + 3 * DAY)

    entries = list(story.account.tables.watch)
    bootstrap.reconcile()()
    for entry in entries:  # the other read them before the first moved them
        story.account.tables.watch.put(entry)
    bootstrap.reconcile()()
    story.account.agenda.run(LEFT + 30 * DAY)

    assert enrollment(story).attempt == 1
    assert story.steps() == SERIES
    assert doubled(story) == []


def test_a_dry_run_tells_and_changes_nothing() -> None:
    story = welcomed()
    abort_unheard(story)
    story.account.agenda.run(LEFT + 3 * DAY)
    before = list(story.account.tables.watch)

    found = bootstrap.reconcile()(dry_run=True)

    assert found.restarted == 1
    assert list(story.account.tables.watch) == before
    assert enrollment(story).state is EnrollmentState.ACTIVE


def test_an_enrollment_of_a_workflow_that_is_gone_is_left_until_it_is_deployed_again() -> None:
    story = welcomed()
    abort_unheard(story)
    known = story.account.workflows._by_name
    welcome = known.pop("welcome")

    rounds = every_hour(story, days=4)
    assert sum(each.restarted for each in rounds) == 0
    known["welcome"] = welcome

    assert sum(each.restarted for each in every_hour(story, days=2)) == 1


def test_a_round_that_aws_slows_down_keeps_what_it_did_and_the_next_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    story = welcomed(people=5)
    abort_unheard(story)
    story.account.agenda.run(LEFT + 3 * DAY)
    executions = story.account.neighbours.executions
    calls = Counter[str]()

    def throttled_after_two(row: Enrollment) -> Any:
        calls["status"] += 1
        if calls["status"] == 3:
            raise Throttled("DescribeExecution: ThrottlingException")
        return type(story.account.stepper).status(story.account.stepper, row)

    monkeypatch.setattr(executions, "status", throttled_after_two)

    first, second = bootstrap.reconcile()(), bootstrap.reconcile()()

    assert (first.restarted, first.unfinished) == (2, True)
    assert (second.restarted, second.unfinished) == (3, False)


def test_no_crash_of_a_round_loses_or_doubles_anything() -> None:
    wire = Tripwire()
    _broken_and_reconciled(wire)
    first = wire.calls.index("before watch.until")
    ports = ("watch.", "due.", "executions.", "enrollments.mark_broken", "enrollments.next_attempt")
    crashes = [n for n, call in enumerate(wire.calls) if n >= first and call.split()[1].startswith(ports)]

    for at_call in crashes[:24]:  # until it runs again; what comes after is test_crashes.py's
        story = _broken_and_reconciled(Tripwire(at_call))

        assert left(story) == SERIES, wire.calls[at_call]
        assert doubled(story) == [], wire.calls[at_call]
        assert enrollment(story).state is EnrollmentState.COMPLETED, wire.calls[at_call]
        assert not list(story.account.tables.watch), wire.calls[at_call]


def _broken_and_reconciled(wire: Tripwire) -> Story:
    story = welcomed(trip=wire)
    abort_unheard(story)
    for pause in [3 * DAY, HOUR, HOUR, *[DAY] * 30]:
        story.account.agenda.run(story.account.clock.now() + pause)
        try:
            reconcile.handler({}, CONTEXT)
        except Crash:
            continue  # the next hour does it again
    return story
