"""The hidden field of a form: proves that we made it, for one form and until a day."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from itsdangerous import BadData, URLSafeSerializer


class FormTokens:
    """Makes and reads them; `secrets` are asked for at each use, the newest first."""

    def __init__(self, secrets: Callable[[], Sequence[str]]) -> None:
        self._secrets = secrets

    def make(self, form: str, until: datetime) -> str:
        """The value of the field."""
        return str(self._serializer().dumps([1, form, int(until.timestamp())]))

    def holds(self, token: str, form: str, now: datetime) -> bool:
        """Whether we made it for this form, and its day is not over."""
        try:
            contents = self._serializer().loads(token)
        except (BadData, UnicodeError):
            return False
        match contents:
            case [1, str(name), int(until)]:
                return name == form and now < datetime.fromtimestamp(until, UTC)
        return False

    def _serializer(self) -> URLSafeSerializer:
        options = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        return URLSafeSerializer(list(reversed(self._secrets())), salt="homing.form", signer_kwargs=options)
