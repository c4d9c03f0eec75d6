"""When a rehearsal starts, as a person types it."""

from datetime import UTC, datetime

from homing.domain.errors import InvalidTimeline
from homing.domain.time import parse_iso


def instant(text: str) -> datetime:
    """An instant, or the beginning of a day in UTC.

    Raises:
        InvalidTimeline: it is neither.
    """
    try:
        return parse_iso(text)
    except ValueError:
        pass
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        raise InvalidTimeline(f"--from {text}: write an instant such as 2026-03-01T00:00:00Z") from None
