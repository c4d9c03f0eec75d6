"""What starts a workflow, a closed union."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from homing.domain.condition import Condition
from homing.domain.step_parts import DatePlus, EventNamed, EventsNamed, Frozen, Name, Property
from homing.domain.time import Duration


class EventTrigger(Frozen):
    """Starts at an event, or any of several, if `where` holds of it."""

    type: Literal["event"] = "event"
    event: EventsNamed = Field(min_length=1)
    where: Condition | None = None


class QuietTrigger(Frozen):
    """Starts when nothing more of `events` has happened for a time: to a cart that was not bought (with
    `key: cart`), or by a contact.
    """

    type: Literal["quiet"] = "quiet"
    events: tuple[EventNamed, ...] = Field(min_length=1)
    for_: Duration = Field(alias="for")


class CountTrigger(Frozen):
    """Starts when a contact has done something so often within a time: `Product Viewed`, 3 in 7d.

    With `by`, so often with the same values of those properties: the same product. Of several events,
    each is counted by itself.
    """

    type: Literal["count"] = "count"
    event: EventsNamed = Field(min_length=1)
    at_least: int = Field(ge=1, le=1000)
    within: Duration
    by: tuple[Property, ...] = ()
    where: Condition | None = None


class SegmentTrigger(Frozen):
    """Starts when a contact comes into a segment, or leaves it."""

    type: Literal["segment"] = "segment"
    entered: Name | None = None
    left: Name | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.entered is None) == (self.left is None):
            raise ValueError("a segment trigger names the segment that is entered, or the one that is left")
        return self


class DateTrigger(Frozen):
    """Starts at a date: of the contact (`date: contact.birthday`, `yearly: true`), or that an event brings
    (`event: Appointment Completed`, `date: trigger.time`, `plus: 44w`).

    Without `at`, a day begins for this at 09:00 where the contact lives. 29 February is the 28th in a common
    year.
    """

    type: Literal["date"] = "date"
    on: DatePlus
    event: EventNamed | None = None
    where: Condition | None = None
    yearly: bool = False

    @model_validator(mode="after")
    def _whose_date(self) -> Self:
        kind = self.on.date.partition(".")[0]
        if self.event is None and kind != "contact":
            raise ValueError("name the event that brings this date (event: …), or a date of the contact")
        if self.yearly and self.event is not None:
            raise ValueError("an event's date comes once; yearly goes with a date of the contact")
        return self


class WorkflowTrigger(Frozen):
    """Starts when another workflow ends: to its last step, early, or either way."""

    type: Literal["workflow"] = "workflow"
    workflow: Name
    ended: Literal["completed", "exited", "either"] = "completed"


class CampaignTrigger(Frozen):
    """Starts once, for everyone in a segment, at a date and time on their own clock."""

    type: Literal["campaign"] = "campaign"
    segment: Name
    at: dt.datetime

    @model_validator(mode="after")
    def _on_their_clock(self) -> Self:
        if self.at.tzinfo is not None:
            raise ValueError("'at' is on each recipient's own clock; write it without an offset")
        return self


class ScoreRule(Frozen):
    """Points for an event; `once` gives them for the first time only."""

    event: EventNamed
    points: int = Field(ge=-1000, le=1000)
    where: dict[str, object] = Field(default_factory=dict)
    once: bool = False


class ScoreTrigger(Frozen):
    """Starts when a contact's points reach a threshold. They fade: half are left after `half_life`.

    Who has not consented to marketing is not scored.
    """

    type: Literal["score"] = "score"
    rules: tuple[ScoreRule, ...] = Field(min_length=1)
    threshold: int = Field(ge=1)
    half_life: Duration


Trigger = Annotated[
    EventTrigger
    | QuietTrigger
    | CountTrigger
    | SegmentTrigger
    | DateTrigger
    | WorkflowTrigger
    | CampaignTrigger
    | ScoreTrigger,
    Field(discriminator="type"),
]
