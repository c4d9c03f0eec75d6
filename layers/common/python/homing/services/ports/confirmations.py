"""How often an address was asked by mail to confirm that it signed up."""

from datetime import datetime
from typing import Protocol


class ConfirmationMails(Protocol):
    """The mails of the last 24 hours by address, as its contact has it, so that erasing them finds it."""

    def allow(self, address: str, request: str, now: datetime, most: int) -> bool:
        """Whether a request may bring one more mail, which counts from now on; the same again is the same."""
