"""Which campaigns have begun."""

from datetime import datetime

from homing.adapters.dynamodb.conditions import absent
from homing.adapters.dynamodb.items import expiry, instant
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import alone
from homing.domain.kept_beside import CAMPAIGN
from homing.domain.time import parse_iso


class Campaigns:
    """ports.Campaigns over the schedule table."""

    def __init__(self, *, schedule: Table) -> None:
        self._table = schedule

    def begun(self, campaign: str) -> datetime | None:
        """When a campaign began, read consistently; None if it has not."""
        item = self._table.get(_key(campaign))
        return None if item is None else parse_iso(item["at"])

    def begin(self, campaign: str, now: datetime) -> None:
        """Note that a campaign begins, unless it had."""
        item = {"at": instant(now), **expiry(now, CAMPAIGN.lifetime)}
        alone(self._table.client, self._table.put(_key(campaign), item, absent(now)))


def _key(campaign: str) -> Key:
    return Key("campaign", campaign)
