"""Whether an attempt shows what its route asks for: judged here anew, from what is sent alone."""

import base64
import binascii
import contextlib
import hashlib
import hmac
import re
import zlib
from collections.abc import Iterator
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from homing.routes import Proof, Route

from local.neighbours import WEBHOOK_SECRET, WRITE_KEY
from tests.fuzz.attempts import Attempt
from tests.fuzz.stage import Stage

_TOKEN = re.compile(rb"(?<![\w-])[\w-]{8,}+\.[\w=-]{20,}")


def is_proven(stage: Stage, route: Route, attempt: Attempt) -> bool:
    """Whether anything may change for it."""
    match route.proof:
        case Proof.SHOP_SIGNATURE:
            signed = hmac.new(WEBHOOK_SECRET.encode(), attempt.body, hashlib.sha256).digest()
            given = attempt.headers.get("x-shopify-hmac-sha256", "").strip()
            return given == base64.b64encode(signed).decode()
        case Proof.WRITE_KEY:
            return any(WRITE_KEY.encode() in each for each in _said(attempt))
        case Proof.FORM_TOKEN:
            wanted = _meant(stage.links.get(route.rest(attempt.target), "").encode())
            found = (each for said in _said(attempt) for each in _TOKEN.findall(said))
            return any(_meant(each) == wanted for each in found)
        case Proof.SIGNED_LINK:
            path = unquote(urlsplit(attempt.target).path)
            right = _meant(stage.links[route.prefix.strip("/").rpartition("/")[2]].encode())
            return attempt.method == "POST" and _meant(route.rest(path).encode()) == right


def _said(attempt: Attempt) -> Iterator[bytes]:
    """The body and the credentials, in every way in which they may be read."""
    yield attempt.body
    yield unquote_to_bytes(attempt.body)
    for width in ("utf-16", "utf-32"):
        yield attempt.body.decode(width, "ignore").encode("utf-8", "ignore")  # as JSON may be written
    with contextlib.suppress(zlib.error):
        yield zlib.decompressobj(wbits=31).decompress(attempt.body, 1_000_000)
    with contextlib.suppress(binascii.Error, ValueError):
        yield base64.b64decode(attempt.headers.get("authorization", "").partition(" ")[2])


def _meant(token: bytes) -> tuple[bytes, bytes] | None:
    """What a token stands for: the last sign of base64 has bits that mean nothing (RFC 4648, 3.5)."""
    payload, _, signature = token.rpartition(b".")
    try:
        return payload, base64.urlsafe_b64decode(signature + b"=" * (-len(signature) % 4))
    except (binascii.Error, ValueError):
        return None
