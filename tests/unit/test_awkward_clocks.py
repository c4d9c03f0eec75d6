"""Local hours in zones of odd offsets and odd changes, against instants worked out by hand from their rules.

The rules are those that tzdata 2026 tells: half an hour at Lord Howe, two at Troll, back for Ramadan in
Casablanca until 2026, no changes in Mexico since 2022, Kazakhstan since 2024, Paraguay since 2025.
"""

from datetime import date, time, timedelta

import pytest
from homing.domain.schedule import Recipient, next_opening, spread, wait_instant
from homing.domain.steps import WaitStep
from homing.domain.time import local_instant
from homing.domain.window import Window

from tests.builders import at

WALL_CLOCK = """
Australia/Lord_Howe    2026-10-04 02:15 2026-10-03 15:45  the clocks go forward by half an hour
Australia/Lord_Howe    2026-04-05 01:45 2026-04-04 14:45  and back by half an hour: the first pass
Antarctica/Troll       2026-03-29 02:30 2026-03-29 02:30  two hours are left out: 02:30 is 04:30
Antarctica/Troll       2026-10-25 02:00 2026-10-25 00:00  and two hours come twice
Africa/Casablanca      2026-02-15 02:30 2026-02-15 01:30  Ramadan begins: back
Africa/Casablanca      2026-03-22 02:30 2026-03-22 02:30  it has ended: forward
Africa/El_Aaiun        2025-04-06 02:30 2025-04-06 02:30  the same
Africa/Cairo           2026-04-24 00:30 2026-04-23 22:30  midnight is left out
Africa/Cairo           2026-10-29 23:30 2026-10-29 20:30  the last hour of the day comes twice
Asia/Beirut            2026-03-29 00:00 2026-03-28 22:00  midnight is left out
America/Santiago       2026-09-06 00:00 2026-09-06 04:00  midnight is left out
America/Santiago       2026-04-04 23:30 2026-04-05 02:30  the last hour comes twice
Pacific/Easter         2026-09-05 22:30 2026-09-06 04:30  when the mainland goes, on the day before
America/Havana         2026-03-08 00:30 2026-03-08 05:30  midnight is left out
America/Havana         2025-11-02 00:30 2025-11-02 04:30  the first hour comes twice, for the last time
America/Asuncion       2024-10-06 00:15 2024-10-06 04:15  for the last time
America/Asuncion       2025-10-05 00:15 2025-10-05 03:15  no more
Asia/Gaza              2026-03-28 02:30 2026-03-28 00:30  two in the morning of a Saturday
Atlantic/Azores        2026-03-29 00:30 2026-03-29 01:30  midnight is left out
America/Nuuk           2026-03-28 23:30 2026-03-29 01:30  the last hour of Saturday is left out
America/Nuuk           2026-10-24 23:30 2026-10-25 00:30  and comes twice
America/Scoresbysund   2026-07-01 09:00 2026-07-01 10:00  as in Nuuk since 2024
Asia/Almaty            2024-02-29 23:30 2024-02-29 17:30  29 February 2024, for the last time at six
Asia/Almaty            2024-03-01 09:00 2024-03-01 04:00  five hours from March on
Asia/Qostanay          2026-07-01 09:00 2026-07-01 04:00  the same clock
America/Mexico_City    2026-07-01 09:00 2026-07-01 15:00  winter all the year
America/Ciudad_Juarez  2026-07-01 09:00 2026-07-01 15:00  as El Paso
America/Tijuana        2026-07-01 09:00 2026-07-01 16:00  as San Diego
America/Phoenix        2026-07-01 09:00 2026-07-01 16:00  Arizona
America/Denver         2026-07-01 09:00 2026-07-01 15:00  and the Navajo in it
Pacific/Chatham        2026-09-27 03:00 2026-09-26 14:15  gone from 02:45 to 03:45
Pacific/Chatham        2026-07-01 09:00 2026-06-30 20:15  twelve and three quarters
Pacific/Apia           2026-03-10 09:00 2026-03-09 20:00  thirteen hours, no summer since 2021
Pacific/Kiritimati     2026-03-10 09:00 2026-03-09 19:00  fourteen
Pacific/Pago_Pago      2026-03-10 09:00 2026-03-10 20:00  the same hour, a day later
Asia/Kathmandu         2026-03-10 09:00 2026-03-10 03:15  five and three quarters
Australia/Eucla        2026-03-10 09:00 2026-03-10 00:15  eight and three quarters
Pacific/Marquesas      2026-03-10 09:00 2026-03-10 18:30  minus nine and a half
America/St_Johns       2026-03-08 02:30 2026-03-08 06:00  half an hour off, forward at two
Europe/Dublin          2026-03-29 01:30 2026-03-29 01:30  whose winter is the exception
"""

NINE_ON_DAY_TWO = """
Australia/Lord_Howe   2026-10-02 12:00 2026-10-03 22:00
Australia/Lord_Howe   2026-10-01 12:00 2026-10-02 22:30
Antarctica/Troll      2026-03-27 12:00 2026-03-29 07:00
Africa/Casablanca     2026-03-20 12:00 2026-03-22 08:00
Africa/Casablanca     2026-03-19 12:00 2026-03-21 09:00
Africa/Cairo          2026-04-21 22:30 2026-04-24 06:00
Africa/Cairo          2026-04-22 21:30 2026-04-24 06:00
America/Santiago      2026-09-04 12:00 2026-09-06 12:00
America/Havana        2026-03-06 12:00 2026-03-08 13:00
Pacific/Kiritimati    2026-03-08 09:59 2026-03-09 19:00
Pacific/Kiritimati    2026-03-08 10:00 2026-03-10 19:00
Pacific/Apia          2026-03-08 10:59 2026-03-09 20:00
Pacific/Apia          2026-03-08 11:00 2026-03-10 20:00
Pacific/Chatham       2026-09-25 12:00 2026-09-27 19:15
Asia/Almaty           2024-02-28 12:00 2024-03-01 04:00
America/Nuuk          2026-03-27 12:00 2026-03-29 10:00
"""


def rows(text: str) -> list[tuple[str, str, str]]:
    found = [each.split() for each in text.strip().splitlines()]
    return [(zone, f"{day} {clock}", f"{utc_day} {utc}") for zone, day, clock, utc_day, utc, *_ in found]


@pytest.mark.parametrize(("zone", "wall", "instant"), rows(WALL_CLOCK))
def test_a_wall_clock_time_is_the_instant_that_its_zone_makes_of_it(
    zone: str, wall: str, instant: str
) -> None:
    day, clock = wall.split()

    assert local_instant(date.fromisoformat(day), time.fromisoformat(clock), zone) == at(instant)


@pytest.mark.parametrize(("zone", "started", "instant"), rows(NINE_ON_DAY_TWO))
def test_day_2_at_nine_is_nine_there(zone: str, started: str, instant: str) -> None:
    wait = WaitStep.model_validate({"id": "w", "type": "wait", "day": 2, "at": "09:00"})
    reader = Recipient(contact_id="c-1", zone=zone)

    found = wait_instant(wait, at(started), reader, Window())

    assert found is not None
    assert found - spread("c-1") == at(instant)


@pytest.mark.parametrize(
    ("zone", "late", "opens"),
    [
        ("Africa/Cairo", "2026-04-23 21:30", "2026-04-24 05:00"),  # the night is an hour shorter
        ("Australia/Lord_Howe", "2026-10-03 14:00", "2026-10-03 21:00"),
        ("Antarctica/Troll", "2026-03-28 23:00", "2026-03-29 06:00"),
        ("Africa/Casablanca", "2026-02-14 22:00", "2026-02-15 08:00"),
        ("Pacific/Kiritimati", "2026-03-08 09:00", "2026-03-08 18:00"),
        ("America/Nuuk", "2026-03-28 23:30", "2026-03-29 09:00"),
        ("America/Havana", "2025-11-02 02:30", "2025-11-02 13:00"),
    ],
)
def test_the_next_opening_after_such_a_night_is_eight_there(zone: str, late: str, opens: str) -> None:
    found = next_opening(at(late), Window(), Recipient(contact_id="c-1", zone=zone))

    assert timedelta(0) <= found - at(opens) < timedelta(minutes=10)
