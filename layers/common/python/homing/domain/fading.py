"""When time alone can make a condition true or false: what was done lately is not lately for ever."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import assert_never
from zoneinfo import ZoneInfo

from homing.domain.birthday import birthday
from homing.domain.comparing import instant_of
from homing.domain.condition import (
    HISTORY,
    AllOf,
    AnyOf,
    Condition,
    Fact,
    Happened,
    InSegment,
    Not,
    Reacted,
    WasSent,
)
from homing.domain.event_names import EventName
from homing.domain.facts import Facts, counted, is_count, judged, judged_opens, mails_of, past
from homing.domain.time import local_instant

SEASONS_BEGIN = (3, 6, 9, 12)


def next_change(condition: Condition, facts: Facts) -> datetime | None:
    """The first instant after now at which the condition may change though nothing happens; None for never.

    It may turn out unchanged then, and is to be asked again; before that instant it is certain to stand.
    """
    match condition:
        case AllOf():
            return _of_parts(condition.all, facts, agreed=True)
        case AnyOf():
            return _of_parts(condition.any, facts, agreed=False)
        case Not():
            return next_change(condition.not_, facts)
        case WasSent():
            sent_at = facts.last_sent.get(condition.sent)
            return None if sent_at is None else _ahead(sent_at + condition.within, facts)
        case Happened():
            return _of_count(condition, facts)
        case Fact():
            return _of_fact(condition, facts)
        case Reacted() | InSegment():
            return None
        case _:
            assert_never(condition)


def _of_parts(parts: Sequence[Condition], facts: Facts, *, agreed: bool) -> datetime | None:
    """`all` stands as long as every part is true, `any` falls as long as every part is false.

    While the parts agree, the first to change decides; else all those that stand against must have changed.
    Where somebody's opens went unseen, anything may decide.
    """
    verdicts = [judged(part, facts) for part in parts]
    against = [part for part, verdict in zip(parts, verdicts, strict=True) if verdict is (not agreed)]
    times = [next_change(part, facts) for part in against or parts]
    known = [each for each in times if each is not None]
    if not against:
        return min(known, default=None)
    return max(known) if len(known) == len(times) else None


def _of_count(condition: Happened, facts: Facts) -> datetime | None:
    """Deeds fade one by one, the oldest first."""
    if condition.event == EventName.EMAIL_OPENED:
        return _of_opens(condition, facts)
    window = condition.within or HISTORY
    fading = sorted(deed.at + window for deed in counted(condition, facts))
    left = len(fading)
    now = is_count(condition, left)
    return next(
        (at for gone, at in enumerate(fading, start=1) if is_count(condition, left - gone) is not now), None
    )


def _of_opens(condition: Happened, facts: Facts) -> datetime | None:
    """The mails that say what a missing open means fade as well, in time and with history."""
    windows = {condition.within or HISTORY, HISTORY}
    opens, mails = past(condition, facts), past(mails_of(condition), facts)
    fading = sorted({deed.at + window for deed in (*opens, *mails) for window in windows})
    now = judged_opens(condition, opens, mails, facts.now)
    return next(
        (at for at in fading if at > facts.now and judged_opens(condition, opens, mails, at) is not now), None
    )


def _of_fact(condition: Fact, facts: Facts) -> datetime | None:
    zone = facts.values.get("contact.zone") or "UTC"
    if condition.within is not None:
        at = instant_of(facts.values.get(condition.fact))
        if at is None:
            return None
        return _ahead(at, facts) or _ahead(at + condition.within, facts)
    match condition.fact:
        case "contact.season":
            return _next_season(facts.now, zone)
        case "contact.age":
            return _next_birthday(facts, zone)
        case _:
            return None


def _ahead(at: datetime, facts: Facts) -> datetime | None:
    return at if at > facts.now else None


def _next_season(now: datetime, zone: str) -> datetime:
    today = now.astimezone(ZoneInfo(zone)).date()
    month = next((each for each in SEASONS_BEGIN if each > today.month), None)
    first = date(today.year, month, 1) if month else date(today.year + 1, SEASONS_BEGIN[0], 1)
    return local_instant(first, time(), zone)


def _next_birthday(facts: Facts, zone: str) -> datetime | None:
    born = birthday(facts.values.get("contact.birthday"))
    if born is None:
        return None
    today = facts.now.astimezone(ZoneInfo(zone)).date()
    days = (_grows_older(year, *born[1:]) for year in (today.year, today.year + 1))
    return next(local_instant(day, time(), zone) for day in days if day > today)


def _grows_older(year: int, month: int, day: int) -> date:
    """Who was born on a 29 February is a year older with the March of a common year."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return date(year, 3, 1) if (month, day) == (2, 29) and not leap else date(year, month, day)
