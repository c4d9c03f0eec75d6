"""Who confirms what: a sign-up that waits for a mail's link to be followed, and what has become of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

COUNTED_FOR = timedelta(hours=24)
"""As long as a mail that asks to confirm counts against its address."""


def asked_lately(asked: Mapping[str, datetime], now: datetime) -> dict[str, datetime]:
    """The requests whose mails still count, by their ids."""
    return {request: at for request, at in asked.items() if now - at < COUNTED_FOR}
