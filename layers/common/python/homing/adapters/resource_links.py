"""Signed links to what the shop gives away; unlike those to our pages they end."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from itsdangerous import BadData, URLSafeSerializer

from homing.routes import MAGNET


class SignedResources:
    """ports.ResourceLinks; `secrets` are asked for at each use, the newest first, and any is believed."""

    def __init__(self, base_url: str, secrets: Callable[[], Sequence[str]]) -> None:
        self._base_url = base_url.rstrip("/")
        self._secrets = secrets

    def make(self, name: str, until: datetime) -> str:
        """The address that leads to a resource until an instant."""
        return f"{self._base_url}{MAGNET.prefix}{self._serializer().dumps([1, name, int(until.timestamp())])}"

    def read(self, token: str) -> tuple[str, datetime] | None:
        """The resource, and until when; None for what we did not write."""
        try:
            contents = self._serializer().loads(token)
        except (BadData, UnicodeError):
            return None
        match contents:
            case [1, str(name), int(until)]:
                return name, datetime.fromtimestamp(until, UTC)
        return None

    def _serializer(self) -> URLSafeSerializer:
        options = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        return URLSafeSerializer(list(reversed(self._secrets())), salt="homing.magnet", signer_kwargs=options)
