"""Whether a text tells of somebody, and what is left of it without them: for what lies outside the tables."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

_LONG = 12
"""A name so long, an address or an international number is looked for anywhere; others where an id stands."""

_ABROAD = re.compile(r"\+\d{7,}")

_ID = re.compile(r"(^|_)(id|token|key|email|phone|user|anonymous)$", re.IGNORECASE)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Naming:
    """Knows somebody by their names, which are aliases such as `email#…`."""

    def __init__(self, names: Iterable[str]) -> None:
        values = {name.partition("#")[2].lower() for name in names} - {""}
        long = sorted(each for each in values if _stands_out(each))
        self._short = values.difference(long)
        self._long = re.compile(
            "|".join(rf"(?<![\w.+-]){re.escape(each)}(?![\w-])" for each in long) or "(?!)"
        )

    def names(self, text: str) -> bool:
        """Whether a text, perhaps JSON, tells of them."""
        if self._long.search(text.lower()) is not None:
            return True
        if not any(each in text.lower() for each in self._short):
            return False
        try:
            return self._in(json.loads(text), "")
        except (ValueError, RecursionError):
            return False

    def without(self, body: bytes) -> bytes | None:
        """A body without whatever tells of them, the same one if nothing does; None if nothing is left.

        Of a batch of calls or of lines each stands for itself; anything else goes as a whole.
        """
        text = body.decode("utf-8", "replace")
        if not self.names(text) and not any(map(self.names, text.splitlines())):
            return body
        batch = _batch(text)
        if batch is not None:
            told, calls = batch
            kept = [each for each in calls if not self.names(json.dumps(each))]
            return json.dumps({**told, "batch": kept}).encode() if kept else None
        if _is_json(text):
            return None
        lines = [line for line in text.splitlines(keepends=True) if not self.names(line)]
        return "".join(lines).encode() if any(line.strip() for line in lines) else None

    def told(self, body: bytes) -> Iterator[Any]:
        """What a body tells of them, each part for itself."""
        text = body.decode("utf-8", "replace")
        batch = _batch(text)
        if batch is not None:
            parts = [json.dumps(each) for each in batch[1]]
        else:
            parts = [text] if _is_json(text) else text.splitlines()
        for part in parts:
            if self.names(part):
                try:
                    yield json.loads(part)
                except ValueError:
                    yield part

    def _in(self, value: Any, key: str) -> bool:
        match value:
            case Mapping():
                return any(self._in(each, str(name)) for name, each in value.items())
            case list():
                return any(self._in(each, key) for each in value)
            case str() | int() if not isinstance(value, bool):
                snake = _CAMEL.sub("_", key)
                last = str(value).rpartition("/")[2].strip().lower()
                return last in self._short and (_ID.search(snake) is not None or snake == "orders_to_redact")
            case _:
                return False


def _stands_out(name: str) -> bool:
    return "@" in name or len(name) >= _LONG or _ABROAD.fullmatch(name) is not None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except RecursionError:
        return True
    except ValueError:
        return False
    return True


def _batch(text: str) -> tuple[Mapping[str, Any], Sequence[Any]] | None:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    calls = told.get("batch") if isinstance(told, dict) else None
    return (told, calls) if isinstance(calls, list) else None
