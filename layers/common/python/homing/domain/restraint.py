"""How much less a contact wants to hear than the shop may say: a pause, and mails at longer intervals."""

from datetime import datetime, timedelta

from homing.domain.caps import MAILS, TEXTS, WEEK, Limit
from homing.domain.contact import Contact

PAUSE = timedelta(days=30)

SELDOM = 1
"""Marketing messages a week for who wants fewer, mails and texts together."""

RESTRAINTS = frozenset({"paused_until", "cap"})
"""The traits that say so: what was judged before one of them changed is judged again."""

NO_CAP = 0
"""What the trait `cap` says of who took it back: the shop's caps alone count again."""


def paused_until(contact: Contact) -> datetime | None:
    """Until when a contact wants no marketing; None for who never asked, an instant past once it is over."""
    until = contact.get("paused_until")
    return until if isinstance(until, datetime) else None


def wants_fewer(contact: Contact) -> bool:
    """Whether a contact asked for fewer mails than the shop's caps allow."""
    return _own_cap(contact) is not None


def own_limits(contact: Contact) -> tuple[Limit, ...]:
    """What a contact allows, beside what the shop's caps do."""
    own = _own_cap(contact)
    return () if own is None else (Limit(most=own, within=WEEK, counts=(MAILS, TEXTS)),)


def _own_cap(contact: Contact) -> int | None:
    cap = contact.get("cap")
    return cap if isinstance(cap, int) and cap > NO_CAP else None
