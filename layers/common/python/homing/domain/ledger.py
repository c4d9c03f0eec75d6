"""What a contact was sent over all workflows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from homing.domain.caps import MAILS, Caps

MOVING = timedelta(days=3)
"""Longer than one calendar day lasts, from its start in one zone to its end in any other: 50 hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """What a contact was sent: when marketing left, each step's last message, the open offer.

    `recent` are the instants of mails, `others` those of texts and of topics under a cap; `zones` tells
    where they lived when something last left, as whoever moves takes their days with them. `revision` lets
    the claim notice another message that left meanwhile.
    """

    recent: tuple[datetime, ...] = ()
    others: dict[str, tuple[datetime, ...]] = field(default_factory=dict)
    zones: dict[str, datetime] = field(default_factory=dict)
    last_sent: dict[str, datetime] = field(default_factory=dict)
    offer_until: datetime | None = None
    offer_by: str | None = None  # the message that made it
    revision: int = 0

    def instants(self, tallies: Collection[str]) -> list[datetime]:
        """When what is counted so left, the eldest first."""
        mails = self.recent if MAILS in tallies else ()
        return sorted((*mails, *(sent for each in tallies for sent in self.others.get(each, ()))))

    def lately(self, now: datetime) -> list[str]:
        """The zones in which they lived when marketing left in the last days."""
        return [zone for zone, last in self.zones.items() if now - last < MOVING]

    def with_marketing(self, tallies: Collection[str], zone: str, now: datetime, caps: Caps) -> "Ledger":
        """The ledger once marketing has left, without what no cap looks back at any more."""
        counted: Mapping[str, tuple[datetime, ...]] = {MAILS: self.recent, **self.others}
        counted = {
            name: (*instants, now) if name in tallies else instants for name, instants in counted.items()
        }
        counted = {name: (now,) for name in tallies if name not in counted} | counted
        kept = {name: _kept(instants, now, caps) for name, instants in counted.items()}
        return replace(
            self,
            recent=kept.pop(MAILS),
            others={name: instants for name, instants in kept.items() if instants},
            zones={each: self.zones[each] for each in self.lately(now)} | {zone: now},
        )


def _kept(instants: tuple[datetime, ...], now: datetime, caps: Caps) -> tuple[datetime, ...]:
    late = [each for each in sorted(instants) if now - each < caps.longest]
    return tuple(late[-caps.most :])
