"""A group of contacts that a condition describes; who is in it changes with what they do, and with time."""

from typing import Self

from pydantic import Field, model_validator

from homing.domain.condition import Condition
from homing.domain.reads import reads
from homing.domain.step_parts import Frozen, Name


class Segment(Frozen):
    """Everyone of whom `when` holds: facts of the contact, what they did, other segments.

    Mails are named by what came of them: `{event: Email Link Clicked, where: {workflow: welcome}}`.
    """

    name: Name
    title: str = Field(min_length=1)
    when: Condition

    @model_validator(mode="after")
    def _of_the_contact_alone(self) -> Self:
        asked = reads(self.when)
        strange = sorted(name for name in asked.facts if not name.startswith("contact."))
        if strange:
            raise ValueError(
                f"a segment knows facts of the contact alone, not {strange[0]!r}; ask for contact.…"
            )
        if asked.sent or asked.messages:
            raise ValueError(
                "a segment knows no single enrollment; ask for the event: "
                "{event: Email Delivered, where: {workflow: …, step: …}}"
            )
        return self
