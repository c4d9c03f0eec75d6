"""What a workflow's file says of an A/B/n test before it begins: what decides, how much, when one looks."""

import datetime as dt
import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from homing.domain.step_parts import Frozen, Name
from homing.domain.workflow_parts import Percent

_CHANGE = re.compile(r"(?P<size>[0-9]+(?:\.[0-9]+)?) ?(?P<unit>points|%)")
_CONTACTS = re.compile(r"(?P<count>[1-9][0-9]{0,8}) contacts")
_DAYS = re.compile(r"(?P<count>[1-9][0-9]{0,2})(?P<unit>[dw])")


class Measure(StrEnum):
    """What decides; each is a share of the contacts that got the mail, so that their number alone tells how
    sure one may be.
    """

    OPEN_RATE = "open_rate"
    CLICK_RATE = "click_rate"
    CONVERSION_RATE = "conversion_rate"
    UNSUBSCRIBE_RATE = "unsubscribe_rate"

    @property
    def falls(self) -> bool:
        """Whether less of it is better."""
        return self is Measure.UNSUBSCRIBE_RATE


class Apply(StrEnum):
    """Who puts a winner in force: the test itself, or a colleague with `homing experiment`."""

    AUTOMATICALLY = "automatically"
    ASK = "ask"


def _change(text: str) -> str:
    if _CHANGE.fullmatch(text) is None:
        raise ValueError(f"{text!r} is no change; write 3 points, or 25% of the base")
    return text


def _mark(text: str) -> str:
    if _CONTACTS.fullmatch(text) is None and _DAYS.fullmatch(text) is None:
        raise ValueError(f"{text!r} is no time of a look; write days or weeks (14d), or 2000 contacts")
    return text


Change = Annotated[str, AfterValidator(_change)]
"""The smallest change worth finding: `3 points`, or `25%` of the base."""

Mark = Annotated[str, AfterValidator(_mark)]
"""When one looks: after so long (`14d`), or so many contacts (`2000 contacts`)."""


class Looks(Frozen):
    """When somebody looks at the figures: `{first: 14d, every: 7d, most: 4}`, agreed on before it begins."""

    first: Mark
    every: Mark
    most: int = Field(default=4, ge=1, le=10)

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (contacts_of(self.first) is None) != (contacts_of(self.every) is None):
            raise ValueError("looks go by days (14d, 7d) or by contacts (2000 contacts); write one kind")
        return self

    @property
    def last_contacts(self) -> int | None:
        """How many contacts there are at the last look, None where looks go by days."""
        return self.contacts_at(self.most - 1)

    @property
    def last_day(self) -> dt.timedelta | None:
        """How long after the beginning the last look is, None where looks go by contacts."""
        return None if self.last_contacts is not None else self.after(self.most - 1)

    def contacts_at(self, place: int) -> int | None:
        """How many contacts a look waits for, None where looks go by days."""
        first, every = contacts_of(self.first), contacts_of(self.every)
        return None if first is None or every is None else first + every * place

    def after(self, place: int) -> dt.timedelta:
        """How long after the beginning a look by days is due, the first being 0."""
        return _length(self.first) + _length(self.every) * place

    def due(self, age: dt.timedelta, contacts: int) -> int:
        """The place of the newest look that is due by now, -1 before the first; missed ones are one."""
        first, every = contacts_of(self.first), contacts_of(self.every)
        if first is not None and every is not None:
            place = -1 if contacts < first else (contacts - first) // every
        else:
            wait = _length(self.first)
            place = -1 if age < wait else (age - wait) // _length(self.every)
        return min(place, self.most - 1)


class ABTest(Frozen):
    """The test behind variants or a split: one measure, a change worth finding, an owner, looks agreed on.

    `base` is the rate that the first variant is thought to have, `change` the smallest difference worth
    finding; with `power` it is found, if it is there, and with `alpha` one is found where none is. `share` of
    the contacts take part; the others get the first variant. `goal` says in words what it is for.
    """

    metric: Measure
    owner: Name
    goal: str = Field(min_length=1, max_length=300)
    base: Percent
    change: Change
    alpha: Percent = Decimal(5)
    power: Percent = Decimal(80)
    looks: Looks
    share: Percent = Decimal(100)
    apply: Apply = Apply.AUTOMATICALLY

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if not 0 < self.expected < 1 or not 0 < self.rate < 1:
            raise ValueError(
                f"base {self.base}% and change {self.change} lead to {self.expected:.2%}; "
                "both rates lie between 0% and 100%"
            )
        if self.alpha > 20 or not 50 <= self.power <= 99:
            raise ValueError("alpha is at most 20%, power from 50% to 99%")
        return self

    @property
    def rate(self) -> float:
        """The rate that the first variant is thought to have."""
        return float(self.base) / 100

    @property
    def expected(self) -> float:
        """The rate that a better variant would have at least."""
        match = _CHANGE.fullmatch(self.change)
        assert match is not None  # validated when it was read
        size = float(match["size"]) / 100
        difference = size if match["unit"] == "points" else self.rate * size
        return self.rate - difference if self.metric.falls else self.rate + difference


def contacts_of(mark: str) -> int | None:
    """How many contacts a look waits for, None if it waits for a day."""
    match = _CONTACTS.fullmatch(mark)
    return None if match is None else int(match["count"])


def _length(mark: str) -> dt.timedelta:
    match = _DAYS.fullmatch(mark)
    assert match is not None  # validated when it was read
    return dt.timedelta(**{"weeks" if match["unit"] == "w" else "days": int(match["count"])})
