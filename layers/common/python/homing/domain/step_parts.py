"""What steps are made of: names, purposes, hours, offers, instants, matches."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from homing.domain.event_names import misspelt
from homing.domain.fact_names import refusal
from homing.domain.time import Duration, Offset

Name = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,30}$")]
"""Of a workflow, step, segment or arm: it stands in execution names, table keys and SES tags."""


def _spelt(name: str) -> str:
    meant = misspelt(name)
    if meant is not None:
        raise ValueError(f"unknown event {name!r}; did you mean {meant!r}?")
    return name


EventNamed = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_spelt)]
"""An event's name, of the Segment Spec where it has one, or the shop's own."""

EventsNamed = Annotated[
    tuple[EventNamed, ...], BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)
]
"""One event, or several of which any will do."""

Property = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,60}$")]
"""A property of an event."""


class Frozen(BaseModel):
    """A part of a workflow; unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Purpose(StrEnum):
    """Which permission a message needs: marketing wants consent, a service message was asked for."""

    MARKETING = "marketing"
    TRANSACTIONAL = "transactional"


class Hours(StrEnum):
    """When a message may leave: any hour, because the person has just acted, or the shop's waking hours."""

    ANY = "any"
    WAKING = "waking"


class Weekday(StrEnum):
    """A day of the week, Monday first."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Offer(Frozen):
    """A single-use discount bound to the enrollment; its time runs from the mail.

    One of `percent`, `amount` (in the shop's currency) and `free_shipping`.
    """

    percent: int | None = Field(default=None, ge=1, le=90)
    amount: int | None = Field(default=None, ge=1)
    free_shipping: bool = False
    valid_for: Duration

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if sum((self.percent is not None, self.amount is not None, self.free_shipping)) != 1:
            raise ValueError("an offer gives one thing: percent: 10, amount: 100 or free_shipping: true")
        return self


class DatePlus(Frozen):
    """A date that we know, and days before or after it: `{date: trigger.appointment_at, plus: -1d}`.

    With `at`, that time of that day on the recipient's clock; without, the date's own time. `share` takes
    that many percent of a number of days: `{date: trigger.time, days: trigger.lasts_days, share: 80}`.
    """

    date: str
    plus: Offset = dt.timedelta(0)
    days: str | None = None
    share: int = Field(default=100, ge=1, le=1000)
    at: dt.time | None = None

    @model_validator(mode="after")
    def _known_and_local(self) -> Self:
        for fact in filter(None, (self.date, self.days)):
            unknown = refusal(fact)
            if unknown is not None:
                raise ValueError(unknown)
        if self.at is not None and self.at.tzinfo is not None:
            raise ValueError("'at' is on the recipient's own clock; write it without an offset")
        return self


class Moved(Frozen):
    """An event that moves a date: `{event: Reminder Moved, to: next_at}`, matched by the workflow's key.

    Readers move it on the page of `links.reminder` in a mail, which tells the first of several names.
    """

    event: EventsNamed = Field(min_length=1)
    to: Property


Channel = Literal["email", "sms"]
