"""The send gate: one verdict with one reason, judged at the moment of sending."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from homing.domain.candidate import Candidate
from homing.domain.caps import Caps
from homing.domain.channel import Channel
from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment, ExitReason
from homing.domain.facts import holds
from homing.domain.free import first_free
from homing.domain.ledger import Ledger
from homing.domain.message import Leave, Park, Reason, Send, Skip, Verdict
from homing.domain.permission import permission, text_permission
from homing.domain.restraint import paused_until, wants_fewer
from homing.domain.schedule import (
    ACTED_RECENTLY,
    next_opening,
    wait_instant,
)
from homing.domain.series import is_overtaken
from homing.domain.steps import Hours, Purpose
from homing.domain.window import why_closed

__all__ = ["PAUSED_PARK", "SHORTEST_PARK", "Candidate", "Caps", "Ledger", "first_free", "gate"]

SHORTEST_PARK = timedelta(minutes=15)

NEXT_LOOK = timedelta(days=1)
"""How soon a mail is judged anew that a reader's break holds: they may end it any day."""

PAUSED_PARK = timedelta(hours=6)
"""How long a mail of a workflow with `status: paused` is put off, each time at two transitions."""


def gate(candidate: Candidate, now: datetime) -> Verdict:
    """Whether the message goes now, later or never.

    What can never be undone is judged first; only what may go at all is parked.
    """
    ended = _ended(candidate.enrollment)
    if ended is not None:
        return Skip(reason=ended)
    if any(holds(condition, candidate.facts) for condition in candidate.exits):
        return Leave()
    forbidden = _forbidden(candidate)
    if forbidden is not None:
        return Skip(reason=forbidden)
    planned = _planned(candidate)
    stale = _shelved(candidate, planned) + candidate.step.valid_for
    if now >= stale:
        return Skip(reason=Reason.EXPIRED, because=f"of use until {_there(stale, candidate)}")
    if _overtaken(candidate, planned, now):
        return Skip(reason=Reason.EXPIRED, because="the next one of its series was due by then")
    moved = _moved(planned, now)
    if moved is not None:
        return moved
    if not _wanted(candidate, now):
        return Skip(reason=Reason.CONDITION)
    if candidate.paused:
        return _park(Reason.PAUSED, now + PAUSED_PARK, now)
    held = _held(candidate, now)
    if held is not None and held.until >= stale:
        beyond = f"free from {_there(held.until, candidate)}, of use until {_there(stale, candidate)}"
        return Skip(reason=Reason.EXPIRED, because="; ".join(filter(None, (held.because, beyond))))
    return Send() if held is None else _looked_at_again(held, candidate.contact, now)


def _forbidden(candidate: Candidate) -> Reason | None:
    match candidate.channel:
        case Channel.EMAIL:
            return permission(
                candidate.contact,
                candidate.step.purpose,
                candidate.suppressions,
                topic=candidate.topic,
                soft_opt_in=candidate.soft_opt_in,
            )
        case Channel.SMS:
            return text_permission(
                candidate.contact,
                candidate.number,
                candidate.step.purpose,
                candidate.suppressions,
                topic=candidate.topic,
            )
        case Channel.NONE:
            return None
        case _:
            assert_never(candidate.channel)


def _ended(enrollment: Enrollment) -> Reason | None:
    if enrollment.running:
        return None
    if enrollment.end_reason is None:
        return Reason.ENROLLMENT_ENDED
    known = {ExitReason.SUPERSEDED: Reason.SUPERSEDED, ExitReason.MERGED: Reason.MERGED}
    return next((reason for name, reason in known.items() if name == enrollment.end_reason), Reason.EXITED)


def _planned(candidate: Candidate) -> datetime | None:
    """When it was to go, as it is known now: the instant of the wait before, or of the pass of its repeat.

    None if no date or place can move it.
    """
    wait = candidate.wait
    if wait is None:
        return candidate.enrollment.pass_started if candidate.repeat is not None else None
    if wait.after is not None and candidate.repeat is None:
        return None
    return wait_instant(
        wait,
        candidate.enrollment.counts_from,
        candidate.recipient,
        candidate.window,
        values=candidate.facts.values,
        # Whatever zone a contact moves to, the same weekday there is less than a day away.
        began=candidate.due_at - timedelta(days=1),
    )


def _shelved(candidate: Candidate, planned: datetime | None) -> datetime:
    """From when its shelf life counts: its instant, the later one to which it was moved since, or the date
    that it is about, which may be long past.
    """
    about_a_date = candidate.wait is not None and candidate.wait.until is not None
    if planned is None or (planned < candidate.due_at and not about_a_date):
        return candidate.due_at
    return planned


def _overtaken(candidate: Candidate, planned: datetime | None, now: datetime) -> bool:
    if planned is None or candidate.after is None or candidate.repeat is not None:
        return False
    row, values = candidate.enrollment, candidate.facts.values
    joined = row.started.at if row.moved_by is None else max(row.started, row.moved_by).at
    return is_overtaken(planned, candidate.after, joined, now, candidate.recipient, candidate.window, values)


def _moved(planned: datetime | None, now: datetime) -> Park | None:
    """A contact who has moved to another zone, or whose date has moved, is due at another instant."""
    return None if planned is None or planned <= now else _park(Reason.DATE_MOVED, planned, now)


def _wanted(candidate: Candidate, now: datetime) -> bool:
    step = candidate.step
    open_until = candidate.ledger.offer_until
    if step.offer is not None and open_until is not None and open_until > now:
        return False
    until = candidate.repeat.until if candidate.repeat is not None else None
    if until is not None and holds(until, candidate.facts):
        return False
    return step.only_if is None or holds(step.only_if, candidate.facts)


def _held(candidate: Candidate, now: datetime) -> Park | None:
    step = candidate.step
    if step.purpose is not Purpose.MARKETING:
        # A service mail waits unread till morning; a service text wakes its reader.
        wakes = candidate.channel is Channel.SMS and step.hours is Hours.WAKING
        return _at_night(candidate, now) if wakes else None
    recipient, window = candidate.recipient, candidate.window
    until = paused_until(candidate.contact)
    resumed = now if until is None or until <= now else next_opening(until, window, recipient)
    free = first_free(candidate.ledger, candidate.limits, resumed, recipient, window, candidate.ahead)
    if free.at > now:
        breaks = [f"they asked for a break until {_there(resumed, candidate)}"] if resumed > now else []
        wish = ["they asked for fewer"] if free.because and wants_fewer(candidate.contact) else []
        return _park(Reason.FREQUENCY_CAP, free.at, now, "; ".join([*breaks, *free.because, *wish]))
    return _at_night(candidate, now)


def _looked_at_again(held: Park, contact: Contact, now: datetime) -> Park:
    until = paused_until(contact)
    paused = until is not None and until > now
    return replace(held, until=min(held.until, now + NEXT_LOOK)) if paused else held


def _at_night(candidate: Candidate, now: datetime) -> Park | None:
    step = candidate.step
    just_acted = step.hours is Hours.ANY and now - candidate.due_at < ACTED_RECENTLY
    opening = now if just_acted else next_opening(now, candidate.window, candidate.recipient)
    why = why_closed(candidate.window, ZoneInfo(candidate.recipient.zone), now, opening)
    return None if opening <= now else _park(Reason.QUIET_HOURS, opening, now, why)


def _park(reason: Reason, until: datetime, now: datetime, because: str = "") -> Park:
    return Park(reason=reason, until=max(until, now + SHORTEST_PARK), because=because)


def _there(instant: datetime, candidate: Candidate) -> str:
    return f"{instant.astimezone(ZoneInfo(candidate.recipient.zone)):%a %d %b %H:%M}"
