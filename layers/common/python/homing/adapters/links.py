"""Signed links to our pages: they name a message and a contact, never an address, and work for ever.

A mail is opened years later, and its unsubscribe must still count: so there is no expiry, keys are kept when
a new one comes, and the token says which version of its contents it carries.
"""

import hashlib
from collections.abc import Callable, Sequence

from itsdangerous import BadData, URLSafeSerializer

from homing.domain.message import MessageId
from homing.services.ports import UnsubscribeToken

UNSUBSCRIBE_PATH = "/unsubscribe/"
"""The page's path, before the token."""

_VERSION = 1


class SignedLinks:
    """ports.Links; `secrets` are asked for at each use, the newest first, and any of them is believed."""

    def __init__(self, base_url: str, secrets: Callable[[], Sequence[str]]) -> None:
        self._base_url = base_url.rstrip("/")
        self._secrets = secrets

    def unsubscribe(self, message: MessageId, contact_id: str) -> str:
        """The address of the page that lets this contact leave; it reveals no address."""
        token = self._serializer("unsubscribe").dumps([_VERSION, str(message), contact_id])
        return f"{self._base_url}{UNSUBSCRIBE_PATH}{token}"

    def read(self, token: str) -> UnsubscribeToken | None:
        """What the end of an unsubscribe link says, None if we did not write it."""
        try:
            contents = self._serializer("unsubscribe").loads(token)
        except (BadData, UnicodeError):
            return None
        match contents:
            case [1, str(message_text), str(contact_id)] if message := MessageId.parse(message_text):
                return UnsubscribeToken(message=message, contact_id=contact_id)
        return None

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        # itsdangerous signs with the last key and tries them all.
        keys = list(reversed(self._secrets()))
        options = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        return URLSafeSerializer(keys, salt=f"homing.{purpose}", signer_kwargs=options)
