"""Addresses that must not be mailed, by cause; what is kept of an address is a hash with a key."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class SuppressionCause(StrEnum):
    """Bounce and complaint stop everything; unsubscribe and sunset stop marketing; manual as it says."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"
    SUNSET = "sunset"
    MANUAL = "manual"


STOPS_EVERYTHING = frozenset({SuppressionCause.BOUNCE, SuppressionCause.COMPLAINT, SuppressionCause.MANUAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """One cause against one address, since a time."""

    cause: SuppressionCause
    since: datetime


def address_key(address: str, secret: bytes) -> str:
    """What a suppression is kept under: the same for the same address or number, which it does not reveal.

    Without the key nobody can try addresses until one fits, so the row may outlive the person's data.
    """
    digest = hmac.digest(secret, f"address\n{address.strip().lower()}".encode(), hashlib.sha256)
    return base64.b32encode(digest).decode()[:26].lower()
