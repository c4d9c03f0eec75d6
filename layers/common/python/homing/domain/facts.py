"""Judges conditions on what is known at one moment."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, assert_never

from pydantic import BaseModel, ConfigDict, Field

from homing.domain.comparing import compare
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

OPENED, CLICKED, UNSEEN = "opened", "clicked", "unseen"
"""What may become of a message: `unseen` says that it had no pixel, so that no open of it is ever told."""

_OF_A_MAIL = frozenset({"workflow", "step", "purpose"})
"""Properties by which conditions tell one mail's opens from another's."""


class Deed(BaseModel):
    """Something that a contact did, as history keeps it."""

    model_config = ConfigDict(frozen=True)

    name: str
    at: datetime
    properties: Mapping[str, Any] = Field(default_factory=dict)


class Facts(BaseModel):
    """What conditions are judged on, at one moment.

    `deeds` are those of the events that the condition reads, by name; `reactions` what became of this
    enrollment's messages, by step; `unknown` the segments of which nobody can tell.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    now: datetime
    values: Mapping[str, Any]
    last_sent: Mapping[str, datetime] = Field(default_factory=dict)
    deeds: Mapping[str, tuple[Deed, ...]] = Field(default_factory=dict)
    segments: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()
    reactions: Mapping[str, frozenset[str]] = Field(default_factory=dict)


def holds(condition: Condition, facts: Facts) -> bool:
    """Whether the condition is known to be true of these facts."""
    return judged(condition, facts) is True


def judged(condition: Condition, facts: Facts) -> bool | None:
    """Whether the condition is true of these facts; None where it rests on an open that nobody could see.

    A mail without a pixel is neither opened nor unopened, and neither is what follows from it.
    """
    match condition:
        case AllOf():
            return _all(judged(part, facts) for part in condition.all)
        case AnyOf():
            return _not(_all(_not(judged(part, facts)) for part in condition.any))
        case Not():
            return _not(judged(condition.not_, facts))
        case WasSent():
            sent_at = facts.last_sent.get(condition.sent)
            return sent_at is not None and facts.now - sent_at < condition.within
        case Happened():
            return _happened(condition, facts)
        case Reacted():
            return _reacted(condition, facts)
        case InSegment():
            return None if condition.segment in facts.unknown else condition.segment in facts.segments
        case Fact():
            return compare(condition, facts.values.get(condition.fact), facts.now)
        case _:
            assert_never(condition)


def _all(verdicts: Iterable[bool | None]) -> bool | None:
    unknown = False
    for verdict in verdicts:
        if verdict is False:
            return False
        unknown = unknown or verdict is None
    return None if unknown else True


def _not(verdict: bool | None) -> bool | None:
    return None if verdict is None else not verdict


def _reacted(condition: Reacted, facts: Facts) -> bool | None:
    became = facts.reactions.get(condition.message, frozenset())
    if condition.was in became:
        return True
    if condition.was == OPENED and UNSEEN in became:
        return True if CLICKED in became else None
    return False


def _happened(condition: Happened, facts: Facts) -> bool | None:
    if condition.event == EventName.EMAIL_OPENED:
        return judged_opens(condition, past(condition, facts), past(mails_of(condition), facts), facts.now)
    return is_count(condition, times(condition, facts))


def judged_opens(
    condition: Happened, opens: Iterable[Deed], mails: Iterable[Deed], now: datetime
) -> bool | None:
    """Whether there are as many opens as a condition asks for; None where more may have gone unseen."""
    window = condition.within or HISTORY
    count = sum(now - each.at < window for each in opens)
    verdict = is_count(condition, count)
    if not _unseen(mails, window, now):
        return verdict
    # There may have been more opens than were seen, and never fewer.
    if condition.at_most is None:
        return True if verdict else None
    return False if count > condition.at_most else None


def _unseen(mails: Iterable[Deed], window: timedelta, now: datetime) -> bool:
    unseen = False
    for mail in mails:
        age = now - mail.at
        if mail.properties.get("pixel") is False:
            unseen = unseen or age < HISTORY
        elif age < window:
            return False
    return unseen


def opens_unseen(condition: Happened, facts: Facts) -> bool:
    """Whether mails came that may have been opened unseen, and in the time not one that would have told."""
    return _unseen(past(mails_of(condition), facts), condition.within or HISTORY, facts.now)


def mails_of(condition: Happened) -> Happened:
    """The deliveries of the mails that a condition on opens is about."""
    about = {name: value for name, value in condition.where.items() if name in _OF_A_MAIL}
    shared = tuple(name for name in condition.match if name in _OF_A_MAIL)
    return Happened(event=EventName.EMAIL_DELIVERED.value, where=about, match=shared)


def past(condition: Happened, facts: Facts) -> tuple[Deed, ...]:
    """The deeds that a condition may count, however long ago."""
    shared = {name: facts.values.get(f"trigger.{name}") for name in condition.match}
    asked, deeds = {**condition.where, **shared}, facts.deeds.get(condition.event, ())
    return tuple(each for each in deeds if each.at <= facts.now and carries(asked, each.properties))


def times(condition: Happened, facts: Facts) -> int:
    """How often it happened within the time that the condition looks back."""
    return sum(1 for _ in counted(condition, facts))


def counted(condition: Happened, facts: Facts) -> Iterable[Deed]:
    """The deeds that a condition counts."""
    window = condition.within or HISTORY
    return (deed for deed in past(condition, facts) if facts.now - deed.at < window)


def carries(where: Mapping[str, Any], properties: Mapping[str, Any]) -> bool:
    """Whether an event has these properties; a list names several values that will do."""
    for name, wanted in where.items():
        value = properties.get(name)
        if not (
            any(_same(each, value) for each in wanted) if isinstance(wanted, list) else _same(wanted, value)
        ):
            return False
    return True


def _same(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, bool) or isinstance(value, bool) or value is None:
        return wanted is value
    return str(wanted) == str(value)


def is_count(condition: Happened, count: int) -> bool:
    """Whether so many are as many as the condition asks for."""
    return count >= condition.least and (condition.at_most is None or count <= condition.at_most)
