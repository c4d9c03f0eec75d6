"""What each of our pages is shown with, to look at it and to test it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from homing.services.answers import SNOOZES

from local.sample_readers import NOW

NEXT = NOW + timedelta(days=2)

PAGES: Mapping[str, Mapping[str, Any]] = {
    "unsubscribe": {},
    "unsubscribed": {},
    "unknown": {},
    "expired": {},
    "unavailable": {},
    "survey": {"complete": True, "score": 9},
    "survey_thanks": {"score": 9},
    "survey_commented": {},
    "poll": {"complete": True, "answer": "keep"},
    "poll_kept": {},
    "reminder": {
        "complete": True,
        "next_at": NEXT,
        "plan_title": "Knitwear care",
        "snoozes": SNOOZES,
        "first": (NOW + timedelta(days=1)).date().isoformat(),
        "last": (NOW + timedelta(days=400)).date().isoformat(),
    },
    "reminder_moved": {"next_at": NEXT},
    "reminder_ended": {},
}
"""Every page by its template; `complete` is False where a form was posted without an answer."""
