"""When a message is due: claims about every zone of the world and every instant of seven years."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from homing.domain.schedule import BREATHER, SPREAD, Recipient, due, next_opening, spread, wait_instant
from homing.domain.steps import EmailStep, Hours, UpdateStep, WaitStep
from homing.domain.time import local_instant
from homing.domain.window import Window
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.builders import DAY, HOUR, MINUTE, at

OSLO = Recipient(contact_id="c-1", zone="Europe/Oslo")
SHOP = Window()
EMAIL = EmailStep(id="hello", type="email")
AT_ANY_HOUR = EmailStep(id="hello", type="email", hours=Hours.ANY)
UPDATE = UpdateStep(id="note", type="update", set={"seen": True})

zones = st.sampled_from(sorted(available_timezones() - {"localtime", "Factory", "posixrules"}))
instants = st.integers(0, 7 * 365 * 24 * 60).map(lambda minute: at("2024-01-01 00:00") + minute * MINUTE)
dates = st.dates(date(2024, 1, 1), date(2030, 12, 31))
clocks = st.times()
recipients = st.builds(Recipient, contact_id=st.uuids().map(str), zone=zones)
windows = st.builds(
    Window,
    opens=st.times(time(5), time(11, 59)),  # no clock of the world is put back after five in the morning
    closes=st.times(time(12), time(22, 59)),
)
many = settings(max_examples=200, deadline=None)


def ends(wait: WaitStep, started: datetime, recipient: Recipient, window: Window) -> datetime:
    """When a wait ends that depends on no date."""
    instant = wait_instant(wait, started, recipient, window)
    assert instant is not None
    return instant


@cache
def turns() -> list[tuple[str, datetime]]:
    """The instants of a year at which clocks turn: at night, at midnight, by an hour, half of one or two."""
    names = ["Europe/Oslo", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "Antarctica/Troll"]
    names += ["Asia/Beirut", "America/Santiago", "Africa/Casablanca", "Europe/Dublin", "America/Havana"]
    hours = [at("2024-01-01 00:00") + n * HOUR for n in range(366 * 24)]
    return [
        (name, exact)
        for name in names
        for before, after in pairwise(hours)
        if offset(before, name) != offset(after, name)
        for exact in (before + 30 * MINUTE, after)
        if offset(exact, name) != offset(exact - MINUTE, name)
    ]


def offset(instant: datetime, zone: str) -> timedelta:
    found = instant.astimezone(ZoneInfo(zone)).utcoffset()
    assert found is not None
    return found


def wall(instant: datetime, zone: str) -> datetime:
    """What a clock on the wall shows."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def instants_of(told: datetime, zone: str) -> list[datetime]:
    """Every instant at which the clocks of a zone show this, by trial."""
    near = [told.replace(tzinfo=UTC) + timedelta(hours=hours) for hours in range(-40, 41)]
    tried = {told.replace(tzinfo=UTC) - offset(instant, zone) for instant in near}
    return sorted(instant for instant in tried if wall(instant, zone) == told)


@given(zones, dates, clocks)
@many
def test_a_wall_clock_time_is_its_first_instant(zone: str, day: date, clock: time) -> None:
    told = datetime.combine(day, clock)
    passes = instants_of(told, zone)
    assume(passes)

    assert local_instant(day, clock, zone) == passes[0]


@given(st.deferred(lambda: st.sampled_from(turns())), st.integers(-90, 150))
@many
def test_in_a_gap_the_clock_goes_forward_and_in_a_fold_the_first_pass_counts(
    turn: tuple[str, datetime], minutes: int
) -> None:
    zone, moment = turn
    before, after = offset(moment - MINUTE, zone), offset(moment, zone)
    told = (moment + before).replace(tzinfo=None) + timedelta(minutes=minutes)

    instant = local_instant(told.date(), told.time(), zone)

    passes = instants_of(told, zone)
    if passes:
        assert instant == passes[0]
    else:
        assert instant >= moment
        assert wall(instant, zone) - told == after - before > timedelta(0)


@pytest.mark.parametrize(
    ("day", "clock", "instant"),
    [
        ("2026-03-29", "02:30", "2026-03-29 01:30"),  # never shown: 03:30 summer time
        ("2026-10-25", "02:30", "2026-10-25 00:30"),  # shown twice: the first time
        ("2026-10-25", "09:00", "2026-10-25 08:00"),
    ],
)
def test_oslo_in_spring_and_autumn(day: str, clock: str, instant: str) -> None:
    assert local_instant(date.fromisoformat(day), time.fromisoformat(clock), "Europe/Oslo") == at(instant)


def test_a_clock_that_was_read_in_a_fold_still_means_the_first_pass() -> None:
    second = time(2, 30, fold=1)

    assert local_instant(date(2026, 10, 25), second, "Europe/Oslo") == at("2026-10-25 00:30")


@given(instants, st.integers(0, 300), clocks, recipients)
@many
def test_a_day_counts_from_the_local_day_of_the_start_and_its_mail_leaves_within_ten_minutes(
    started: datetime, day: int, clock: time, recipient: Recipient
) -> None:
    wanted = datetime.combine(wall(started, recipient.zone).date() + timedelta(days=day), clock)
    assume(instants_of(wanted, recipient.zone))

    instant = ends(WaitStep(id="w", type="wait", day=day, at=clock), started, recipient, SHOP)

    told = wall(instant, recipient.zone)
    assert told.date() == wanted.date()
    planned = local_instant(wanted.date(), clock, recipient.zone)
    assert timedelta(0) <= instant - planned < SPREAD


@given(instants, recipients, st.integers(1, 9))
@many
def test_a_clock_time_just_before_the_window_closes_is_spread_before_it_closes(
    started: datetime, recipient: Recipient, minutes: int
) -> None:
    wait = WaitStep(id="w", type="wait", day=3, at=time(20, 60 - minutes))

    instant = ends(wait, started, recipient, SHOP)

    assert SHOP.holds(instant.astimezone(ZoneInfo(recipient.zone)))


@pytest.mark.parametrize(
    ("clock", "planned", "closes"),
    [("22:00", "2026-01-07 21:00", "2026-01-07 23:00"), ("23:59", "2026-01-07 22:59", "2026-01-07 23:00")],
)
def test_a_clock_time_outside_the_window_is_spread_too_and_stays_on_its_day(
    clock: str, planned: str, closes: str
) -> None:
    wait = WaitStep(id="w", type="wait", day=2, at=time.fromisoformat(clock))
    people = [Recipient(contact_id=f"c-{n}", zone="Europe/Oslo") for n in range(20)]

    left = {ends(wait, at("2026-01-05 09:00"), person, SHOP) for person in people}

    assert len(left) > 10
    assert at(planned) <= min(left) <= max(left) < at(closes)


@given(instants, st.timedeltas(timedelta(0), timedelta(days=300)), recipients)
@many
def test_a_wait_by_time_ends_to_the_second_wherever_one_lives(
    started: datetime, after: timedelta, recipient: Recipient
) -> None:
    wait = WaitStep(id="w", type="wait", after=after)

    assert ends(wait, started, recipient, SHOP) == started + after


@given(instants, windows, recipients)
@many
def test_the_next_opening_lies_in_the_window_not_before_the_instant_and_stays(
    instant: datetime, window: Window, recipient: Recipient
) -> None:
    opening = next_opening(instant, window, recipient)

    local = opening.astimezone(ZoneInfo(recipient.zone))
    assert window.opens <= local.time() < window.closes
    assert opening >= instant
    assert next_opening(opening, window, recipient) == opening


@given(instants, windows, recipients)
@many
def test_an_open_window_delays_nothing_and_a_closed_one_not_beyond_its_next_opening(
    instant: datetime, window: Window, recipient: Recipient
) -> None:
    told = wall(instant, recipient.zone)
    opening = next_opening(instant, window, recipient)

    if window.opens <= told.time() < window.closes:
        assert opening == instant
    else:
        tomorrow = told.time() >= window.closes
        day = told.date() + timedelta(days=tomorrow)
        opens = local_instant(day, window.opens, recipient.zone)
        assert timedelta(0) <= opening - opens < SPREAD


@pytest.mark.parametrize(
    ("instant", "open_now"),
    [
        ("2026-01-05 06:59", False),
        ("2026-01-05 07:00", True),  # 08:00 in Oslo
        ("2026-01-05 19:59", True),
        ("2026-01-05 20:00", False),  # 21:00 in Oslo: closed
    ],
)
def test_the_window_holds_its_first_minute_and_not_its_last(instant: str, open_now: bool) -> None:
    assert (next_opening(at(instant), SHOP, OSLO) == at(instant)) is open_now


@given(st.text(max_size=40))
@many
def test_a_contacts_own_delay_is_whole_seconds_below_ten_minutes_and_always_the_same(contact: str) -> None:
    delay = spread(contact)

    assert timedelta(0) <= delay < timedelta(minutes=10)
    assert delay.microseconds == 0
    assert spread(contact) == delay


def test_delays_of_many_contacts_fill_the_ten_minutes() -> None:
    delays = {spread(f"c-{number}") for number in range(2000)}

    assert len(delays) > 500
    assert min(delays) < timedelta(seconds=10)
    assert max(delays) > timedelta(seconds=590)


waits = st.none() | st.builds(
    lambda day, clock: WaitStep(id="w", type="wait", day=day, at=clock), st.integers(0, 30), clocks
)
waits |= st.timedeltas(timedelta(0), timedelta(days=30)).map(
    lambda after: WaitStep(id="w", type="wait", after=after)
)


@given(
    st.sampled_from([EMAIL, AT_ANY_HOUR, UPDATE, None]),
    waits,
    instants,
    st.timedeltas(timedelta(0), timedelta(days=40)),
    st.none() | st.timedeltas(timedelta(0), timedelta(days=2)),
    recipients,
)
@settings(max_examples=300, deadline=None)
def test_nothing_is_due_before_its_instant_or_now_nor_earlier_than_it_was_planned(
    step: EmailStep | UpdateStep | None,
    wait: WaitStep | None,
    started: datetime,
    elapsed: timedelta,
    since_mail: timedelta | None,
    recipient: Recipient,
) -> None:
    now = started + elapsed
    last = None if since_mail is None else now - since_mail
    planned_for = now if wait is None else ends(wait, started, recipient, SHOP)

    instant = due(step, wait, started=started, now=now, last_mail_at=last, recipient=recipient, window=SHOP)

    earlier = min(started, planned_for) - DAY
    planned = due(
        step, wait, started=started, now=earlier, last_mail_at=None, recipient=recipient, window=SHOP
    )
    assert instant >= max(now, planned_for)
    if wait is not None and planned >= now:
        assert instant == planned, "what has not passed takes no breather"
    elif wait is not None and last is not None:
        assert instant >= last + BREATHER, "what has passed takes one"
    if wait is not None and step is EMAIL:
        assert SHOP.holds(instant.astimezone(ZoneInfo(recipient.zone)))


STARTED = at("2026-01-05 09:00")  # 10:00 in Oslo
TWO_DAYS = WaitStep(id="w", type="wait", after=timedelta(days=2))


@pytest.mark.parametrize(
    ("step", "now", "last_mail", "expected"),
    [
        (EMAIL, "2026-01-05 09:00", "2026-01-05 09:00", "2026-01-07 09:00"),  # ahead
        (EMAIL, "2026-01-07 08:59", "2026-01-07 08:58", "2026-01-07 09:00"),  # ahead still: no breather
        (EMAIL, "2026-01-08 09:00", None, "2026-01-08 09:00"),  # passed: at once
        (EMAIL, "2026-01-08 19:00", "2026-01-08 06:00", "2026-01-08 19:00"),  # passed, rested
        (EMAIL, "2026-01-08 09:00", "2026-01-08 07:30", "2026-01-08 19:30"),  # passed, 12 h after the last
        (AT_ANY_HOUR, "2026-01-08 18:00", "2026-01-08 17:00", "2026-01-09 05:00"),  # the same, at night
        (UPDATE, "2026-01-08 18:00", None, "2026-01-08 18:00"),
    ],
)
def test_a_step_whose_instant_has_passed_goes_at_once_but_not_on_the_heels_of_a_mail(
    step: EmailStep | UpdateStep, now: str, last_mail: str | None, expected: str
) -> None:
    last = at(last_mail) if last_mail else None

    instant = due(
        step, TWO_DAYS, started=STARTED, now=at(now), last_mail_at=last, recipient=OSLO, window=SHOP
    )

    assert instant == at(expected)


def test_a_breather_that_ends_at_night_lasts_until_the_window_opens() -> None:
    instant = due(
        EMAIL,
        TWO_DAYS,
        started=STARTED,
        now=at("2026-01-08 18:00"),
        last_mail_at=at("2026-01-08 17:00"),
        recipient=OSLO,
        window=SHOP,
    )

    assert instant == at("2026-01-09 07:00") + spread(OSLO.contact_id)


@pytest.mark.parametrize("step", [EMAIL, AT_ANY_HOUR, UPDATE])
def test_a_step_that_waits_for_nothing_is_due_now_even_at_night(step: EmailStep | UpdateStep) -> None:
    midnight = at("2026-01-08 23:00")

    instant = due(
        step, None, started=STARTED, now=midnight, last_mail_at=midnight, recipient=OSLO, window=SHOP
    )

    assert instant == midnight


def test_an_opening_that_comes_twice_is_not_in_the_past() -> None:
    window = Window(opens=time(2, 30), closes=time(21))
    second_pass = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 02:10 in Oslo for the second time

    opening = next_opening(second_pass, window, Recipient(contact_id="c-1", zone="Europe/Oslo"))

    assert opening >= second_pass
