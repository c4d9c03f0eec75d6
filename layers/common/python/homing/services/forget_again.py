"""Erases again whom a restored table brought back."""

from collections.abc import Iterable
from datetime import datetime

from homing.domain.privacy import Ask, PrivacyRequest, name_key
from homing.services import ports


class ForgetAgain:
    """Knows by their keyed hashes who was erased since; the hourly function does the rest."""

    def __init__(
        self, *, requests: ports.PrivacyRequests, erased_names: ports.ErasedNames, secret: bytes
    ) -> None:
        self._requests = requests
        self._erased_names = erased_names
        self._secret = secret

    def __call__(self, aliases: Iterable[str], start: datetime, now: datetime) -> int:
        """Ask for the erasure of whoever of these was erased since; how many names that were."""
        found = 0
        for alias in aliases:
            key = name_key(alias, self._secret)
            erased_at = self._erased_names.newest([key])
            if erased_at is None or erased_at < start:
                continue
            found += 1
            self._requests.put(
                PrivacyRequest(
                    id=f"restore-{key}",
                    ask=Ask.ERASE,
                    asked_by="restore",
                    asked_at=erased_at,
                    begins_at=now,
                    names=(alias,),
                )
            )
        return found
