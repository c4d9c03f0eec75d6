"""In-memory dates that events brought, and campaigns that have begun."""

from collections.abc import Sequence
from datetime import datetime

from homing.domain.brought import BroughtDate

from local.memory.tables import Store


class MemoryDates(Store):
    """The newest date of each key."""

    def bring(self, brought: BroughtDate) -> bool:
        place = (brought.contact_id, brought.workflow, brought.key)
        known = self._tables.dates.get(place)
        if known is not None and known.event_id != brought.event_id and not known.time < brought.time:
            return False
        self._tables.dates[place] = brought
        return True

    def get(self, contact_id: str, workflow: str, key: str) -> BroughtDate | None:
        return self._tables.dates.get((contact_id, workflow, key))

    def of(self, contact_id: str) -> Sequence[BroughtDate]:
        return [each for place, each in sorted(self._tables.dates.items()) if place[0] == contact_id]


class MemoryCampaigns(Store):
    """Campaigns by name."""

    def begun(self, campaign: str) -> datetime | None:
        return self._tables.campaigns.get(campaign)

    def begin(self, campaign: str, now: datetime) -> None:
        self._tables.campaigns.setdefault(campaign, now)
