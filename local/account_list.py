"""SES's list of addresses that it does not try, on a laptop."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from homing.domain.suppression import SuppressionCause
from homing.services.ports import Compared, ListedAddress, ListPage

PAGE = 1000


class MemoryAccountList:
    """ports.AccountList; who bounces for good or complains comes onto it, as SES does it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.listed: dict[str, ListedAddress] = {}
        self._now = now

    def put(self, email: str, cause: SuppressionCause) -> None:
        """Let SES refuse an address; it knows two reasons, and what is no complaint counts as a bounce."""
        known = SuppressionCause.COMPLAINT if cause is SuppressionCause.COMPLAINT else SuppressionCause.BOUNCE
        self.listed[email] = ListedAddress(email=email, cause=known, at=self._now())

    def drop(self, email: str) -> None:
        """Let SES try an address again."""
        self.listed.pop(email, None)

    def page(self, since: datetime | None, token: str | None) -> ListPage:
        """What came onto the list since an instant; the token is where to go on."""
        found = [each for each in self.listed.values() if since is None or each.at >= since]
        first = int(token or 0)
        rest = str(first + PAGE) if len(found) > first + PAGE else None
        return ListPage(addresses=found[first : first + PAGE], token=rest)

    def hear(self, email: str, event: Mapping[str, Any], at: datetime) -> None:
        """Put who bounced for good or complained onto the list."""
        if email in self.listed:
            return
        for_good = event.get("bounce", {}).get("bounceType") == "Permanent"
        if for_good or "complaint" in event:
            cause = SuppressionCause.BOUNCE if for_good else SuppressionCause.COMPLAINT
            self.listed[email] = ListedAddress(email=email, cause=cause, at=at)


class MemoryListReading:
    """ports.ListReading."""

    def __init__(self) -> None:
        self._compared = Compared()

    def known(self) -> Compared:
        """How far it got."""
        return self._compared

    def keep(self, compared: Compared) -> None:
        """Remember that."""
        self._compared = compared
