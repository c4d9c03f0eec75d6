"""Signed links to our pages: they name a message and a contact, never an address, and work for ever.

A mail is opened years later, and its unsubscribe must still count: so there is no expiry, keys are kept when
a new one comes, and the token says which version of its contents it carries.
"""

import hashlib
from collections.abc import Callable, Sequence

from itsdangerous import BadData, URLSafeSerializer

from homing.domain.message import MessageId
from homing.domain.pages import Page
from homing.services.ports import PageToken

_VERSION = 1


def path(page: Page) -> str:
    """A page's path, before the token."""
    return f"/{page}/"


UNSUBSCRIBE_PATH = path(Page.UNSUBSCRIBE)


class SignedLinks:
    """ports.Links; `secrets` are asked for at each use, the newest first, and any of them is believed."""

    def __init__(self, base_url: str, secrets: Callable[[], Sequence[str]]) -> None:
        self._base_url = base_url.rstrip("/")
        self._secrets = secrets

    def page(self, page: Page, message: MessageId, contact_id: str) -> str:
        """The address of a page for the reader of a mail; it reveals no address."""
        token = self._serializer(page).dumps([_VERSION, str(message), contact_id])
        return f"{self._base_url}{path(page)}{token}"

    def read(self, token: str, page: Page) -> PageToken | None:
        """What the end of a link to a page says, None if we did not write it."""
        try:
            contents = self._serializer(page).loads(token)
        except (BadData, UnicodeError):
            return None
        match contents:
            case [1, str(message_text), str(contact_id)] if message := MessageId.parse(message_text):
                return PageToken(message=message, contact_id=contact_id)
        return None

    def _serializer(self, page: Page) -> URLSafeSerializer:
        # itsdangerous signs with the last key and tries them all.
        keys = list(reversed(self._secrets()))
        options = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
        return URLSafeSerializer(keys, salt=f"homing.{page}", signer_kwargs=options)
