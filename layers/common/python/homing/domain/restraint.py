"""How much less a contact wants to hear than the shop may say: a pause, and mails at longer intervals."""

from dataclasses import replace
from datetime import datetime, timedelta

from homing.domain.contact import Contact
from homing.domain.ledger import Caps

PAUSE = timedelta(days=30)

SELDOM = 1
"""Marketing mails a week for who wants fewer."""

NO_CAP = 0
"""What the trait `cap` says of who took it back: the shop's caps alone count again."""


def paused_until(contact: Contact) -> datetime | None:
    """Until when a contact wants no marketing; None for who never asked, an instant past once it is over."""
    until = contact.get("paused_until")
    return until if isinstance(until, datetime) else None


def wants_fewer(contact: Contact) -> bool:
    """Whether a contact asked for fewer mails than the shop's caps allow."""
    return _own_cap(contact) is not None


def caps_for(contact: Contact, caps: Caps) -> Caps:
    """The shop's caps, or a contact's own where it is lower."""
    own = _own_cap(contact)
    return caps if own is None else replace(caps, per_week=min(caps.per_week, own))


def _own_cap(contact: Contact) -> int | None:
    cap = contact.get("cap")
    return cap if isinstance(cap, int) and cap > NO_CAP else None
