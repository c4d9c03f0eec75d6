"""In-memory port of the mails that ask to confirm."""

from datetime import datetime

from homing.domain.confirmation import asked_lately

from local.memory.tables import Store


class MemoryConfirmationMails(Store):
    """Requests by address."""

    def allow(self, address: str, request: str, now: datetime, most: int) -> bool:
        asked = asked_lately(self._tables.confirmations.get(address, {}), now)
        if request not in asked and len(asked) >= most:
            return False
        self._tables.confirmations[address] = {request: now} | asked
        return True
