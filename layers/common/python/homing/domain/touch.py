"""What a reader did with a mail that may earn it an order, and for how long each such touch counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field

from homing.domain.message import MessageId
from homing.domain.shop_fields import Part
from homing.domain.step_parts import Frozen


class TouchKind(StrEnum):
    """A click on a content link, or an open that a pixel told of; never a machine's."""

    CLICK = "click"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A human (or unknown) click or open of one message."""

    message: MessageId
    at: datetime
    kind: TouchKind = TouchKind.CLICK


LONGEST_DAYS = 90
"""Customer.io allows as much; the rows of touches are kept longer."""

Kinds = Annotated[
    tuple[TouchKind, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
    Field(min_length=1),
]
Days = Annotated[int, Field(ge=1, le=LONGEST_DAYS)]

Windows = Mapping[TouchKind, timedelta]
"""How long a touch of each kind that counts may lie before the order."""


class OwnAttribution(Frozen):
    """What earns this workflow's messages an order, where it is not as in shop.yaml."""

    by: Kinds | None = None
    click_days: Days | None = None
    open_days: Days | None = None


class Attribution(Part):
    """What earns a message the order that follows: a click, an open or both, each for so many days."""

    by: Kinds = (TouchKind.CLICK,)
    click_days: Days = 5
    open_days: Days = 1

    def windows(self, own: OwnAttribution | None = None) -> Windows:
        """How long each kind of touch counts, by the workflow's own words where it has any."""
        own = own or OwnAttribution()
        days = {
            TouchKind.CLICK: own.click_days or self.click_days,
            TouchKind.OPEN: own.open_days or self.open_days,
        }
        return {kind: timedelta(days=days[kind]) for kind in own.by or self.by}
