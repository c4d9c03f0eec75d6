"""What an operator does to one address, in our list and in SES's."""

from collections.abc import Sequence
from datetime import datetime

from homing.domain.suppression import STOPS_EVERYTHING, Lifter, Suppression, SuppressionCause
from homing.services import ports
from homing.services.suppressing import Suppressing

KEPT_BY_SES = frozenset({SuppressionCause.BOUNCE, SuppressionCause.COMPLAINT, SuppressionCause.MANUAL})
"""Causes for which SES too refuses the address."""


class ByHand:
    """SES's list comes last when an address is taken off ours, and first when it comes back.

    So whatever breaks in between leaves the address unmailed, and the same again completes it.
    """

    def __init__(
        self,
        *,
        account_list: ports.AccountList,
        suppressions: ports.Suppressions,
        suppressing: Suppressing,
    ) -> None:
        self._account_list = account_list
        self._suppressions = suppressions
        self._suppressing = suppressing

    def suppress(self, address: str, suppression: Suppression, now: datetime) -> bool:
        """Put a cause; False if it stood already."""
        added = self._suppressing.suppress(address, suppression, now)
        if suppression.cause in KEPT_BY_SES and is_email(address):
            self._account_list.put(address, suppression.cause)
        return added

    def lift(
        self, address: str, cause: SuppressionCause, now: datetime, *, by: str | None, because: str
    ) -> bool:
        """Take a cause back; False if it did not stand, or nobody but the person can lift it."""
        others = {each.cause for each in self._suppressions.of(address)} - {cause}
        if cause in KEPT_BY_SES and is_email(address) and not others & STOPS_EVERYTHING:
            self._account_list.drop(address)
        return bool(
            self._suppressing.lift(address, Lifter.OPERATOR, now, now, cause=cause, by=by, because=because)
        )

    def causes(self, address: str) -> Sequence[Suppression]:
        """What stands against an address."""
        return sorted(self._suppressions.of(address), key=lambda each: (each.since, each.cause))


def is_email(address: str) -> bool:
    """Whether this is an address for mail, and no number."""
    return "@" in address
