"""Enrollments that sleep between two passes: nobody restarts them, and nobody calls them broken."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from homing import bootstrap
from homing.adapters.workflow_files import load
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.enrollment import Enrollment
from homing.domain.occupancy import recount

from local import lines
from local.account import Account
from local.play import schedule
from local.preflight.occupied import stranded
from local.rehearse import Stage, open_account
from tests.builders import DAY, HOUR
from tests.journeys import test_repeats
from tests.journeys.conftest import ROOT, Story
from tests.journeys.small import identify, shop_of
from tests.journeys.test_entry_crashes import ONCE_MOVED, PLAN, moved

START = test_repeats.START
BETWEEN = ONCE_MOVED + HOUR


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    shop = shop_of(tmp_path, test_repeats.REMINDER)
    emails = shop / "reminder" / "emails"
    for name in ("hello", "reminded"):
        shutil.copy(emails / "due.mjml", emails / f"{name}.mjml")
    return shop


def asleep(shop: Path, *more: str, until: timedelta = BETWEEN - START) -> Account:
    """Somebody who was reminded on the 10th, and is to be again on the 24th."""
    account = open_account(Stage(workflows=shop, shop=ROOT / "shop.yaml", start=START, days=40))
    schedule(account, lines.parse([identify(test_repeats.TOLD - HOUR), PLAN, *more], "test"))
    account.agenda.run(START + until)
    assert sleeper(account).sleeping
    return account


def sleeper(account: Account) -> Enrollment:
    (row,) = account.tables.enrollments.values()
    return row


def days_of(account: Account) -> list[str]:
    assert account.crashes == []
    assert account.dead_letters() == []
    return [clock[5:10] for _, clock in Story(account).sent()]


def test_the_reconciler_leaves_them_alone(shop: Path) -> None:
    account = asleep(shop)

    rounds = []
    while account.clock.now() < START + 40 * DAY:
        account.agenda.run(account.clock.now() + HOUR)
        rounds.append(bootstrap.reconcile()())

    assert sum(each.restarted + each.standing + each.completed + each.exited for each in rounds) == 0
    assert days_of(account) == ["03-10", "03-24", "04-07"]
    assert sleeper(account).attempt == 2


def test_a_pass_that_the_sweep_lost_is_found_by_the_reconciler(shop: Path) -> None:
    account = asleep(shop)
    for entry in list(account.tables.due):
        account.tables.due.remove(entry)
    account.agenda.run(START + 24 * DAY)
    assert days_of(account) == ["03-10"]

    found = bootstrap.reconcile()()
    account.agenda.run(START + 25 * DAY)

    assert found.restarted == 1
    assert days_of(account) == ["03-10", "03-26"]


def test_a_table_that_forgot_a_pass_reminds_of_it_no_second_time_and_goes_on(shop: Path) -> None:
    account = asleep(shop, until=timedelta(days=5))
    restored = account.tables.enrollments[sleeper(account).id]
    account.agenda.run(BETWEEN)

    assert sleeper(account).sleeping
    account.tables.keep(restored)
    for _ in range(48):
        account.agenda.run(account.clock.now() + HOUR)
        bootstrap.reconcile()()
    account.agenda.run(START + 40 * DAY)

    assert days_of(account) == ["03-10", "03-24", "04-07"]


def test_whoever_sleeps_waits_for_the_first_step_of_the_next_pass(shop: Path) -> None:
    account = asleep(shop)

    waiting = account.neighbours.enrollments.occupancy()

    assert {place.step: count for place, count in waiting.items()} == {"due": 1}
    assert recount(account.tables.enrollments.values()) == waiting


def deployed(account: Account, shop: Path, text: str) -> None:
    (shop / "reminder" / "workflow.yaml").write_text(
        "title: Small\nstage: after\n" + text.lstrip(), encoding="utf-8"
    )
    account.neighbours.workflows = account.workflows = WorkflowSet(load(shop), drafts_play=True)
    bootstrap.install(account.neighbours)


LIVE = test_repeats.REMINDER.replace("trigger:", "status: live\ntrigger:", 1)
RENAMED = LIVE.replace("id: due", "id: reminded")
WITHOUT = LIVE.split("steps:")[0] + "steps: [{id: hello, type: email, purpose: transactional, hours: any}]\n"


def test_a_period_that_was_changed_counts_from_the_pass_that_began_before(shop: Path) -> None:
    account = asleep(shop)

    deployed(account, shop, LIVE.replace("every: trigger.every_days", "every: 7d"))
    account.agenda.run(START + 40 * DAY)

    assert days_of(account) == ["03-10", "03-24", "03-31", "04-07"]


@pytest.mark.parametrize("text", [RENAMED, WITHOUT], ids=["the mail renamed", "the repeat taken away"])
def test_a_deployment_that_takes_away_what_they_sleep_for_is_told_how_many(shop: Path, text: str) -> None:
    account = asleep(shop)
    deployed(account, shop, text)

    (told,) = stranded(account.neighbours.enrollments.occupancy(), list(account.workflows.all()))

    assert told.startswith("1 person waits in reminder for the step due, which would be gone")


def test_a_repeat_that_was_taken_away_with_a_step_in_its_place_goes_on_there_once(shop: Path) -> None:
    account = asleep(shop)
    deployed(account, shop, WITHOUT + "moved: {due: hello}\n")
    assert not list(stranded(account.neighbours.enrollments.occupancy(), list(account.workflows.all())))

    account.agenda.run(START + 40 * DAY)

    assert days_of(account) == ["03-10", "03-24"]
    assert sleeper(account).state == "completed"
    assert account.neighbours.enrollments.occupancy() == {}


def test_a_draining_workflow_lets_its_sleepers_go_on(shop: Path) -> None:
    account = asleep(shop)

    deployed(account, shop, LIVE.replace("status: live", "status: draining"))
    account.agenda.run(START + 30 * DAY)

    assert days_of(account) == ["03-10", "03-24"]


def test_a_workflow_that_is_gone_wakes_them_when_it_is_back(shop: Path) -> None:
    account = asleep(shop, moved("2026-03-15"))
    known = account.workflows._by_name
    reminder = known.pop("reminder")

    account.agenda.run(START + 18 * DAY)
    assert days_of(account) == ["03-10"]
    known["reminder"] = reminder
    account.agenda.run(START + 20 * DAY)

    assert days_of(account) == ["03-10", "03-20"]
