"""SES's own list of addresses that no mail of the account reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from homing.domain.suppression import SuppressionCause


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedAddress:
    """An address on SES's list, for a bounce or a complaint, since when."""

    email: str
    cause: SuppressionCause
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """Some of the list; `token` leads to what follows, None at its end."""

    addresses: Sequence[ListedAddress]
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """How far the list was read: all of it up to `until`; `token` and `begun_at` of a reading under way."""

    until: datetime | None = None
    begun_at: datetime | None = None
    token: str | None = None


class AccountList(Protocol):
    """SES's list."""

    def put(self, email: str, cause: SuppressionCause) -> None:
        """Let SES refuse an address, as one that bounced or that complained."""

    def drop(self, email: str) -> None:
        """Let SES try an address again; one that is not on the list stays off it."""

    def page(self, since: datetime | None, token: str | None) -> ListPage:
        """What came onto the list since an instant, page by page."""


class ListReading(Protocol):
    """Where the last comparison of the list got to."""

    def known(self) -> Compared:
        """How far it got."""

    def keep(self, compared: Compared) -> None:
        """Remember that."""
