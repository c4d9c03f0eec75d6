"""Shopify's signature: HMAC-SHA256 over the bytes as they came; its JSON escapes what ours would not."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Sequence

from homing.domain.errors import InvalidSignature


class ShopifySignatures:
    """Checks webhooks against every secret in force; for an hour after a rotation that is the old one too."""

    def __init__(self, secrets: Callable[[], Sequence[str]]) -> None:
        self._secrets = secrets

    def check(self, body: bytes, signature: str | None) -> None:
        """Return if the header `X-Shopify-Hmac-Sha256` belongs to the body.

        Raises:
            InvalidSignature: it does not, or is missing.
        """
        given = (signature or "").strip().encode(errors="replace")
        valid = False
        for secret in self._secrets():
            # Every secret is tried, and an empty one is none: its signature anybody could make.
            valid |= bool(secret) & hmac.compare_digest(sign(body, secret).encode(), given)
        if not valid:
            raise InvalidSignature("not signed with our secret" if given else "no signature")


def sign(body: bytes, secret: str) -> str:
    """The header that Shopify sends with a body."""
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()
