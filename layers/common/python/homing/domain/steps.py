"""The nodes of a workflow, a closed union."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from homing.domain.condition import Condition
from homing.domain.time import Duration

StepId = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,30}$")]


TOLD_BY_THE_SHOP = frozenset({"email", "customer_id", "shipping", "billing", "default_address"})
"""Traits that lead to a person or a place, which no workflow makes up."""


class _Step(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: StepId


class Purpose(StrEnum):
    """Which permission a message needs: marketing wants consent, a service message was asked for."""

    MARKETING = "marketing"
    TRANSACTIONAL = "transactional"


class Hours(StrEnum):
    """When a message may leave: any hour, because the person has just acted, or the shop's waking hours."""

    ANY = "any"
    WAKING = "waking"


class Offer(BaseModel):
    """A single-use discount bound to the enrollment; its time runs from the mail."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    percent: int = Field(ge=1, le=90)
    valid_for: Duration


class EmailStep(_Step):
    """Sends one mail. `only_if` is judged at the moment of sending and costs no state of its own."""

    type: Literal["email"]
    purpose: Purpose = Purpose.MARKETING
    hours: Hours = Hours.WAKING
    only_if: Condition | None = None
    valid_for: Duration = dt.timedelta(days=7)
    offer: Offer | None = None


class WaitStep(_Step):
    """Waits until a moment counted from the enrollment's start: `day: 2, at: "09:00"` or `after: 24h`."""

    type: Literal["wait"]
    day: int | None = Field(default=None, ge=0, le=300)
    at: dt.time = dt.time(9, 0)
    after: Duration | None = None

    @model_validator(mode="after")
    def _one_way_of_counting(self) -> Self:
        if (self.day is None) == (self.after is None):
            raise ValueError(
                "a wait counts days (day: 2, at: '09:00') or time (after: 24h); write one of them"
            )
        if self.at.tzinfo is not None:
            raise ValueError("'at' is on the recipient's own clock; write it without an offset")
        if self.after is not None and "at" in self.model_fields_set:
            raise ValueError("'at' goes with 'day'; a wait by time has its own clock")
        return self


class Arm(BaseModel):
    """One way out of a branch."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: StepId
    when: Condition
    steps: tuple["Step", ...] = Field(min_length=1)


class BranchStep(_Step):
    """Takes the first arm whose condition holds, else `otherwise`; all arms meet again after it."""

    type: Literal["branch"]
    arms: tuple[Arm, ...] = Field(min_length=1)
    otherwise: tuple["Step", ...] = ()


class UpdateStep(_Step):
    """Writes what the flow learned onto the contact."""

    type: Literal["update"]
    set: dict[Annotated[str, Field(pattern=r"^[a-z0-9_]{1,30}$")], str | int | bool]

    @model_validator(mode="after")
    def _leaves_what_the_shop_tells(self) -> Self:
        told = sorted(self.set.keys() & TOLD_BY_THE_SHOP)
        if told:
            raise ValueError(f"{told[0]!r} comes from the shop; an update may set any other name")
        return self


class ExitStep(_Step):
    """Ends the enrollment here."""

    type: Literal["exit"]


Step = Annotated[EmailStep | WaitStep | BranchStep | UpdateStep | ExitStep, Field(discriminator="type")]
Arm.model_rebuild()
BranchStep.model_rebuild()

OTHERWISE = "otherwise"
"""The branch name of the default arm."""
