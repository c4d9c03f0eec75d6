"""Write keys: whoever has one may tell us events. Only their hashes are kept."""

import hashlib
import hmac
from collections.abc import Callable, Sequence

from homing.domain.errors import InvalidKey


class WriteKeys:
    """Checks a key against the hashes of all that are in force."""

    def __init__(self, hashes: Callable[[], Sequence[str]]) -> None:
        self._hashes = hashes

    def check(self, key: str) -> None:
        """Return if the key is in force.

        Raises:
            InvalidKey: it is not, or is missing.
        """
        given, known = hashed(key), False
        for each in self._hashes():
            known |= hmac.compare_digest(each, given)
        if not known:
            raise InvalidKey("This write key is not in force; make one with: homing secret set segment")


def hashed(key: str) -> str:
    """What is kept of a key: it is long and random, so that no salt is needed."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
