"""People who subscribed before a story begins: they may be written to, and nobody welcomes them."""

from datetime import datetime
from typing import Any

from tests.builders import at, customer, identified, subscriber, webhook

SIGNED_UP = at("2026-01-05 10:00")


def subscribed(number: int = 1, *, when: datetime = SIGNED_UP, **traits: Any) -> tuple[str, str]:
    """A subscriber in Oslo, whom the shop and its website know by one address."""
    return (
        webhook("customers/create", subscriber(number, at=when), at=when),
        identified(number, at=when, **traits),
    )


def acquainted(number: int = 1, *, when: datetime = SIGNED_UP, **traits: Any) -> tuple[str, str]:
    """The same without consent."""
    return (
        webhook("customers/create", customer(number, at=when), at=when),
        identified(number, at=when, **traits),
    )
