"""What the doors answer, held to a strict policy: nothing runs, is loaded, framed, kept or referred from."""

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

HttpAnswer = dict[str, Any]

ALWAYS: Mapping[str, str] = {
    "referrer-policy": "no-referrer",  # the address of a page is the key to it
    "x-robots-tag": "noindex",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "strict-transport-security": "max-age=63072000",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
READ_BY_SCRIPTS: Mapping[str, str] = {"access-control-allow-origin": "*"}
"""For doors that a page of the shop calls from a browser; no cookie and no login is in play there."""

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def security_headers(html: str = "") -> dict[str, str]:
    """What keeps a page from running, loading or telling anything; its style is known by its hash."""
    styles = (b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in _STYLE.findall(html))
    allowed = " ".join(f"'sha256-{digest}'" for digest in styles) or "'none'"
    return {
        "content-security-policy": f"default-src 'none'; style-src {allowed}; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'",
        **ALWAYS,
    }


def page(html: str, status: HTTPStatus = HTTPStatus.OK) -> HttpAnswer:
    """A page for a reader."""
    return _answer(status, "text/html; charset=utf-8", html)


def plain(sentence: str, status: HTTPStatus = HTTPStatus.OK, **headers: str) -> HttpAnswer:
    """A sentence for a person who looks, or nothing."""
    return _answer(status, "text/plain; charset=utf-8", f"{sentence}\n" if sentence else "", headers)


def told(status: HTTPStatus, facts: Mapping[str, Any]) -> HttpAnswer:
    """JSON for a program, also one in the browser of the shop's reader."""
    return _answer(status, "application/json", json.dumps(facts), READ_BY_SCRIPTS)


def lead_on(status: HTTPStatus, location: str) -> HttpAnswer:
    """Leads to another address."""
    return plain("", status, location=location)


def _answer(status: HTTPStatus, kind: str, body: str, more: Mapping[str, str] | None = None) -> HttpAnswer:
    headers = {"content-type": kind, **security_headers(body if kind.startswith("text/html") else "")}
    return {"statusCode": status.value, "headers": headers | dict(more or {}), "body": body}
