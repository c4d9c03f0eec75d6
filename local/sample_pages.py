"""What each of our pages is shown with, in every state that it has, to look at it and to test it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from homing.domain.preferences import Break, Choices, Often, shown
from homing.domain.restraint import PAUSE
from homing.domain.zones import zone_names
from homing.services.answers import SNOOZES
from homing.services.date_page import DELAYS

from local.sample_readers import NOW

NEXT = NOW + timedelta(days=2)

_REMINDER: Mapping[str, Any] = {
    "complete": True,
    "next_at": NEXT,
    "plan_title": "Knitwear care",
    "snoozes": SNOOZES,
    "first": (NOW + timedelta(days=1)).date().isoformat(),
    "last": (NOW + timedelta(days=400)).date().isoformat(),
}

_DATE: Mapping[str, Any] = {
    "complete": True,
    "at": NEXT,
    "since": NEXT.isoformat(),
    "clock": "10:00",
    "delays": DELAYS,
    "first": NOW.date().isoformat(),
    "last": (NOW + timedelta(days=366)).date().isoformat(),
}

PREFERENCES = "/preferences/abc"

_TICKS = {"marketing": True, "texts": False, "topic_offers": True, "topic_tips": False, "tracking": True}
_TOPICS: tuple[Mapping[str, Any], ...] = (
    {"field": "topic_offers", "title": {"en": "Offers"}, "description": {"en": "What sells for less."}},
    {"field": "topic_tips", "title": {"en": "Tips"}, "description": None},
)


def _preferences(
    *,
    ticks: Mapping[str, bool] = _TICKS,
    topics: Sequence[Mapping[str, Any]] = _TOPICS,
    mistaken: tuple[str, ...] = (),
    blocked: bool = False,
    **chosen: Any,
) -> Mapping[str, Any]:
    choices = Choices(ticks=ticks, locale="nb", zone="Europe/Oslo", **chosen)
    return {
        "choices": choices,
        "topics": topics,
        "blocked": blocked,
        "preferences": PREFERENCES,
        "languages": ("nb", "en", "nl", "de", "es"),
        "zones": zone_names(),
        "shown": shown(choices),
        "mistaken": mistaken,
        "month_from_now": NOW + PAUSE,
    }


STATES: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "unsubscribe": {"asked": {"preferences": PREFERENCES}, "without_a_way": {}},
    "unsubscribed": {
        "said": {"preferences": PREFERENCES},
        "after_a_poll": {"preferences": PREFERENCES, "undo_at": "/unsubscribe/abc"},
        "without_a_way": {},
    },
    "preferences": {
        "filled": _preferences(pause=Break.KEEP, paused_until=NEXT, often=Often.SELDOM),
        "empty": _preferences(ticks={"marketing": False}, topics=()),
        "mistaken": _preferences(mistaken=("often", "zone", "tracking")),
        "blocked": _preferences(blocked=True),
    },
    "preferences_saved": {
        "said": _preferences(pause=Break.KEEP, paused_until=NEXT, often=Often.SELDOM),
        "left": _preferences(ticks={"marketing": False}, topics=(), blocked=True),
    },
    "unknown": {"said": {}},
    "expired": {"said": {}},
    "unavailable": {"said": {}},
    "survey": {
        "filled": {"complete": True, "score": 9},
        "empty": {"complete": True, "score": None},
        "mistaken": {"complete": False, "score": None},
    },
    "survey_thanks": {"said": {"score": 9}},
    "survey_commented": {"said": {}},
    "poll": {
        "filled": {"complete": True, "answer": "keep"},
        "empty": {"complete": True, "answer": None},
        "mistaken": {"complete": False, "answer": None},
    },
    "poll_kept": {"said": {}},
    "reminder": {
        "asked": _REMINDER,
        "without_a_date": {**_REMINDER, "next_at": None, "plan_title": None},
        "mistaken": {**_REMINDER, "complete": False},
    },
    "date": {
        "asked": _DATE,
        "without_a_date": {**_DATE, "at": None, "since": None, "clock": None},
        "mistaken": {**_DATE, "complete": False},
    },
    "date_moved": {"said": {"next_at": NEXT}},
    "confirm": {
        "of_a_form": {"wording": "Yes please, I would like emails about goods, tips and offers."},
        "of_the_api": {"wording": None},
    },
    "confirmed": {"said": {}},
    "confirm_expired": {"asked": {}},
    "confirm_again": {"said": {}},
    "confirm_void": {"said": {}},
    "reminder_moved": {"said": {"next_at": NEXT}},
    "reminder_ended": {"said": {}},
}
"""Every page by its template and state; `mistaken` is what a form was that is shown again."""

PAGES: Mapping[str, Mapping[str, Any]] = {
    page: next(iter(states.values())) for page, states in STATES.items()
}
"""Every page as it is mostly seen."""
