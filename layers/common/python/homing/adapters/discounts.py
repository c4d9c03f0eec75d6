"""Discount codes without a shop to ask: they follow from the enrollment, so each asking gives the same."""

import hashlib
import hmac
import unicodedata
from datetime import datetime

from homing.domain.message import MessageId
from homing.domain.step_parts import Offer
from homing.services.ports import Code

_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 signs, without the look-alikes I, O, 0 and 1
_LENGTH = 8  # 40 bits: among 10,000 codes two are alike once in 20,000 shops; with six, in every twentieth

_LONGEST_PREFIX = 8


class DerivedDiscounts:
    """ports.Discounts on this machine alone: the shop has to know the codes by other means."""

    def __init__(self, secret: bytes, prefix: str) -> None:
        self._secret = secret
        self._prefix = prefix

    def take(self, message: MessageId, offer: Offer, until: datetime) -> Code:  # noqa: ARG002
        """The code of this message, the same at every asking."""
        return Code(
            code=derived(self._secret, self._prefix, str(message)),
            percent=offer.percent,
            amount=offer.amount,
            free_shipping=offer.free_shipping,
        )

    def give_back(self, message: MessageId) -> None:
        """Nothing was taken from anywhere."""


def derived(secret: bytes, prefix: str, what: str) -> str:
    """The code that follows from a text; another secret or text gives another."""
    digest = hmac.digest(secret, f"discount\n{what}".encode(), hashlib.sha256)
    return f"{prefix}-{''.join(_ALPHABET[byte % 32] for byte in digest[:_LENGTH])}"


def code_prefix(shop_name: str) -> str:
    """`FJORD` of Fjord & Fell: the first word as anybody can type it."""
    plain = unicodedata.normalize("NFKD", shop_name.upper())
    words = "".join(sign if sign.isascii() else "" for sign in plain).split()
    letters = ("".join(sign for sign in word if sign.isalnum()) for word in words)
    return next((word[:_LONGEST_PREFIX] for word in letters if word), "CODE")
