"""The fields of a posted form, in the three ways in which a page may send them."""

import json
from email import message_from_bytes, policy
from urllib.parse import parse_qsl

from homing.domain.errors import CallRefused
from homing.routes import LARGEST_FORM

MOST_FIELDS = 100
LONGEST_VALUE = 2000


def fields(body: bytes, content_type: str) -> dict[str, str]:
    """Each field by its first value.

    Raises:
        CallRefused: too large, or not what its header says.
    """
    if len(body) > LARGEST_FORM:
        raise CallRefused("payload_too_large", "A form holds 64 KB at most.")
    kind = content_type.partition(";")[0].strip().lower()
    try:
        if kind == "application/json":
            pairs = _json(body)
        elif kind == "multipart/form-data":
            pairs = _multipart(body, content_type)
        else:
            pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except (ValueError, RecursionError):
        raise CallRefused("invalid_form", "The form cannot be read.") from None
    found: dict[str, str] = {}
    for name, value in pairs[:MOST_FIELDS]:
        found.setdefault(name, value.strip()[:LONGEST_VALUE])
    return found


def _json(body: bytes) -> list[tuple[str, str]]:
    told = json.loads(body)
    if not isinstance(told, dict):
        raise ValueError
    plain = {True: "true", False: ""}
    return [
        (name, plain[value] if isinstance(value, bool) else str(value))
        for name, value in told.items()
        if isinstance(value, str | int | float)
    ]


def _multipart(body: bytes, content_type: str) -> list[tuple[str, str]]:
    """The text parts; a file is nobody's answer."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    parts = message_from_bytes(head + body, policy=policy.HTTP).iter_parts()
    found = []
    for part in parts:
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and part.get_filename() is None and isinstance(content, bytes):
            found.append((name, content.decode()))
    return found
