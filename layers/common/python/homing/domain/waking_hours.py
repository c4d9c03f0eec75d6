"""Whose hours hold for a message: those of its channel, where its reader lives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time

from homing.domain.step_parts import Purpose
from homing.domain.steps import EmailStep, SmsStep, Step
from homing.domain.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class WakingHours:
    """The windows of mails and texts; a country's own hold for whoever lives there."""

    mails: Window = field(default_factory=Window)
    texts: Window = field(default_factory=lambda: Window(opens=time(9, 0), closes=time(20, 0)))
    mails_by_country: Mapping[str, Window] = field(default_factory=dict)
    texts_by_country: Mapping[str, Window] = field(default_factory=dict)

    def window(self, step: Step | None, country: str | None) -> Window:
        """The hours of a step. A service message keeps the hours, and leaves on any day."""
        usual, there = (self.mails, self.mails_by_country)
        if isinstance(step, SmsStep):
            usual, there = (self.texts, self.texts_by_country)
        window = there.get(country or "", usual)
        markets = not isinstance(step, (EmailStep, SmsStep)) or step.purpose is Purpose.MARKETING
        return window if markets else window.every_day()
