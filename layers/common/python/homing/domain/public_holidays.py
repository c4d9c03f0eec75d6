"""Public holidays by rule, of the countries in which they stand still but for those that move with Easter.

Nation-wide ones by law: FR Code du travail L3133-1, BE loi du 4 janvier 1974, DE the days of all sixteen
states, DK lov om helligdage (without store bededag, abolished for 2024 on), NO lov om helligdager and lov om
1. og 17. mai. Elsewhere days move in ways of their own (bank holidays, midsummer): a shop lists those itself.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache

_FIXED: Mapping[str, frozenset[tuple[int, int]]] = {
    "BE": frozenset({(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)}),
    "DE": frozenset({(1, 1), (5, 1), (10, 3), (12, 25), (12, 26)}),
    "DK": frozenset({(1, 1), (12, 25), (12, 26)}),
    "FR": frozenset({(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}),
    "NO": frozenset({(1, 1), (5, 1), (5, 17), (12, 25), (12, 26)}),
}

_FROM_EASTER: Mapping[str, frozenset[int]] = {
    "BE": frozenset({0, 1, 39, 49, 50}),
    "DE": frozenset({-2, 1, 39, 50}),
    "DK": frozenset({-3, -2, 0, 1, 39, 49, 50}),
    "FR": frozenset({1, 39, 50}),
    "NO": frozenset({-3, -2, 0, 1, 39, 49, 50}),
}

COUNTRIES = tuple(sorted(_FIXED))
"""Those whose holidays are known."""


def is_public_holiday(day: date, country: str) -> bool:
    """Whether a day is a public holiday all over a country."""
    if (day.month, day.day) in _FIXED.get(country, ()):
        return True
    return (day - easter(day.year)).days in _FROM_EASTER.get(country, ())


@lru_cache(maxsize=64)
def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar, by the anonymous algorithm of 1876 (Butcher)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    return date(year, 3, 22) + timedelta(days=epact + weekday - 7 * late)
