"""A flow as its owner writes it: trigger, entry, steps, exits, goal. One definition for all readers."""

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from homing.domain.condition import Condition
from homing.domain.events import EventName
from homing.domain.steps import Step
from homing.domain.time import Duration
from homing.domain.walk import email_steps, flatten

Name = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,30}$")]
"""Of a workflow or step: it stands in execution names, table keys and SES tags."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Status(StrEnum):
    """Only rehearsed; deployed; held, so that nobody enters and nothing is sent; or left to run out."""

    DRAFT = "draft"
    LIVE = "live"
    PAUSED = "paused"
    DRAINING = "draining"


class Stage(StrEnum):
    """Where in the life of a customer it stands; reports group by it."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"


class Key(StrEnum):
    """What one enrollment is about: the contact, or one of the contact's carts."""

    CONTACT = "contact"
    CART = "cart"


class ReEntry(StrEnum):
    """How often the same key may enter; a cart is a key of its own."""

    ONCE = "once"


class EventTrigger(_Frozen):
    """Starts at an event, if `where` holds of it."""

    type: Literal["event"] = "event"
    event: EventName
    where: Condition | None = None


class QuietTrigger(_Frozen):
    """Starts when nothing more of `events` has happened to a cart for a time, and it was not bought."""

    type: Literal["quiet"] = "quiet"
    events: tuple[EventName, ...]
    for_: Duration = Field(alias="for")


Trigger = Annotated[EventTrigger | QuietTrigger, Field(discriminator="type")]


class Exit(_Frozen):
    """An event that ends the enrollment early."""

    event: EventName


class Goal(_Frozen):
    """The event that the workflow exists for, counted within a time of the first delivery."""

    event: EventName
    within: Duration


class Workflow(_Frozen):
    """One flow. `version` is a hash of its definition, set by whoever loads it.

    `moved` names the step that took the place of one that is gone, for those who were on their way to it.
    """

    name: Name
    title: str
    status: Status
    stage: Stage
    trigger: Trigger
    key: Key = Key.CONTACT
    re_entry: ReEntry = ReEntry.ONCE
    one_at_a_time: bool = False
    entry: Condition | None = None
    exit: tuple[Exit, ...] = ()
    goal: Goal | None = None
    steps: tuple[Step, ...] = Field(min_length=1)
    moved: dict[Name, Name] = Field(default_factory=dict)
    version: str = ""

    @model_validator(mode="after")
    def _can_be_run(self) -> Self:
        ids = [step.id for step in flatten(self.steps)]
        twice = sorted({step_id for step_id in ids if ids.count(step_id) > 1})
        if twice:
            raise ValueError(f"step id {twice[0]!r} is used twice; every step needs a name of its own")
        for gone, instead in self.moved.items():
            if gone in ids:
                raise ValueError(f"moved: the step {gone!r} is still there; moved names steps that are gone")
            if instead not in ids:
                raise ValueError(f"moved: there is no step {instead!r} to take the place of {gone!r}")
        if not email_steps(self.steps):
            raise ValueError("no step sends anything; add an email step")
        if isinstance(self.trigger, QuietTrigger) and self.key is not Key.CART:
            raise ValueError("a quiet trigger watches carts; write key: cart")
        return self

    def current(self, step_id: str) -> str:
        """The step that stands where one stood that a running execution still asks for."""
        return self.moved.get(step_id, step_id)

    @property
    def exit_events(self) -> frozenset[EventName]:
        """The events that end an enrollment, beside unsubscribe, complaint and bounce, which always do."""
        return frozenset(each.event for each in self.exit)

    @property
    def goal_window(self) -> timedelta:
        """How long after the first delivery the goal counts."""
        return self.goal.within if self.goal else timedelta(0)
