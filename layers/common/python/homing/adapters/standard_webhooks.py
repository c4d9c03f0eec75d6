"""Signatures as https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"
_SHORTEST, _LONGEST = 24, 64  # bytes of a key, says the specification


def headers(keys: Sequence[str], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers; while keys are changed, one signature by each that is in force."""
    timestamp = str(int(at.timestamp()))
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(key, signed)}" for key in keys),
    }


def new_key() -> str:
    """A key that nobody knows yet."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def is_key(text: str) -> bool:
    """Whether a text is a signing key."""
    try:
        return text.startswith(PREFIX) and _SHORTEST <= len(_bytes(text)) <= _LONGEST
    except (binascii.Error, ValueError):
        return False


def _signature(key: str, signed: bytes) -> str:
    return base64.b64encode(hmac.digest(_bytes(key), signed, hashlib.sha256)).decode()


def _bytes(key: str) -> bytes:
    return base64.b64decode(key.removeprefix(PREFIX), validate=True)
