"""What a workflow says of itself beside its trigger and steps: status, key, re-entry, exits, goal."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, PlainSerializer, model_validator

from homing.domain.condition import Condition
from homing.domain.step_parts import EventNamed, EventsNamed, Frozen, Property
from homing.domain.time import Duration


def _percent(value: Any) -> Any:
    text = str(value).strip()
    if isinstance(value, Decimal):
        return value
    if not text.endswith("%"):
        raise ValueError(f"{value!r} is no share; write a number and %, such as 15%")
    return text.removesuffix("%").strip()


Percent = Annotated[
    Decimal, BeforeValidator(_percent), Field(gt=0, le=100), PlainSerializer(lambda value: f"{value}%")
]
"""A share in a workflow file: `15%`."""


def _holdout(value: Any) -> Any:
    """A whole number is one of a hundred here; of 0.1 nobody knows whether it is a tenth or a thousandth."""
    return f"{value}%" if isinstance(value, int) and not isinstance(value, bool) else value


Holdout = Annotated[
    Decimal,
    BeforeValidator(_percent),
    BeforeValidator(_holdout),
    Field(ge=0, lt=100),
    PlainSerializer(lambda value: f"{value}%"),
]
"""The share that gets nothing: `10%`, or `10`. `0%` holds out nobody more, and follows who was."""


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
    """What one enrollment is about: the contact, or one of the contact's carts.

    A list of properties of the trigger says what else: `key: [resource]` is the contact and the resource.
    Of such a key the newest enrollment runs alone.
    """

    CONTACT = "contact"
    CART = "cart"


class ReEntry(StrEnum):
    """How often the same key may enter; a cart is a key of its own."""

    ONCE = "once"
    EVERY = "every"


class After(Frozen):
    """The same key may enter again so long after it last entered."""

    after: Duration


class Priority(StrEnum):
    """Who goes first where not everyone can."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Exit(Frozen):
    """An event that ends the enrollment early, or a condition that does when the next message is due.

    `where` names properties that the event must carry, `match` those that it must share with the trigger.
    """

    event: EventNamed | None = None
    where: dict[str, object] = Field(default_factory=dict)
    match: tuple[Property, ...] = ()
    when: Condition | None = None

    @model_validator(mode="after")
    def _one_cause(self) -> Self:
        if (self.event is None) == (self.when is None):
            raise ValueError("an exit names an event, or a condition (when: …)")
        if self.when is not None and (self.where or self.match):
            raise ValueError("where and match go with an event")
        return self

    @property
    def plain(self) -> bool:
        """Whether the event ends everything of its contact, whatever it carries."""
        return not self.where and not self.match


class Base(StrEnum):
    """Of whom a goal's share is taken."""

    TRIGGERED = "triggered"
    ENROLLED = "enrolled"
    DELIVERED = "delivered"


class Goal(Frozen):
    """The event, or any of several, that a workflow exists for, counted within a time of the first delivery.

    `target` is the share of `base` that shall have met it `by` a day: `{target: 15%, base: delivered}`.
    """

    event: EventsNamed = Field(min_length=1)
    within: Duration
    where: dict[str, object] = Field(default_factory=dict)
    match: tuple[Property, ...] = ()
    target: Percent | None = None
    base: Base = Base.DELIVERED
    by: dt.date | None = None
