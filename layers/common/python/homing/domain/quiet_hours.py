"""The quiet hours of shop.yaml: when marketing does not leave, by channel, weekday and country."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from homing.domain.public_holidays import COUNTRIES
from homing.domain.shop_fields import ClockTime, Country, Part
from homing.domain.step_parts import Weekday
from homing.domain.waking_hours import WakingHours
from homing.domain.window import Window

PUBLIC_HOLIDAYS = "public_holidays"

_WEEKDAYS = tuple(Weekday)
_MOST_DATES = 60  # of a year's days; with fewer than that closed, the next opening is never far


def _closed_day(text: str) -> str:
    if text == PUBLIC_HOLIDAYS or text in {each.value for each in _WEEKDAYS}:
        return text
    try:
        month, day = (int(part) for part in text.split("-"))
        time_of_year = f"{month:02}-{day:02}"
        last = 29 if month == 2 else 30 if month in {4, 6, 9, 11} else 31
        known = time_of_year == text and 1 <= month <= 12 and 1 <= day <= last
    except ValueError:
        known = False
    if not known:
        raise ValueError(
            f"{text!r} is no day to close on; write sunday, public_holidays or a date such as 12-24"
        )
    return text


ClosedDay = Annotated[str, AfterValidator(_closed_day)]


class HoursOfDay(Part):
    """Other quiet hours on one weekday: from that evening on, and until that morning."""

    from_: ClockTime | None = Field(None, alias="from")
    until: ClockTime | None = None


class Quiet(HoursOfDay):
    """When it is quiet: each evening and night, otherwise on some weekdays, and on whole days."""

    days: dict[Weekday, HoursOfDay] = Field(default_factory=dict)
    closed: tuple[ClosedDay, ...] = Field((), max_length=_MOST_DATES)

    def window(self, country: str | None = None) -> Window:
        """The hours that this leaves open; public holidays are those of `country`."""
        usual = _open(self, Window(opens=time.min, closes=time.max))
        named = {each.value: number for number, each in enumerate(_WEEKDAYS)}
        dates = [each for each in self.closed if each not in named and each != PUBLIC_HOLIDAYS]
        holidays = country is not None and PUBLIC_HOLIDAYS in self.closed
        return Window(
            opens=usual[0],
            closes=usual[1],
            days={
                named[day.value]: _open(told, Window(opens=usual[0], closes=usual[1]))
                for day, told in self.days.items()
            },
            closed_weekdays=frozenset(named[each] for each in self.closed if each in named),
            closed_dates=frozenset((int(each[:2]), int(each[3:])) for each in dates),
            holidays_of=frozenset({country}) if holidays and country is not None else frozenset(),
        )


class QuietThere(Quiet):
    """When it is quiet for whoever lives in one country."""

    sms: Quiet = Quiet()


class QuietHours(Quiet):
    """The hours in which marketing does not leave, where the recipient is.

    A channel's and a country's own only add to the shop's: no rule takes another's quiet away.
    """

    from_: ClockTime = Field("21:00", alias="from")
    until: ClockTime = "08:00"
    sms: Quiet = Quiet(from_="20:00", until="09:00")
    by_country: dict[Country, QuietThere] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _leaves_some_hours(self) -> Self:
        if self.until >= self.from_:
            raise ValueError('quiet hours cross midnight: write from: "21:00", until: "08:00"')
        everywhere = (*self.closed, *self.sms.closed)
        if PUBLIC_HOLIDAYS in everywhere:
            raise ValueError("public holidays are a country's: write them under by_country")
        for code, there in self.by_country.items():
            if PUBLIC_HOLIDAYS in (*there.closed, *there.sms.closed) and code not in COUNTRIES:
                known = ", ".join(COUNTRIES)
                raise ValueError(
                    f"the public holidays of {code} are not known, only those of {known}: list its dates, "
                    'such as "12-26"'
                )
        for name, window in self._named_windows():
            _require_hours(name, window)
        return self

    def waking_hours(self) -> WakingHours:
        """What this leaves open, as the rules of sending read it."""
        mails, texts = self.window(), self.window().within(self.sms.window())
        there = {code: each.window(code) for code, each in self.by_country.items()}
        return WakingHours(
            mails=mails,
            texts=texts,
            mails_by_country={code: mails.within(each) for code, each in there.items()},
            texts_by_country={
                code: texts.within(each).within(self.by_country[code].sms.window(code))
                for code, each in there.items()
            },
        )

    def _named_windows(self) -> Iterator[tuple[str, Window]]:
        hours = self.waking_hours()
        yield "mails", hours.mails
        yield "texts", hours.texts
        by_country: Mapping[str, Mapping[str, Window]] = {
            "mails": hours.mails_by_country,
            "texts": hours.texts_by_country,
        }
        for what, windows in by_country.items():
            for code, window in windows.items():
                yield f"{what} in {code}", window


def _open(told: HoursOfDay, usual: Window) -> tuple[time, time]:
    opens = usual.opens if told.until is None else time.fromisoformat(told.until)
    closes = usual.closes if told.from_ is None else time.fromisoformat(told.from_)
    return opens, closes


def _require_hours(name: str, window: Window) -> None:
    if len(window.closed_weekdays) == len(_WEEKDAYS):
        raise ValueError(f"every day of the week is closed to {name}: nothing could ever leave")
    for number, day in enumerate(_WEEKDAYS):
        opens, closes = window.hours_of(number)
        if number not in window.closed_weekdays and opens >= closes:
            quiet = f"from {closes:%H:%M} until {opens:%H:%M}"
            raise ValueError(f"no hour is left to {name} on a {day.value}: it is quiet {quiet}")
