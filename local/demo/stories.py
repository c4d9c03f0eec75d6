"""Whose story is worth reading: addresses to try `homing explain` with."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

_TELLING = {"converted": 5, "parked": 4, "exited": 3, "skipped": 3, "refused": 1, "sent": 1, "completed": 1}


def interesting(lines: Sequence[Mapping[str, Any]], count: int) -> Sequence[str]:
    """The addresses to which most different things happened, no two in the same time zone."""
    kinds: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    zones: dict[str, str] = {}
    for line in lines:
        email = line.get("email")
        if email and line["kind"] in _TELLING:
            kinds[email].add((line["kind"], line.get("workflow", ""), line.get("reason", "")))
            zones[email] = line["zone"]
    ranked = sorted(kinds, key=lambda email: (-_worth(kinds[email]), email))
    found: dict[str, str] = {}
    for email in ranked:
        if len(found) < count:
            found.setdefault(zones[email], email)
    return list(found.values())


def _worth(kinds: set[tuple[str, str, str]]) -> int:
    return sum(_TELLING[kind] for kind, _, _ in kinds)
