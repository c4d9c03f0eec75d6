"""What an event told, as a mail may repeat it: instants as instants, and no links but to the shop's own."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from homing.domain.dates import when
from homing.domain.time import parse_iso

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_DATE = re.compile(r"(^|_)(at|on)$")
_LINK = re.compile(r"(^|_)(url|link|href)$")


def told(properties: Mapping[str, Any], domains: Collection[str], zone: str) -> dict[str, Any]:
    """The properties of a triggering event for a template.

    What is named as a date (`next_at`) is one, on the clock of `zone` where it does not say on whose, or
    left out, so that a template may compare it.

    A link to anywhere but `domains` is left out: the keys of tracking APIs stand in web pages, so that
    anybody can tell an event, and the shop's own mail must not carry strangers' links.
    """
    kept = ((name, _value(name, value, domains, zone)) for name, value in properties.items())
    return {name: value for name, value in kept if value is not None and value != ""}


def _value(name: str, value: Any, domains: Collection[str], zone: str) -> Any:
    match value:
        case Mapping():
            return told(value, domains, zone)
        case list() | tuple():
            return [_value(name, each, domains, zone) for each in value]
        case str() if _LINK.search(name):
            return value if is_ours(value, domains) else None
        case str() if _DATE.search(name):
            return when(value, zone)
        case str() if _INSTANT.match(value):
            return _instant(value)
        case _:
            return value


def is_ours(link: str, domains: Collection[str]) -> bool:
    """Whether a link is an https address under one of the domains."""
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    # What a browser would read otherwise than we do is nobody's.
    if parts.scheme != "https" or "\\" in link or "@" in parts.netloc or any(sign.isspace() for sign in link):
        return False
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def _instant(text: str) -> datetime | str:
    try:
        return parse_iso(text)
    except ValueError:
        return text
