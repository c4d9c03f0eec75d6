"""A birthday is wished once a year at nine over there: whatever the sweep, the clock or its owner does."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from homing.domain.errors import ServiceUnavailable

from local import lines
from local.account import Account
from local.play import schedule
from local.rehearse import Stage, open_account
from tests.builders import DAY, HOUR, MINUTE, at
from tests.journeys.conftest import ROOT, Story, play
from tests.journeys.flows import identified, person, write_flows
from tests.journeys.test_dates import BIRTHDAY, RENEWAL

START = at("2026-03-02 00:00")
NINE = at("2026-03-14 08:00")  # in Oslo
BORN = "1990-03-14"


def opened(folder: Path, *told: str, flow: str = BIRTHDAY, **traits: str) -> Account:
    known = person(START + HOUR, **{"birthday": BORN, **traits})
    account = open_account(
        Stage(workflows=write_flows(folder, flow), shop=ROOT / "shop.yaml", start=START, days=900)
    )
    schedule(account, lines.parse([*known, *told], "test"))
    return account


def wished(account: Account) -> list[str]:
    assert account.dead_letters() == []
    return [clock for step, clock in Story(account).sent() if step in ("wish", "renew")]


def sweeps(account: Account, during: Callable[[datetime], bool]) -> None:
    """Let no sweep run while `during` says so."""
    invoke = account.invoke

    def maybe(function: str, event: Any) -> Any:
        if function == "sweep" and during(account.clock.now()):
            raise ServiceUnavailable("nobody sweeps")
        return invoke(function, event)

    account.invoke = maybe  # type: ignore[method-assign]


@pytest.mark.parametrize("hours", [2, 11])
def test_a_sweep_that_was_down_wishes_late_and_once(tmp_path: Path, hours: int) -> None:
    account = opened(tmp_path)
    sweeps(account, lambda now: NINE - HOUR < now < NINE + hours * HOUR)

    account.agenda.run(START + 500 * DAY)

    first, second = wished(account)
    late = at(first) - at("2026-03-14 09:00")
    assert (hours - 1) * HOUR < late < hours * HOUR + 11 * MINUTE
    assert second.startswith("2027-03-14 09:")


def test_a_sweep_that_was_down_for_three_days_leaves_out_what_is_stale_says_so_and_goes_on(
    tmp_path: Path,
) -> None:
    account = opened(tmp_path)
    sweeps(account, lambda now: NINE - DAY < now < NINE + 2 * DAY)

    account.agenda.run(START + 500 * DAY)

    assert [(each["step"], each["reason"]) for each in Story(account).of("skipped")] == [("wish", "expired")]
    assert [each[:13] for each in wished(account)] == ["2027-03-14 09"]


def test_what_keeps_longer_comes_after_three_days_all_the_same(tmp_path: Path) -> None:
    account = opened(tmp_path, flow=RENEWAL, renews_on="2026-03-17")
    sweeps(account, lambda now: NINE - DAY < now < NINE + 2 * DAY)

    account.agenda.run(START + 500 * DAY)

    assert [each[:10] for each in wished(account)] == ["2026-03-16"]


def test_two_sweeps_at_once_wish_once(tmp_path: Path) -> None:
    account = opened(tmp_path)
    start, nested = account.neighbours.enrollments.put, list[bool]()

    def beside(*args: Any, **options: Any) -> Any:
        if not nested:
            nested.append(True)
            account.invoke("sweep", {})  # another, which sees the same entry
        return start(*args, **options)

    account.neighbours.enrollments.put = beside  # type: ignore[method-assign]
    account.agenda.run(START + 500 * DAY)

    assert nested
    assert [each[:13] for each in wished(account)] == ["2026-03-14 09", "2027-03-14 09"]
    assert len(Story(account).of("enrolled")) == 2
    assert not Story(account).of("refused")


def test_a_sweep_that_died_before_it_took_its_entry_out_wishes_once(tmp_path: Path) -> None:
    account = opened(tmp_path)
    remove, died = account.neighbours.due.remove, list[Any]()

    def refuse(entry: Any) -> None:
        if len(died) < 5:
            died.append(entry)
            raise ServiceUnavailable("gone")
        remove(entry)

    account.neighbours.due.remove = refuse  # type: ignore[method-assign]
    account.agenda.run(START + 500 * DAY)

    assert len(died) == 5
    assert [each[:13] for each in wished(account)] == ["2026-03-14 09", "2027-03-14 09"]


def test_a_clock_that_is_set_back_after_the_wish_brings_no_second(tmp_path: Path) -> None:
    account = opened(tmp_path)
    account.agenda.run(NINE + HOUR)
    assert len(wished(account)) == 1

    account.clock._now = NINE - 2 * HOUR
    told_again = identified(NINE - HOUR, birthday=BORN)
    schedule(account, lines.parse([told_again], "test"))
    account.agenda.run(START + 500 * DAY)

    assert [each[:13] for each in wished(account)] == ["2026-03-14 09", "2027-03-14 09"]


ZONES = ["Pacific/Kiritimati", "Asia/Tokyo", "Europe/Oslo", "America/Los_Angeles", "Pacific/Honolulu"]


@pytest.mark.parametrize("after", [-26, -12, -1, 1, 12, 26])
@pytest.mark.parametrize("there", ZONES)
@pytest.mark.parametrize("here", ["Pacific/Kiritimati", "Europe/Oslo", "Pacific/Honolulu"])
def test_who_moves_about_their_birthday_is_wished_once(
    tmp_path: Path, here: str, there: str, after: int
) -> None:
    nine_here = {"Pacific/Kiritimati": NINE - 13 * HOUR, "Pacific/Honolulu": NINE + 11 * HOUR}
    moves = identified(nine_here.get(here, NINE) + after * HOUR + 3 * MINUTE, timezone=there)

    account = opened(tmp_path, moves, timezone=here)
    account.agenda.run(START + 30 * DAY)

    assert len(wished(account)) == 1
    assert not Story(account).of("refused")
    account.agenda.run(START + 500 * DAY)
    assert wished(account)[1][:13] == "2027-03-14 09"


def test_a_birthday_told_on_the_day_before_nine_and_within_the_day_is_wished(tmp_path: Path) -> None:
    before = opened(tmp_path / "a", identified(NINE - HOUR, birthday=BORN), birthday="1990-12-01")
    before.agenda.run(NINE + DAY)
    assert [each[:13] for each in wished(before)] == ["2026-03-14 09"]

    within = opened(tmp_path / "b", identified(NINE + 3 * HOUR, birthday=BORN), birthday="1990-12-01")
    within.agenda.run(NINE + DAY)
    assert [each[:13] for each in wished(within)] == ["2026-03-14 12"]


def test_a_day_corrected_after_the_wish_brings_no_second_in_that_year(tmp_path: Path) -> None:
    corrected = identified(NINE + DAY, birthday="1990-03-20")

    account = opened(tmp_path, corrected)
    account.agenda.run(START + 500 * DAY)

    assert [each[:10] for each in wished(account)] == ["2026-03-14", "2027-03-20"]


def test_a_day_corrected_backwards_after_the_wish_is_next_years(tmp_path: Path) -> None:
    corrected = identified(NINE + DAY, birthday="1990-03-10")

    account = opened(tmp_path, corrected)
    account.agenda.run(START + 500 * DAY)

    assert [each[:10] for each in wished(account)] == ["2026-03-14", "2027-03-10"]


def test_29_february_has_its_day_every_year(tmp_path: Path) -> None:
    start = at("2027-01-10 00:00")
    told = person(start + HOUR, birthday="1996-02-29")

    story = play(told, workflows=write_flows(tmp_path, BIRTHDAY), start=start, days=2 * 366 + 2 * 365)

    assert [clock[:10] for _, clock in story.sent()] == [
        "2027-02-28",
        "2028-02-29",
        "2029-02-28",
        "2030-02-28",
    ]
