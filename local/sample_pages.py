"""What each of our pages is shown with, in every state that it has, to look at it and to test it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from homing.services.answers import SNOOZES

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

STATES: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "unsubscribe": {"asked": {}},
    "unsubscribed": {"said": {}},
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
