"""What a webhook's answer means, and when the next try is."""

from datetime import timedelta
from enum import Enum


class Taken(Enum):
    """Whether the other side has it."""

    YES = "yes"
    NEVER = "never"
    NOT_YET = "not yet"


PASSING = frozenset({408, 409, 425, 429})
"""Of the answers that blame the caller, those that may differ next time."""

TRIES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=8),
    timedelta(hours=8),
)
"""How long after each try the next is; together a day but for half an hour.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md proposes such
times; here none is longer than SQS can hide a message for.
"""

LONGEST_WAIT = timedelta(hours=12)
"""What SQS can hide a message for."""


def taken(status: int) -> Taken:
    """What a status code says. A redirection is refused: nobody signed for where it leads."""
    if 200 <= status < 300:
        return Taken.YES
    if status in PASSING or status >= 500 or status < 200:
        return Taken.NOT_YET
    return Taken.NEVER


def next_try(attempt: int, retry_after: float | None) -> timedelta | None:
    """How long after a failed try the next is, not sooner than the other side asked; None after the last."""
    if attempt > len(TRIES):
        return None
    asked = timedelta(seconds=min(retry_after or 0.0, LONGEST_WAIT.total_seconds()))
    return max(TRIES[attempt - 1], asked)
