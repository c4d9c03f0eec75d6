"""The shop's own system, as far as we write to it."""

from datetime import datetime
from typing import Protocol


class ConsentMirror(Protocol):
    """The shop's record of who may be written to."""

    def withdraw(self, customer_id: str, at: datetime) -> bool:
        """Tell the shop that a customer left; False if it will never take that of this one.

        Raises:
            Throttled, ServiceUnavailable: not now.
            ShopRefused: nothing of ours, until somebody changes the token or its scopes.
        """
