"""A rehearsal's input: one JSON object a line, each a webhook, an SES event or something a recipient does."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from homing.domain.errors import InvalidTimeline
from homing.domain.time import parse_iso

SOURCES = ("shopify", "segment", "form", "ses", "recipient")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputLine:
    """One line; `text` is its canonical form, which alone orders lines of the same instant."""

    at: datetime
    source: str
    content: Mapping[str, Any]
    text: str

    @property
    def delivery_id(self) -> str:
        """The webhook's id, or a hash of the line."""
        given = self.content.get("id")
        return str(given) if given not in (None, "") else hashlib.sha256(self.text.encode()).hexdigest()


def read(path: Path) -> list[InputLine]:
    """The lines of a file in the order of play.

    Raises:
        InvalidTimeline: names every line that cannot be played.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidTimeline(f"{path}: cannot be read: {error}") from error
    return parse(text.split("\n"), str(path))


def parse(lines: Iterable[str], name: str) -> list[InputLine]:
    """The lines of a text in the order of play; raises as `read` does."""
    parsed: list[InputLine] = []
    mistakes: list[str] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            parsed.append(_parse(line))
        except InvalidTimeline as error:
            mistakes.append(f"{name}:{number}: {error}")
    if mistakes:
        raise InvalidTimeline("\n".join(mistakes))
    return sorted(parsed, key=lambda each: (each.at, each.text))


def _parse(line: str) -> InputLine:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InvalidTimeline(f"not JSON ({error}); write one JSON object a line") from error
    if not isinstance(content, dict):
        raise InvalidTimeline('not a JSON object; write {"at": …, "source": …, "body": …}')
    at = content.get("at")
    try:
        instant = parse_iso(at) if isinstance(at, str) else None
    except (ValueError, OverflowError) as error:
        raise InvalidTimeline(f"'at' is {at!r}: {error}") from error
    if instant is None:
        raise InvalidTimeline("no 'at'; say when the line arrives, such as 2026-03-01T09:00:00Z")
    source = content.get("source")
    if source not in SOURCES:
        raise InvalidTimeline(f"'source' is {source!r}; write one of: {', '.join(SOURCES)}")
    text = json.dumps(content, sort_keys=True, ensure_ascii=True)
    return InputLine(at=instant, source=source, content=content, text=text)
