"""Steps that lead on one way: messages, waits, what is written and who is told."""

import datetime as dt
from typing import Literal, Self

from pydantic import Field, model_validator

from homing.domain.ab_test import ABTest
from homing.domain.condition import Condition
from homing.domain.step_parts import DatePlus, Frozen, Hours, Moved, Name, Offer, Purpose, Weekday
from homing.domain.time import Duration

StepId = Name

TOLD_BY_THE_SHOP = frozenset({"email", "customer_id", "shipping", "billing", "default_address"})
"""Traits that lead to a person or a place, which no workflow makes up."""

WISHED_BY_THE_CONTACT = frozenset({"chosen_locale", "chosen_timezone", "paused_until", "cap"})
"""Traits that somebody chose on the preference page."""


class StepBase(Frozen):
    """What every step has: a name that never changes."""

    id: StepId


class _Message(StepBase):
    """What the gate judges before it leaves."""

    purpose: Purpose = Purpose.MARKETING
    hours: Hours = Hours.WAKING
    only_if: Condition | None = None
    valid_for: Duration = dt.timedelta(days=7)


class EmailStep(_Message):
    """Sends one mail. `only_if` is judged at the moment of sending and costs no state of its own.

    `blocks` are conditions that the mail's template asks by name: `{% if holds("winter") %}`. `variants` are
    mails of one step, the first the usual one: its template asks for `variant`, or `<id>.<variant>.mjml` is
    another. Each contact always gets the same; `test` finds the better, `winner` names it.
    """

    type: Literal["email"]
    offer: Offer | None = None
    from_: str | None = Field(default=None, alias="from")
    reply_to: str | None = None
    blocks: dict[Name, Condition] = Field(default_factory=dict)
    variants: tuple[Name, ...] = ()
    test: ABTest | None = None
    winner: Name | None = None

    @model_validator(mode="after")
    def _variants_are_several(self) -> Self:
        if len(self.variants) == 1 or len(set(self.variants)) < len(self.variants):
            raise ValueError("variants are two or more different names; the first is the mail as it was")
        told = self.test is not None or self.winner is not None
        if told and not self.variants:
            raise ValueError("test and winner go with variants: [the name of the mail as it is, another]")
        if self.winner is not None and self.winner not in self.variants:
            raise ValueError(f"winner {self.winner!r} is none of the variants {', '.join(self.variants)}")
        return self


class SmsStep(_Message):
    """Sends one text message, to whom gave a number and, for marketing, consent to be texted."""

    type: Literal["sms"]


class WaitStep(StepBase):
    """Waits until a moment: of the enrollment (`day: 2, at: "09:00"`, `after: 24h`), of the week
    (`weekday: tuesday, at: "11:00"`), or a date that is known (`until: {date: trigger.appointment_at}`),
    which the event in `moved_by` moves.
    """

    type: Literal["wait"]
    day: int | None = Field(default=None, ge=0, le=300)
    at: dt.time = dt.time(9, 0)
    after: Duration | None = None
    weekday: Weekday | None = None
    until: DatePlus | None = None
    moved_by: Moved | None = None

    @model_validator(mode="after")
    def _one_way_of_counting(self) -> Self:
        if sum(each is not None for each in (self.day, self.after, self.weekday, self.until)) != 1:
            raise ValueError(
                "a wait counts days (day: 2, at: '09:00') or time (after: 24h), or waits for a weekday "
                "(weekday: tuesday, at: '11:00') or a date (until: {date: trigger.starts_at}); "
                "write one of them"
            )
        if self.at.tzinfo is not None:
            raise ValueError("'at' is on the recipient's own clock; write it without an offset")
        if self.after is not None and "at" in self.model_fields_set:
            raise ValueError("'at' goes with 'day' or 'weekday'; a wait by time has its own clock")
        if self.until is not None and "at" in self.model_fields_set:
            raise ValueError("write 'at' inside 'until'")
        if self.moved_by is not None and not (self.until and self.until.date.startswith("trigger.")):
            raise ValueError("'moved_by' moves a date of the trigger: until: {date: trigger.starts_at}")
        return self


class UpdateStep(StepBase):
    """Writes what the flow learned onto the contact: traits, and tags to add or take off.

    `unsubscribe` ends marketing to a contact who has shown no interest (the cause is `sunset`).
    """

    type: Literal["update"]
    set: dict[Name, str | int | bool] = Field(default_factory=dict)
    tag: tuple[Name, ...] = ()
    untag: tuple[Name, ...] = ()
    unsubscribe: bool = False

    @model_validator(mode="after")
    def _leaves_what_the_shop_tells(self) -> Self:
        if not (self.set or self.tag or self.untag or self.unsubscribe):
            raise ValueError("an update writes something; give it set, tag, untag or unsubscribe")
        told = sorted(self.set.keys() & TOLD_BY_THE_SHOP)
        if told:
            raise ValueError(f"{told[0]!r} comes from the shop; an update may set any other name")
        wished = sorted(self.set.keys() & WISHED_BY_THE_CONTACT)
        if wished:
            raise ValueError(f"{wished[0]!r} is the contact's own wish; an update may set any other name")
        return self


class NotifyStep(StepBase):
    """Tells a colleague, named in shop.yaml, with the contact's story; `notes/<id>.txt` is what is said."""

    type: Literal["notify"]
    to: Name
    only_if: Condition | None = None


class WebhookStep(StepBase):
    """Calls an HTTPS address with the facts that `send` names, signed as Standard Webhooks are.

    `text` also sends `notes/<id>.txt`, written in the contact's language.
    """

    type: Literal["webhook"]
    url: str = Field(pattern=r"^https://[^\s/?#@]+(/\S*)?$", max_length=2000)
    send: tuple[str, ...] = ()
    text: bool = False
    only_if: Condition | None = None


class EnrollStep(StepBase):
    """Starts another workflow for the same contact, which enters under that workflow's own rules."""

    type: Literal["enroll"]
    workflow: Name


class ExitStep(StepBase):
    """Ends the enrollment here."""

    type: Literal["exit"]
