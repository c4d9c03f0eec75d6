"""Addresses that must not be mailed, by cause; what is kept of an address is a hash with a key."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SuppressionCause(StrEnum):
    """Why an address is not mailed; which of them stop everything, and what lifts each, stands below."""

    BOUNCE = "bounce"  # for good
    COMPLAINT = "complaint"
    SOFT_BOUNCE = "soft_bounce"  # day after day
    UNSUBSCRIBE = "unsubscribe"
    SUNSET = "sunset"
    MANUAL = "manual"
    MANUAL_MARKETING = "manual_marketing"
    ERASURE = "erasure"


STOPS_EVERYTHING = frozenset({SuppressionCause.BOUNCE, SuppressionCause.COMPLAINT, SuppressionCause.MANUAL})
"""The other causes stop marketing alone."""


class Lifter(StrEnum):
    """What can take a cause back."""

    GRANT = "grant"  # the person says so themselves, after the cause
    DELIVERY = "delivery"  # a later mail arrived
    OPERATOR = "operator"  # by hand, with a reason


LIFTED_BY: Mapping[SuppressionCause, frozenset[Lifter]] = {
    SuppressionCause.BOUNCE: frozenset({Lifter.OPERATOR}),
    SuppressionCause.COMPLAINT: frozenset({Lifter.OPERATOR}),
    SuppressionCause.SOFT_BOUNCE: frozenset({Lifter.GRANT, Lifter.DELIVERY, Lifter.OPERATOR}),
    SuppressionCause.UNSUBSCRIBE: frozenset({Lifter.GRANT}),
    SuppressionCause.SUNSET: frozenset({Lifter.GRANT}),
    SuppressionCause.MANUAL: frozenset({Lifter.OPERATOR}),
    SuppressionCause.MANUAL_MARKETING: frozenset({Lifter.OPERATOR}),
    SuppressionCause.ERASURE: frozenset({Lifter.GRANT}),
}
"""What can take which cause back; nothing else can.

Why: docs/decisions/0037-what-stops-an-address-and-what-lifts-it.md
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """One cause against one address and its newest time; by hand also who put it and why, naming nobody."""

    cause: SuppressionCause
    since: datetime
    by: str | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifting:
    """A cause that was taken back: what stood since when, by what and when it was lifted."""

    cause: SuppressionCause
    since: datetime
    at: datetime
    lifter: Lifter
    by: str | None = None
    because: str | None = None


def can_lift(lifter: Lifter, suppression: Suppression, at: datetime) -> bool:
    """Whether this takes that back: it must be of a kind that can, and later than the cause."""
    return lifter in LIFTED_BY[suppression.cause] and at > suppression.since


def address_key(address: str, secret: bytes) -> str:
    """What a suppression is kept under: the same for the same address or number, which it does not reveal.

    Without the key nobody can try addresses until one fits, so the row may outlive the person's data.
    """
    digest = hmac.digest(secret, f"address\n{address.strip().lower()}".encode(), hashlib.sha256)
    return base64.b32encode(digest).decode()[:26].lower()
