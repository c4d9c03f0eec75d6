"""Compares one fact with what a condition asks of it."""

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from homing.domain.condition import Fact


def compare(condition: Fact, value: Any, now: datetime) -> bool:
    """Whether the comparison holds of a fact's value; an unknown one holds none but `exists: false`."""
    known = value is not None and value != ""
    if condition.exists is not None:
        return known is condition.exists
    if not known:
        return False
    if condition.contains is not None:
        return condition.contains in value if isinstance(value, (str, list, tuple, set, frozenset)) else False
    if condition.in_ is not None:
        return value in condition.in_
    if condition.within is not None:
        at = instant_of(value)
        return at is not None and at <= now and now - at < condition.within
    if condition.at_least is not None or condition.at_most is not None:
        return _within(value, condition.at_least, condition.at_most)
    return bool(value == condition.is_)


def instant_of(value: Any) -> datetime | None:
    """The instant that a value names, a day at its beginning in UTC; None if it names none."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    try:
        return instant_of(datetime.fromisoformat(value)) if isinstance(value, str) else None
    except ValueError:
        return None


def _within(value: Any, least: Decimal | None, most: Decimal | None) -> bool:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return False
    if number.is_nan():
        return False
    return (least is None or number >= least) and (most is None or number <= most)
