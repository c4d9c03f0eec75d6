"""Money, dates and languages as the recipient reads them: Jinja filters over Babel."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from babel.core import UnknownLocaleError, get_global
from jinja2 import pass_context
from jinja2.runtime import Context

from homing.domain.zones import fold


def locale_of(text: str) -> Locale | None:
    """The locale that a tag such as `nb-NO` or `en_GB` names; None if there is no such."""
    try:
        return Locale.parse(text.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return None


# CLDR keeps letters and digits apart (`NOK 1,299.00`); Babel does not.
_TOUCHING = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


@pass_context
def money(context: Context, amount: Decimal, currency: str) -> str:
    """`1 299,00 kr`: the amount as this locale writes this currency, with its own number of decimals."""
    return _money(amount, currency, context["format_locale"])


@lru_cache(maxsize=4096)  # a shop has few prices, and Babel parses the pattern anew for each
def _money(amount: Decimal, currency: str, locale: Locale) -> str:
    return _TOUCHING.sub("\u00a0", numbers.format_currency(amount, currency, locale=locale))


@pass_context
def percent(context: Context, share: int) -> str:
    """`10 %` of the whole number 10."""
    return numbers.format_percent(Decimal(share) / 100, locale=context["format_locale"])


@pass_context
def local_date(context: Context, instant: datetime) -> str:
    """`tirsdag 24. november` where the recipient is."""
    locale = context["format_locale"]
    shapes = locale.datetime_skeletons
    shape = str(shapes.get("MMMMEd") or shapes["MMMEd"])
    spelled_out = re.sub("E+", "EEEE", re.sub("M+", "MMMM", shape))
    return dates.format_date(_there(context, instant), spelled_out, locale=locale)


@pass_context
def local_time(context: Context, instant: datetime) -> str:
    """`09:05 (Oslo)` where the recipient is; the place says whose clock is meant."""
    place = dates.get_timezone_location(context["zone"], locale=context["format_locale"], return_city=True)
    return f"{_time(context, _there(context, instant))} ({place})"


@pass_context
def shop_time(context: Context, instant: datetime) -> str:
    """`09:05` on the shop's clock, for what happens there: a zone's city would name the wrong place."""
    return _time(context, instant.astimezone(ZoneInfo(context["shop"]["zone"])))


@pass_context
def local_datetime(context: Context, instant: datetime) -> str:
    """`tirsdag 24. november, 09:05 (Oslo)`; a sentence reads better with local_date and local_time."""
    both = str(dates.get_datetime_format("full", locale=context["format_locale"])).replace("'", "")
    return both.format(local_time(context, instant), local_date(context, instant))


@pass_context
def country_name(context: Context, code: str) -> str:
    """`Norge` for `NO`; a code that nobody knows stays one."""
    return str(context["format_locale"].territories.get(code.upper(), code))


@pass_context
def language_name(context: Context, tag: str) -> str:
    """`norsk bokmål` for `nb-NO`; a tag that nobody knows stays one."""
    asked = locale_of(tag)
    return str(context["format_locale"].languages.get(asked.language, tag)) if asked else tag


@pass_context
def localized(context: Context, text: str | Mapping[str, str]) -> str:
    """The shop's own words in the mail's language, else in the shop's, else in any it has."""
    if isinstance(text, str):
        return text
    for locale in (context["locale"], context["default_locale"]):
        if locale in text:
            return text[locale]
    return next(iter(text.values()), "")


def own_name(tag: str) -> str:
    """`Norsk bokmål` for `nb`: what those who speak a language call it."""
    named = locale_of(tag)
    name = (named.get_display_name() if named else None) or tag
    return name[:1].upper() + name[1:]


@pass_context
def zones_by_name(context: Context, zones: Sequence[str], present: str) -> Sequence[tuple[str, str]]:
    """Each zone with its name, `Norge (Oslo)`, in the order of the names; the present one among them."""
    return _zones_by_name(tuple(sorted({*zones, present})), context["format_locale"])


@lru_cache(maxsize=64)
def _zones_by_name(zones: tuple[str, ...], locale: Locale) -> Sequence[tuple[str, str]]:
    countries = get_global("zone_territories")
    named = []
    for zone in zones:
        city = dates.get_timezone_location(zone, locale=locale, return_city=True)
        country = locale.territories.get(countries.get(zone, ""))
        named.append((zone, f"{country} ({city})" if country and country != city else city))
    return sorted(named, key=lambda each: fold(each[1]))


FILTERS: dict[str, Callable[..., object]] = {
    filter_.__name__: filter_
    for filter_ in (
        money,
        percent,
        local_date,
        local_time,
        local_datetime,
        shop_time,
        country_name,
        language_name,
        localized,
        own_name,
        zones_by_name,
    )
}


def _time(context: Context, moment: datetime) -> str:
    time = dates.format_time(moment.timetz(), "short", locale=context["format_locale"])
    return time.replace("\u202f", "\u00a0")  # many a mail font lacks the narrow space


def _there(context: Context, instant: datetime) -> datetime:
    return instant.astimezone(ZoneInfo(context["zone"]))
