"""Defensive readers: whatever JSON stands in a field, each answers a usable value or None, and never raises.

Texts and ids are bounded, so that no payload makes a row, a key or a header that its store refuses.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, DecimalException
from typing import Any

from homing.domain.contact import normal_email
from homing.domain.errors import MalformedEvent
from homing.domain.time import parse_iso

Payload = Mapping[str, Any]

LONGEST_TEXT = 500
LONGEST_ID = 255
LONGEST_EMAIL = 320
LONGEST_LINK = 2000
LONGEST_INTEGER = 100
LARGEST_POWER_OF_TEN = 15
SMALLEST_UNIT = Decimal("0.000001")
FIRST_YEAR = 1970  # a year before it is another system's way to write "never"

_GLOBAL_ID = re.compile(r"gid://[^/]+/[^/]+/(?P<id>[^/?]+)")
_LINK = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def load(body: bytes) -> Any:
    """The JSON of a body; None where it is nested too deeply to read.

    Raises:
        MalformedEvent: the bytes are no JSON.
    """
    try:
        return json.loads(body, parse_int=_integer, parse_float=_decimal, parse_constant=lambda _: None)
    except RecursionError:
        return None
    except ValueError:
        # The cause would carry the body, and with it a person, into the log.
        raise MalformedEvent("the body is no JSON") from None


def _integer(digits: str) -> int | None:
    return int(digits) if len(digits) <= LONGEST_INTEGER else None


def _decimal(digits: str) -> Decimal | None:
    try:
        return Decimal(digits)
    except DecimalException:
        return None


def mapping(value: object) -> Payload:
    """An object; empty for anything else."""
    return value if isinstance(value, dict) else {}


def mappings(value: object) -> tuple[Payload, ...]:
    """The objects of a list; none for anything else."""
    return tuple(item for item in value if isinstance(item, dict)) if isinstance(value, list) else ()


def text(value: object, longest: int = LONGEST_TEXT) -> str | None:
    """A text on one line, cut to its longest; None for the empty one."""
    if not isinstance(value, str):
        return None
    if not value.isascii():
        # JSON may hold half of a surrogate pair, which no UTF-8 can carry further.
        value = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(value.split())[:longest].rstrip() or None


def identifier(value: object) -> str | None:
    """An id or token as text, whether it came as a number, a text or a global id."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value > 0 else None
    raw = text(value, LONGEST_ID + 1)
    if raw is None:
        return None
    found = _GLOBAL_ID.match(raw)
    local = found["id"] if found else raw
    return None if local == "0" or len(local) > LONGEST_ID else local


def email(value: object) -> str | None:
    """An address as the domain keys it."""
    raw = text(value, LONGEST_EMAIL + 1)
    return None if raw is None or len(raw) > LONGEST_EMAIL else normal_email(raw)


def amount(value: object) -> Decimal | None:
    """A number that can be money, exactly as it is written."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        number = Decimal(value)
        if not number.is_finite() or number.adjusted() >= LARGEST_POWER_OF_TEN:
            return None
        exponent = number.as_tuple().exponent
        fine = isinstance(exponent, int) and exponent < SMALLEST_UNIT.adjusted()
        return number.quantize(SMALLEST_UNIT) if fine else number
    except DecimalException:
        return None


def count(value: object) -> int | None:
    """A whole number, not below zero."""
    number = amount(value)
    return None if number is None or number < 0 or number % 1 else int(number)


def link(value: object) -> str | None:
    """An address of the web; None for any other scheme."""
    raw = text(value, LONGEST_LINK + 1)
    return raw if raw and len(raw) <= LONGEST_LINK and _LINK.fullmatch(raw) else None


def instant(value: object) -> datetime | None:
    """An instant in UTC; None without an offset, or for what names none."""
    raw = text(value)
    if raw is None:
        return None
    try:
        found = parse_iso(raw)
    except (ValueError, OverflowError):
        return None
    return found if found.year >= FIRST_YEAR else None
