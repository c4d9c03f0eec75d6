"""The page on which a reader says where a date is that a wait of ours is for."""

from datetime import datetime
from zoneinfo import ZoneInfo

from homing.domain.movable import A_YEAR, Movable
from homing.domain.time import iso
from homing.services.page_events import Shown

DELAYS = (1, 3, 7)
"""Days by which a date is put off with one press."""


def date_page(known: Movable, locale: str, zone: str, now: datetime, *, complete: bool) -> Shown:
    """The page, with the date that it shows in its form, so that whoever presses twice moves it once."""
    ahead = known.at if known.at is not None and known.at > now else None
    today = now.astimezone(ZoneInfo(zone)).date()
    context: dict[str, object] = {
        "complete": complete,
        "zone": zone,
        "at": ahead,
        "since": None if ahead is None else iso(ahead),
        "clock": None if ahead is None else f"{ahead.astimezone(ZoneInfo(zone)):%H:%M}",
        "delays": DELAYS,
        "first": today.isoformat(),
        "last": (today + A_YEAR).isoformat(),
    }
    return Shown(page="date", locale=locale, context=context, complete=complete)
