"""By which way a step reaches somebody, and what the gate asks of it."""

from datetime import timedelta
from enum import Enum

from homing.domain.step_parts import Hours, Purpose
from homing.domain.steps import EmailStep, NotifyStep, SmsStep, Step, WebhookStep

_FOR_EVER = timedelta(days=3650)


class Channel(Enum):
    """A mail or a text message to the contact, or something that the contact does not get."""

    EMAIL = "email"
    SMS = "sms"
    NONE = "none"


def channel_of(step: Step | None) -> Channel | None:
    """The way of a step, None if it reaches nobody and does nothing outside."""
    match step:
        case EmailStep():
            return Channel.EMAIL
        case SmsStep():
            return Channel.SMS
        case NotifyStep() | WebhookStep():
            return Channel.NONE
        case _:
            return None


def as_mail(step: Step | None, step_id: str) -> EmailStep:
    """What the gate and the templates ask of a step, in the shape of a mail."""
    match step:
        case EmailStep():
            return step
        case SmsStep():
            return EmailStep(
                id=step.id,
                type="email",
                purpose=step.purpose,
                hours=step.hours,
                only_if=step.only_if,
                valid_for=step.valid_for,
            )
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
