"""Puts together everything that is kept of somebody, for them to read and to take away."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from homing.domain.privacy import names_in
from homing.domain.suppression import Suppression
from homing.domain.time import iso
from homing.services import ports

_EMAIL = "email#"


class Export:
    """Reads and changes nothing."""

    def __init__(
        self,
        *,
        belongings: ports.Belongings,
        suppressions: ports.Suppressions,
        holdings: Callable[[], Sequence[ports.Holding]],
        zone: str,
    ) -> None:
        self._belongings = belongings
        self._suppressions = suppressions
        self._holdings = holdings
        self._zone = zone

    def __call__(self, names: Sequence[str], now: datetime) -> Mapping[str, Any] | None:
        """Everything of who has one of these names, by kind; None if nothing is."""
        ids = self._belongings.contacts(names)
        rows = list(self._belongings.of(ids))
        known = sorted({*names, *names_in(rows)})
        kinds: dict[str, list[Mapping[str, Any]]] = {}
        for each in rows:
            kinds.setdefault(each.kind, []).append({"key": _key(each.pk, each.sk), **each.told})
        elsewhere = {each.name: list(each.told(known)) for each in self._holdings()}
        suppressed = self._suppressed(known)
        if not rows and not suppressed and not any(elsewhere.values()):
            return None
        return {
            "made_at": iso(now),
            "times": "All times are UTC, as RFC 3339 has them, or seconds since 1970 in expires_at.",
            "zone_of_the_shop": self._zone,
            "names": known,
            "kept": dict(sorted(kinds.items())),
            "suppressions": suppressed,
            "elsewhere": {name: found for name, found in elsewhere.items() if found},
        }

    def _suppressed(self, names: Sequence[str]) -> Mapping[str, Sequence[Mapping[str, str]]]:
        emails = [each.removeprefix(_EMAIL) for each in names if each.startswith(_EMAIL)]
        found = {email: [_told(each) for each in self._suppressions.of(email)] for email in emails}
        return {email: causes for email, causes in found.items() if causes}


def _key(pk: str, sk: str | None) -> str:
    return pk if sk is None else f"{pk} / {sk}"


def _told(suppression: Suppression) -> Mapping[str, str]:
    return {"cause": suppression.cause.value, "since": iso(suppression.since)}
