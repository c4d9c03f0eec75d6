"""A group of contacts that a condition describes; who is in it changes with what they do, and with time."""

from pydantic import Field

from homing.domain.condition import Condition
from homing.domain.step_parts import Frozen, Name


class Segment(Frozen):
    """Everyone of whom `when` holds."""

    name: Name
    title: str = Field(min_length=1)
    when: Condition
