"""Dates that events brought, and campaigns that have begun: what is kept until it is their turn."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from homing.domain.brought import BroughtDate


class Dates(Protocol):
    """The newest date of each occurrence key."""

    def bring(self, brought: BroughtDate) -> bool:
        """Keep a date unless a newer event's stands; the same event's takes its own place."""

    def get(self, contact_id: str, workflow: str, key: str) -> BroughtDate | None:
        """The newest date of a key, read consistently."""

    def of(self, contact_id: str) -> Sequence[BroughtDate]:
        """Every date of a contact, those that have come among them."""


class Campaigns(Protocol):
    """Which campaigns have begun."""

    def begun(self, campaign: str) -> datetime | None:
        """When a campaign began, read consistently; None if it has not."""

    def begin(self, campaign: str, now: datetime) -> None:
        """Note that a campaign begins, unless it had."""
