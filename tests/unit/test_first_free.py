"""The first free instant, against an oracle that looks at every minute, and what a moving reader may get."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from homing.domain.caps import MAILS, TEXTS, WEEK, Caps, Limit, topic_tally, usual
from homing.domain.channel import Channel
from homing.domain.free import Ahead, first_free, is_nearly_full
from homing.domain.ledger import Ledger
from homing.domain.schedule import Recipient, spread
from homing.domain.window import Window
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import DAY, HOUR, MINUTE, at

NOW = at("2026-03-04 11:00")
OSLO = Recipient(contact_id="c-1", zone="Europe/Oslo")
ALWAYS = Window(opens=time(0, 0), closes=time(23, 59, 59))
OFFERS = topic_tally("offers")

# Lord Howe moves by half an hour, Cairo and Beirut at midnight, Havana back to it, Kiritimati is UTC+14.
AWKWARD = (
    "Europe/Oslo",
    "America/New_York",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Asia/Beirut",
    "America/Havana",
    "America/Santiago",
    "Pacific/Kiritimati",
    "Asia/Kathmandu",
)
# About the days of 23 and 25 hours of all of them.
CHANGES = (
    "2026-03-08",
    "2026-03-27",
    "2026-03-29",
    "2026-04-05",
    "2026-04-24",
    "2026-10-25",
    "2026-10-29",
    "2026-11-01",
)


def allowed(
    instant: datetime,
    ledger: Ledger,
    limits: Sequence[Limit],
    zone: str,
    window: Window,
    ahead: Sequence[Ahead],
) -> bool:
    """Whether one more may leave: counted the long way, a limit at a time."""
    local = instant.astimezone(ZoneInfo(zone))
    if local.isoweekday() - 1 in window.closed_weekdays:
        return False
    if not window.opens.isoformat() <= local.time().isoformat() < window.closes.isoformat():
        return False
    for limit in limits:
        sent = {MAILS: ledger.recent, **ledger.others}
        left = [each for tally in limit.counts for each in sent.get(tally, ())]
        first = [each.at for each in ahead if set(each.tallies) & set(limit.counts)]
        if limit.within is None:
            today = local.strftime("%F")
            taken = [s for s in [*left, *first] if s.astimezone(ZoneInfo(zone)).strftime("%F") == today]
        else:
            taken = [s for s in [*left, *(f for f in first if f <= instant)] if s > instant - limit.within]
        if len(taken) >= limit.most:
            return False
    return True


def by_scanning(
    ledger: Ledger,
    limits: Sequence[Limit],
    now: datetime,
    zone: str,
    window: Window,
    ahead: Sequence[Ahead],
) -> datetime:
    """Minute by minute; what opens with a day or a window is spread from there."""
    instant = now
    while True:
        if allowed(instant, ledger, limits, zone, window, ahead):
            before, local = (each.astimezone(ZoneInfo(zone)) for each in (instant - MINUTE, instant))
            was_open = window.opens <= before.time() < window.closes and (
                before.weekday() not in window.closed_weekdays and before.date() == local.date()
            )
            if instant == now or was_open:
                return instant
            later = instant + spread("c-1")
            if allowed(later, ledger, limits, zone, window, ahead):
                return later
            instant = later.replace(second=0) + MINUTE
        else:
            instant += MINUTE


minutes_ago = st.integers(0, 9 * 24 * 60)
# None closes or opens in the hour that comes twice.
windows = st.builds(
    lambda hours, closed: Window(
        opens=time(hours[0]), closes=time(hours[1], 59), closed_weekdays=frozenset(closed)
    ),
    st.sampled_from([(0, 22), (0, 4), (4, 5), (8, 20), (9, 19), (12, 12), (20, 22)]),
    st.sets(st.integers(0, 6), max_size=3),
)
sliding = st.builds(
    lambda most, hours, counts: Limit(most=most, within=timedelta(hours=hours), counts=counts),
    st.integers(1, 3),
    st.integers(1, 100),
    st.sampled_from([(MAILS,), (TEXTS,), (MAILS, TEXTS), (OFFERS,)]),
)
daily = st.builds(
    lambda most, counts: Limit(most=most, counts=counts),
    st.integers(1, 3),
    st.sampled_from([(MAILS,), (TEXTS,), (MAILS, TEXTS), (OFFERS,)]),
)
nows = st.builds(
    lambda day, minute: datetime.combine(date.fromisoformat(day), time(0), tzinfo=UTC) + minute * MINUTE,
    st.sampled_from(CHANGES),
    st.integers(-36 * 60, 36 * 60),
)


day_alone = st.lists(daily, min_size=1, max_size=1)
length_alone = st.lists(sliding, min_size=1, max_size=1)
together = st.lists(st.one_of(sliding, daily), min_size=2, max_size=4)
past = st.lists(st.tuples(minutes_ago, st.sampled_from([MAILS, TEXTS, OFFERS])), max_size=7)
coming = st.lists(st.tuples(st.integers(0, 2 * 24 * 60), st.sampled_from([MAILS, TEXTS])), max_size=2)


@pytest.mark.parametrize("rules", [day_alone, length_alone, together], ids=["a day", "a length", "together"])
@given(choose=st.data(), now=nows, zone=st.sampled_from(AWKWARD), window=windows, sent=past, first=coming)
@settings(deadline=None, max_examples=150)
def test_it_is_the_first_minute_that_every_rule_allows(
    rules: st.SearchStrategy[list[Limit]],
    choose: st.DataObject,
    now: datetime,
    zone: str,
    window: Window,
    sent: list[tuple[int, str]],
    first: list[tuple[int, str]],
) -> None:
    limits = choose.draw(rules)
    by_tally = {
        tally: tuple(now - n * MINUTE for n, each in sent if each == tally)
        for tally in (MAILS, TEXTS, OFFERS)
    }
    ledger = Ledger(recent=by_tally.pop(MAILS), others=by_tally)
    ahead = [Ahead(at=now + n * MINUTE, tallies=(tally,)) for n, tally in first]

    free = first_free(ledger, limits, now, Recipient(contact_id="c-1", zone=zone), window, ahead).at

    if allowed(now, ledger, limits, zone, ALWAYS, ahead):  # no cap puts it off; the gate asks the window then
        assert free == now
    else:
        assert free == by_scanning(ledger, limits, now, zone, window, ahead)


@given(
    start=nows,
    per_day=st.integers(1, 3),
    moves=st.lists(
        st.tuples(st.integers(0, 14 * 60), st.sampled_from(["Asia/Tokyo", "America/Los_Angeles", *AWKWARD])),
        min_size=3,
        max_size=14,
    ),
)
@settings(deadline=None, max_examples=200)
def test_whoever_flies_gets_no_more_than_a_days_share_on_any_day_as_they_live_it(
    start: datetime, per_day: int, moves: list[tuple[int, str]]
) -> None:
    caps = Caps(limits=usual(per_day, None, MAILS))
    ledger, now, lived, left = Ledger(), start, Counter[str](), list[datetime]()
    for minutes, zone in moves:
        now += minutes * MINUTE
        recipient = Recipient(contact_id="c-1", zone=zone)
        if first_free(ledger, caps.limits, now, recipient, ALWAYS).at > now:
            continue
        ledger = ledger.with_marketing((MAILS,), zone, now, caps)
        today = now.astimezone(ZoneInfo(zone)).date()
        lived[today.isoformat()] += 1
        left.append(now)
        assert sum(each.astimezone(ZoneInfo(zone)).date() == today for each in left) <= per_day

    assert max(lived.values()) <= per_day


def test_who_flies_west_and_lives_the_same_day_again_gets_nothing_more_on_it() -> None:
    """Two on Tuesday in Tokyo; in Los Angeles Tuesday is still to come."""
    caps = Caps()
    tokyo, angeles = "Asia/Tokyo", "America/Los_Angeles"
    ledger = Ledger()
    for sent in (at("2026-03-02 23:30"), at("2026-03-03 00:30")):  # Tuesday morning there
        ledger = ledger.with_marketing((MAILS,), tokyo, sent, caps)
    landed = at("2026-03-03 17:00")  # Tuesday, 9 in the morning

    free = first_free(ledger, caps.on((MAILS,)), landed, Recipient(contact_id="c-1", zone=angeles), Window())

    assert free.at == at("2026-03-04 16:00") + spread("c-1")  # Wednesday there
    assert free.because == ("2 of 2 on Tue 03 Mar",)


def test_who_flies_east_into_the_next_day_has_had_their_share_of_it() -> None:
    """Two on Monday afternoon in Los Angeles, when it was Tuesday in Tokyo."""
    ledger = Ledger()
    for sent in (at("2026-03-02 20:00"), at("2026-03-02 21:00")):
        ledger = ledger.with_marketing((MAILS,), "America/Los_Angeles", sent, Caps())
    landed, tokyo = at("2026-03-03 09:00"), Recipient(contact_id="c-1", zone="Asia/Tokyo")  # Tuesday evening

    free = first_free(ledger, Caps().on((MAILS,)), landed, tokyo, Window())

    assert free.at == at("2026-03-03 23:00") + spread("c-1")  # Wednesday, 8 in the morning


HOLIDAY = Window(closed_weekdays=frozenset({6}), closed_dates=frozenset({(3, 7)}))
TWO_IN_TWO_DAYS = Limit(most=2, within=2 * DAY)


@pytest.mark.parametrize(
    ("limits", "window", "sent", "free", "because"),
    [
        ((TWO_IN_TWO_DAYS,), Window(), (HOUR, 2 * HOUR), "03-06 09:00", ("2 of 2 in 2 days",)),
        ((Limit(most=1, within=30 * HOUR),), Window(), (HOUR,), "03-05 16:00", ("1 of 1 in 30 hours",)),
        # The day is over, but the window opens later, and the two in two days hold on longer still.
        (
            (*usual(1, None, MAILS), TWO_IN_TWO_DAYS),
            Window(),
            (HOUR, 2 * HOUR),
            "03-06 09:00",
            ("2 of 1 on Wed 04 Mar", "2 of 2 in 2 days"),
        ),
        # Free at night, on a Saturday that is closed, before a Sunday that is: on Monday.
        ((Limit(most=1, within=2 * DAY + 10 * HOUR),), HOLIDAY, (HOUR,), "03-09 07:00 spread", ()),
        # Free at the very moment at which the window opens for everybody.
        ((Limit(most=1, within=21 * HOUR),), Window(), (HOUR,), "03-05 07:00 spread", ()),
        # Nothing is quiet at midnight: the new day is spread all the same, or all would leave at once.
        (usual(1, None, MAILS), ALWAYS, (HOUR,), "03-04 23:00 spread", ()),
    ],
)
def test_all_rules_together_are_found_at_once(
    limits: tuple[Limit, ...],
    window: Window,
    sent: tuple[timedelta, ...],
    free: str,
    because: tuple[str, ...],
) -> None:
    ledger = Ledger(recent=tuple(NOW - each for each in sent))

    found = first_free(ledger, limits, NOW, OSLO, window)

    own = spread("c-1") if free.endswith("spread") else timedelta(0)
    assert found.at == at(f"2026-{free.removesuffix(' spread')}") + own
    assert not because or found.because == because


def test_what_goes_first_takes_its_place_when_it_has_gone_and_on_its_day() -> None:
    later = [Ahead(at=NOW + 5 * HOUR)]

    assert first_free(Ledger(), [Limit(most=1, within=DAY)], NOW, OSLO, Window(), later).at == NOW
    assert first_free(Ledger(), usual(1, None, MAILS), NOW, OSLO, Window(), later).at > NOW
    assert first_free(Ledger(), usual(1, None, TEXTS), NOW, OSLO, Window(), later).at == NOW


def test_the_next_day_is_the_readers_where_the_day_of_greenwich_has_gone_on() -> None:
    """Tuesday evening in Los Angeles, when it is Wednesday in Greenwich."""
    evening, angeles = at("2026-03-04 03:00"), Recipient(contact_id="c-1", zone="America/Los_Angeles")

    free = first_free(Ledger(recent=(evening - HOUR,)), usual(1, None, MAILS), evening, angeles, Window())

    assert free.at == at("2026-03-04 16:00") + spread("c-1")  # Wednesday, 8 in the morning


def test_what_the_claim_writes_is_bounded_by_what_a_limit_looks_at() -> None:
    caps = Caps(
        limits=(*usual(2, 6, MAILS), *usual(1, None, TEXTS), Limit(most=2, within=WEEK, counts=(OFFERS,)))
    )
    ledger = Ledger()
    for hour in range(0, 24 * 40, 5):
        channel = Channel.SMS if hour % 3 else Channel.EMAIL
        tallies = caps.tallies(channel, "offers" if hour % 2 else None)
        ledger = ledger.with_marketing(tallies, "Europe/Oslo", NOW + hour * HOUR, caps)

    assert (len(ledger.recent), {name: len(each) for name, each in ledger.others.items()}) == (
        6,
        {TEXTS: 6, OFFERS: 6},
    )
    assert set(ledger.zones) == {"Europe/Oslo"}


def test_a_topic_is_counted_only_where_it_has_a_cap() -> None:
    capped = Caps(limits=(Limit(most=2, within=WEEK, counts=(OFFERS,)),))

    assert capped.tallies(Channel.EMAIL, "offers") == (MAILS, OFFERS)
    assert capped.tallies(Channel.EMAIL, "tips") == (MAILS,)
    assert Caps().tallies(Channel.SMS, "offers") == (TEXTS,)


@pytest.mark.parametrize(
    ("sent", "nearly"), [((), False), ((HOUR,), True), ((HOUR, 2 * HOUR), True), ((DAY,), False)]
)
def test_a_limit_is_nearly_full_when_one_more_takes_its_last_place(
    sent: tuple[timedelta, ...], nearly: bool
) -> None:
    ledger = Ledger(recent=tuple(NOW - each for each in sent))

    assert is_nearly_full(ledger, usual(2, 6, MAILS), NOW, OSLO) is nearly
