"""One webhook on its way: when it happened, under which topic, and with what body."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """Something that the shop's system tells; `at` is when it sends it."""

    at: datetime
    topic: str
    body: dict[str, Any] | None
