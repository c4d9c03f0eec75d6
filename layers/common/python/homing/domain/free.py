"""The first instant at which one more message stays within all caps and the hours of its reader."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from homing.domain.caps import MAILS, TEXTS, Limit
from homing.domain.ledger import Ledger
from homing.domain.schedule import Recipient, next_opening, spread_over_opening
from homing.domain.time import local_instant
from homing.domain.window import Window

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """The first free instant, and which caps put it there."""

    at: datetime
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Another message that goes first, and what it is counted as."""

    at: datetime
    tallies: tuple[str, ...] = (MAILS,)


def first_free(
    ledger: Ledger,
    limits: Sequence[Limit],
    now: datetime,
    recipient: Recipient,
    window: Window,
    ahead: Sequence[Ahead] = (),
) -> Free:
    """The first instant from `now` that every limit and, if a limit puts it off, the window allows.

    Each rule names the first instant that it allows itself, and can only put off: what all of them leave
    where it is, is the first that all allow. What goes `ahead` counts as if it had been sent.
    """
    tallies = [_Tally(limit, ledger, recipient, now, ahead) for limit in limits]
    because: dict[str, None] = {}
    at = _put_off(tallies, now, because)
    while at > now:
        opening = spread_over_opening(next_opening(at, window, recipient), window, recipient)
        freed = _put_off(tallies, opening, because)
        if freed == opening:
            return Free(at=freed, because=tuple(because))
        at = freed
    return Free(at=now)


def is_nearly_full(ledger: Ledger, limits: Sequence[Limit], now: datetime, recipient: Recipient) -> bool:
    """Whether one message more would take the last place of a limit, or there is none left."""
    return any(_Tally(limit, ledger, recipient, now, ()).taken(now) + 1 >= limit.most for limit in limits)


def _put_off(tallies: "Sequence[_Tally]", instant: datetime, because: dict[str, None]) -> datetime:
    at = instant
    while True:
        later = at
        for each in tallies:
            if each.taken(later) >= each.limit.most:
                because.setdefault(each.told(later))
                later = each.free_from(later)
        if later == at:
            return at
        at = later


class _Tally:
    """What is counted under one limit, for a reader who may have moved."""

    def __init__(
        self, limit: Limit, ledger: Ledger, recipient: Recipient, now: datetime, ahead: Sequence[Ahead]
    ) -> None:
        self.limit = limit
        self._zone = ZoneInfo(recipient.zone)
        self._zones = {self._zone, *map(ZoneInfo, ledger.lately(now))}
        self._sent = ledger.instants(limit.counts)
        self._ahead = [each.at for each in ahead if not set(limit.counts).isdisjoint(each.tallies)]

    def taken(self, instant: datetime) -> int:
        """How many places are taken at an instant."""
        if self.limit.within is None:
            return len(self._on(instant.astimezone(self._zone).date()))
        return len(self._lately(instant, self.limit.within))

    def free_from(self, instant: datetime) -> datetime:
        """The first later instant with a place."""
        within = self.limit.within
        if within is not None:
            ends = sorted(each + within for each in (*self._sent, *self._ahead) if each + within > instant)
            return next(end for end in ends if self.taken(end) < self.limit.most)
        day = instant.astimezone(self._zone).date() + ONE_DAY
        while len(self._on(day)) >= self.limit.most:
            day += ONE_DAY
        return local_instant(day, time(0), self._zone.key)

    def told(self, instant: datetime) -> str:
        """How full it is."""
        what = _named(self.limit.counts)
        if self.limit.within is not None:
            span = f"in {_span(self.limit.within)}"
            coming = len([each for each in self._ahead if each <= instant < each + self.limit.within])
        else:
            today = instant.astimezone(self._zone).date()
            span = f"on {today:%a %d %b}"
            coming = len([each for each in self._ahead if self._falls_on(each, today)])
        first = f", {coming} of them still to come from other workflows" if coming else ""
        return f"{self.taken(instant)} of {self.limit.most}{what} {span}{first}"

    def _lately(self, instant: datetime, within: timedelta) -> list[datetime]:
        # What is to come takes its place when it has come.
        counted = [*self._sent, *(each for each in self._ahead if each <= instant)]
        return [each for each in counted if instant - each < within]

    def _on(self, day: date) -> list[datetime]:
        return [each for each in (*self._sent, *self._ahead) if self._falls_on(each, day)]

    def _falls_on(self, instant: datetime, day: date) -> bool:
        """Whether it is that day where they live, or was it where they lived lately."""
        return any(instant.astimezone(zone).date() == day for zone in self._zones)


def _named(counts: Collection[str]) -> str:
    topics = [each.removeprefix("topic.") for each in counts if each.startswith("topic.")]
    if topics:
        return f" about {topics[0]}"
    return " texts" if TEXTS in counts and MAILS not in counts else ""


def _span(within: timedelta) -> str:
    hours = int(within.total_seconds()) // 3600
    return f"{hours // 24} days" if hours % 24 == 0 and hours > 24 else f"{hours} hours"
