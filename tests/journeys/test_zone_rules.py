"""A zone whose rules change while somebody waits: whatever wakes counts again, by the rules of then.

As after a deployment with a newer tzdata: Oslo is given the clock of another place.
"""

import zoneinfo
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from local import lines
from local.account import Account
from local.play import schedule
from local.rehearse import Stage, open_account
from tests.builders import DAY, HOUR, at
from tests.journeys.conftest import ROOT, Story
from tests.journeys.flows import person, tracked, write_flows
from tests.journeys.test_dates import BIRTHDAY
from tests.journeys.test_people_who_move import CHECK_UP, PLAN

START = at("2026-03-02 00:00")
TOLD = START + 10 * HOUR
DAYS = """
name: days
trigger: {type: event, event: Plan Started}
steps:
  - {id: at_once, type: email, purpose: transactional, hours: any}
  - {id: until, type: wait, day: 8, at: "09:00"}
  - {id: later, type: email, purpose: transactional, hours: any}
"""
DATED = """
name: dated
trigger: {type: event, event: Plan Started}
steps:
  - {id: until, type: wait, until: {date: trigger.next_at, at: "09:00"}}
  - {id: later, type: email, purpose: transactional, hours: any}
"""
FLOWS = {"days": DAYS, "dated": DATED, "plan": PLAN, "check_up": CHECK_UP, "birthday": BIRTHDAY}
NINE = at("2026-03-10 08:00")  # of a Tuesday in Oslo, by the rules of before
STARTS = {
    "check_up": [tracked("Appointment Completed", START - 6 * DAY + 15 * HOUR, service="teeth")],
    "birthday": [],
}
PLANNED = [tracked("Plan Started", TOLD, plan="a", next_at="2026-03-10", every_days=7)]


@pytest.fixture
def rules(tmp_path: Path) -> Iterator[Path]:
    """A folder of zones that go before the pinned ones."""
    before, folder = zoneinfo.TZPATH, tmp_path / "zones"
    (folder / "Europe").mkdir(parents=True)
    yield folder
    zoneinfo.reset_tzpath(before)
    zoneinfo.ZoneInfo.clear_cache()


def oslo_keeps_the_clock_of(zone: str, folder: Path) -> None:
    data = files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()
    (folder / "Europe" / "Oslo").write_bytes(data)
    zoneinfo.reset_tzpath([str(folder)])
    zoneinfo.ZoneInfo.clear_cache()


def waiting(tmp_path: Path, flow: str) -> Account:
    account = open_account(
        Stage(
            workflows=write_flows(tmp_path, FLOWS[flow]),
            shop=ROOT / "shop.yaml",
            start=START,
            days=400,
        )
    )
    known = person(START - 7 * DAY, birthday="1990-03-10")
    schedule(account, lines.parse([*known, *STARTS.get(flow, PLANNED)], "test"))
    account.agenda.run(NINE - 5 * HOUR)
    return account


def on_the_day(account: Account) -> list[str]:
    account.agenda.run(NINE + DAY)
    assert account.crashes == []
    return [line["at"][5:13] for line in Story(account).of("sent") if line["at"] >= "2026-03-10"]


@pytest.mark.parametrize("flow", FLOWS)
def test_whose_clock_is_set_back_is_written_to_at_nine_by_the_new_one(
    tmp_path: Path, rules: Path, flow: str
) -> None:
    account = waiting(tmp_path, flow)

    oslo_keeps_the_clock_of("Atlantic/Azores", rules)  # an hour west of Greenwich

    assert on_the_day(account) == ["03-10T10"]


@pytest.mark.parametrize("flow", FLOWS)
def test_whose_clock_is_set_forward_is_written_to_when_it_wakes_late_and_once(
    tmp_path: Path, rules: Path, flow: str
) -> None:
    account = waiting(tmp_path, flow)

    oslo_keeps_the_clock_of("Europe/Istanbul", rules)  # two hours ahead of it was

    assert on_the_day(account) == ["03-10T08"]


@pytest.mark.parametrize(("zone", "nine"), [("Atlantic/Azores", "10"), ("Europe/Istanbul", "06")])
def test_the_time_after_that_is_nine_by_the_new_rules(
    tmp_path: Path, rules: Path, zone: str, nine: str
) -> None:
    account = waiting(tmp_path, "plan")
    oslo_keeps_the_clock_of(zone, rules)
    account.agenda.run(NINE + 2 * DAY)

    account.agenda.run(NINE + 8 * DAY)

    assert Story(account).of("sent")[-1]["at"].startswith(f"2026-03-17T{nine}")


def test_the_rules_that_stay_change_nothing(tmp_path: Path, rules: Path) -> None:
    account = waiting(tmp_path, "plan")

    oslo_keeps_the_clock_of("Europe/Berlin", rules)

    assert on_the_day(account) == ["03-10T08"]
