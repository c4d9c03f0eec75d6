"""How many marketing messages one person may get, over all workflows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from homing.domain.channel import Channel

WEEK = timedelta(days=7)

MAILS, TEXTS = Channel.EMAIL.value, Channel.SMS.value
"""What every marketing message is counted as: by the way it goes, and with its topic if that has a cap."""


def topic_tally(topic: str) -> str:
    """What a message about a topic is counted as beside its channel."""
    return f"topic.{topic}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most so many of what it counts, within a length of time or on one day of the reader's calendar."""

    most: int
    within: timedelta | None = None  # None: a calendar day
    counts: tuple[str, ...] = (MAILS,)


def usual(per_day: int | None, per_week: int | None, tally: str) -> tuple[Limit, ...]:
    """The two limits that every channel has unless told otherwise."""
    limits = []
    if per_week is not None:
        limits.append(Limit(most=per_week, within=WEEK, counts=(tally,)))
    if per_day is not None:
        limits.append(Limit(most=per_day, counts=(tally,)))
    return tuple(limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """All limits of a shop; texts are counted apart from mails, and a topic's over both."""

    limits: tuple[Limit, ...] = (*usual(2, 6, MAILS), *usual(1, 2, TEXTS))

    def tallies(self, channel: Channel, topic: str | None) -> tuple[str, ...]:
        """What a message is counted as."""
        named = topic_tally(topic) if topic is not None else ""
        return (
            (channel.value, named) if any(named in each.counts for each in self.limits) else (channel.value,)
        )

    def on(self, tallies: Collection[str]) -> tuple[Limit, ...]:
        """The limits that hold for a message counted so."""
        return tuple(each for each in self.limits if not set(tallies).isdisjoint(each.counts))

    @property
    def longest(self) -> timedelta:
        """How long what was sent is looked back at; a week at least, which holds any day of any calendar."""
        return max((WEEK, *(each.within for each in self.limits if each.within is not None)))

    @property
    def most(self) -> int:
        """Of how many messages the instants are worth keeping: no limit looks further back."""
        return max((each.most for each in self.limits), default=1)
