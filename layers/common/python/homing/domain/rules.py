"""The shop's own choices that the rules of sending depend on."""

from dataclasses import dataclass, field
from datetime import datetime

from homing.domain.caps import Caps
from homing.domain.contact import Contact, locale, zone
from homing.domain.open_tracking import Tracking
from homing.domain.schedule import Recipient
from homing.domain.steps import Step
from homing.domain.touch import Attribution
from homing.domain.waking_hours import WakingHours
from homing.domain.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Zone, currency, languages, hours, caps and attribution of one shop; `locales[0]` is its own language.

    In the countries of `soft_opt_in` it may write to its customers; `topics` are what anybody may opt out of.
    What happened before `live_from` is history: it is known, and starts nothing.
    """

    zone: str
    locales: tuple[str, ...]
    hours: WakingHours = field(default_factory=WakingHours)
    caps: Caps = field(default_factory=Caps)
    attribution: Attribution = field(default_factory=Attribution)
    currency: str = ""
    live_from: datetime | None = None
    soft_opt_in: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    tracking: Tracking = field(default_factory=Tracking)

    def recipient(self, contact: Contact) -> Recipient:
        """What scheduling needs of a contact."""
        return Recipient(contact_id=contact.id, zone=zone(contact, self.zone).name)

    def window(self, contact: Contact, step: Step | None) -> Window:
        """The hours in which a step's message may leave to a contact."""
        return self.hours.window(step, contact.country)

    def locale(self, contact: Contact) -> str:
        """The language to write to a contact in."""
        return locale(contact, self.locales)
