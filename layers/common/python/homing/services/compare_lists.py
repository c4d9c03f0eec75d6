"""Takes over, once a day, whom SES has put on the account's list: by our mails, by others', or by hand."""

from dataclasses import replace
from datetime import datetime, timedelta

from homing.domain.suppression import STOPS_EVERYTHING, Suppression
from homing.services import ports
from homing.services.suppressing import Suppressing

EVERY = timedelta(hours=24)

OVERLAP = timedelta(hours=1)
"""Read again of the day before, for what SES wrote down late."""

MOST_PAGES = 3
"""A round's, of a thousand addresses each; a long list is read on in the next hour."""


class CompareLists:
    """One way only: ours holds no address that could be looked for on SES's.

    What is taken off our list is taken off SES's by whoever does so, and the other way round by hand.
    """

    def __init__(
        self,
        *,
        clock: ports.Clock,
        account_list: ports.AccountList,
        reading: ports.ListReading,
        suppressions: ports.Suppressions,
        suppressing: Suppressing,
    ) -> None:
        self._clock = clock
        self._account_list = account_list
        self._reading = reading
        self._suppressions = suppressions
        self._suppressing = suppressing

    def __call__(self) -> int:
        """Read what came onto SES's list since the last time, if that was a day ago; how many were new to us.

        Raises:
            Throttled, ServiceUnavailable: SES does not answer now; the next round goes on from here.
        """
        now = self._clock.now()
        known = self._reading.known()
        under_way = known.begun_at is not None
        if not under_way and known.until is not None and now - known.until < EVERY:
            return 0
        compared = known if under_way else replace(known, begun_at=now, token=None)
        since = known.until - OVERLAP if known.until is not None else None
        added = 0
        for _ in range(MOST_PAGES):
            page = self._account_list.page(since, compared.token)
            added += sum(self._take(each, now) for each in page.addresses)
            compared = replace(compared, token=page.token)
            if page.token is None:
                compared = ports.Compared(until=compared.begun_at)
                break
        self._reading.keep(compared)
        return added

    def _take(self, listed: ports.ListedAddress, now: datetime) -> bool:
        known = {each.cause for each in self._suppressions.of(listed.email)}
        if known & STOPS_EVERYTHING:
            return False
        suppression = Suppression(cause=listed.cause, since=listed.at)
        return self._suppressing.suppress(listed.email, suppression, now)
