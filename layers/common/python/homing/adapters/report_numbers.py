"""Figures as the shop's people write them: counts, shares, money and days, through Babel."""

import re
from datetime import date, timedelta
from decimal import Decimal

from babel import Locale, dates, numbers, units
from babel.core import UnknownLocaleError

from homing.domain.shop import Shop

NOTHING = "–"
"""Stands where there is nothing to divide by."""

# CLDR keeps letters and digits apart (`NOK 1,299.00`); Babel does not.
_TOUCHING = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


class Numbers:
    """Writes figures in one locale and one currency."""

    def __init__(self, locale: Locale, currency: str) -> None:
        self.locale = locale
        self._currency = currency

    @classmethod
    def of(cls, shop: Shop) -> "Numbers":
        """Of a shop. The reports are in English: a shop that writes English reads its numbers so too."""
        english = (each for each in shop.locales if each.partition("_")[0] == "en")
        return cls(Locale.parse(next(english, shop.default_locale)), shop.currency)

    def of_currency(self, currency: str) -> "Numbers":
        """The same, of another currency."""
        return Numbers(self.locale, currency)

    def month(self, month: str) -> str:
        """`November 2026` of `2026-11`."""
        return dates.format_skeleton("yMMMM", date.fromisoformat(f"{month}-01"), locale=self.locale)

    def count(self, number: int) -> str:
        """`12,345`"""
        return numbers.format_decimal(number, locale=self.locale)

    def share(self, rate: Decimal | None, decimals: int = 1) -> str:
        """`41.2%`, or a dash."""
        if rate is None:
            return NOTHING
        pattern = self.locale.percent_formats[None].pattern.replace("#,##0", f"#,##0.{'0' * decimals}")
        return numbers.format_percent(rate, pattern, locale=self.locale)

    def growth(self, rate: Decimal | None) -> str:
        """`+4.1%`, `−0.3%`, or a dash."""
        text = self.share(rate, 2 if rate and abs(rate) < Decimal("0.001") else 1)
        return f"+{text}" if rate is not None and rate > 0 else text.replace("-", "−")

    def money(self, amount: Decimal | None) -> str:
        """`NOK 1,299.00`, or a dash."""
        if amount is None:
            return NOTHING
        return _apart(numbers.format_currency(amount, self._currency, locale=self.locale))

    def whole_money(self, amount: Decimal) -> str:
        """`NOK 1,299`, for sums where nobody counts the small coins."""
        pattern = re.sub(r"\.0+", "", self.locale.currency_formats["standard"].pattern)
        text = numbers.format_currency(
            amount, self._currency, pattern, locale=self.locale, currency_digits=False
        )
        return _apart(text)

    def day(self, day: date) -> str:
        """`Nov 20`"""
        return dates.format_skeleton("MMMd", day, locale=self.locale)

    def full_day(self, day: date) -> str:
        """`Nov 20, 2026`"""
        return dates.format_skeleton("yMMMd", day, locale=self.locale)

    def length(self, time: timedelta) -> str:
        """`7 days`, or `12 hours`."""
        hours = round(time / timedelta(hours=1))
        unit, count = ("hour", hours) if hours % 24 else ("day", hours // 24)
        return str(units.format_unit(count, unit, locale=self.locale))

    def days(self, first: date, last: date) -> str:
        """`October 1 – November 29, 2026`"""
        return dates.format_interval(first, last, "yMMMMd", locale=self.locale)

    def language(self, tag: str) -> str:
        """`Norwegian Bokmål`"""
        try:
            return Locale.parse(tag).get_display_name(self.locale) or tag
        except (ValueError, UnknownLocaleError):
            return tag


def _apart(text: str) -> str:
    return _TOUCHING.sub("\u00a0", text)
