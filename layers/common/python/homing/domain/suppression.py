"""Addresses that must not be mailed, by cause."""

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
