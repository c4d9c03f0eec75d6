"""What shop.yaml says of permission: soft and double opt-in, topics, and whether Shopify hears who left."""

from typing import Annotated

from pydantic import AfterValidator, Field

from homing.domain.double_opt_in import DoubleOptIn
from homing.domain.shop_fields import Country, Part, Words
from homing.domain.step_parts import Name

PURPOSES = frozenset({"marketing", "tracking"})
"""The purposes that are no topics."""


def _no_purpose(name: str) -> str:
    if name in PURPOSES:
        raise ValueError(f"{name!r} is a purpose of its own; give the topic another name")
    return name


TopicName = Annotated[Name, AfterValidator(_no_purpose)]
"""Of a topic: workflows and statements of consent name it."""


class Topic(Part):
    """One kind of marketing that a contact may opt out of and still get the rest; shown on the pages."""

    title: Words
    description: Words | None = None


class ConsentRules(Part):
    """Where the law lets a shop write to its customers without a tick, and what they may choose among."""

    soft_opt_in: tuple[Country, ...] = ()
    double_opt_in: DoubleOptIn = DoubleOptIn()
    write_back: bool = False
    topics: dict[TopicName, Topic] = Field(default_factory=dict)
