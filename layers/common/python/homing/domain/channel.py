"""By which way a step reaches somebody, and what the gate asks of it."""

from datetime import timedelta
from enum import Enum

from homing.domain.contact import Contact
from homing.domain.step_parts import Hours, Purpose
from homing.domain.steps import EmailStep, NotifyStep, Step, WebhookStep

_FOR_EVER = timedelta(days=3650)


class Channel(Enum):
    """A mail to the contact, or something that the contact does not get."""

    EMAIL = "email"
    NONE = "none"

    def address(self, contact: Contact) -> str | None:
        """Where it would reach the contact."""
        return contact.email if self is Channel.EMAIL else None


def channel_of(step: Step | None) -> Channel | None:
    """The way of a step, None if it reaches nobody and does nothing outside."""
    match step:
        case EmailStep():
            return Channel.EMAIL
        case NotifyStep() | WebhookStep():
            return Channel.NONE
        case _:
            return None


def as_mail(step: Step | None, step_id: str) -> EmailStep:
    """What the gate and the templates ask of a step, in the shape of a mail."""
    match step:
        case EmailStep():
            return step
        case NotifyStep() | WebhookStep():
            return EmailStep(
                id=step.id,
                type="email",
                purpose=Purpose.TRANSACTIONAL,
                hours=Hours.ANY,
                only_if=step.only_if,
                valid_for=_FOR_EVER,
            )
        case _:
            return EmailStep(id=step_id, type="email")
