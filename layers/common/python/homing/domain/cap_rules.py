"""The caps of shop.yaml: how many marketing messages one person may get, by channel and topic."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

from pydantic import AfterValidator, Field

from homing.domain.caps import MAILS, TEXTS, Caps, Limit, topic_tally, usual
from homing.domain.shop_fields import Part
from homing.domain.step_parts import Name
from homing.domain.time import Duration

LONGEST = timedelta(days=30)
"""How long it is remembered at most what somebody was sent."""


def _short(length: timedelta) -> timedelta:
    if length > LONGEST:
        raise ValueError(f"a sliding window is at most {LONGEST.days}d: no more is remembered")
    return length


Most = Annotated[int, Field(ge=1, le=100)]


class SlidingCap(Part):
    """At most so many within a length of time, whenever it begins: `{most: 3, in: 48h}`."""

    most: Most
    in_: Annotated[Duration, AfterValidator(_short)] = Field(alias="in")


class TopicCaps(Part):
    """How many messages about one topic, mails and texts together."""

    per_day: Most | None = None  # on a day of the recipient's calendar
    per_week: Most | None = None  # in 7 times 24 hours, whenever they begin
    sliding: Annotated[tuple[SlidingCap, ...], Field(max_length=5)] = ()

    def limits(self, tally: str) -> Iterator[Limit]:
        """What this allows of what is counted so."""
        yield from usual(self.per_day, self.per_week, tally)
        for each in self.sliding:
            yield Limit(most=each.most, within=each.in_, counts=(tally,))


class TextCaps(TopicCaps):
    """How many marketing texts one person may get."""

    per_day: Most | None = 1
    per_week: Most | None = 2


class CapRules(TopicCaps):
    """How many marketing mails one person may get, and apart from them texts and what is about a topic."""

    per_day: Most | None = 2
    per_week: Most | None = 6
    sms: TextCaps = TextCaps()
    topics: dict[Name, TopicCaps] = Field(default_factory=dict)

    def caps(self) -> Caps:
        """All of it, as the rules of sending read it."""
        about = (limit for name, told in self.topics.items() for limit in told.limits(topic_tally(name)))
        return Caps(limits=(*self.limits(MAILS), *self.sms.limits(TEXTS), *about))
