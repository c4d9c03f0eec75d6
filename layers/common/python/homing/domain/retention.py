"""What every kind of row in the tables says of itself: what it holds of a person, how long, and its end.

`domain/kept_of_people.py` and `domain/kept_beside.py` list them all; the adapters take their lifetimes from
there, and docs/privacy.md is written from them.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property


class Fate(StrEnum):
    """What an erasure does with the rows of a kind that are about the person.

    What runs out holds an id at most, which leads nowhere once the person is erased; what stays holds nobody.
    """

    DELETED = "deleted"
    RUNS_OUT = "runs out"
    STAYS = "stays"


@dataclass(frozen=True)
class RecordKind:
    """One kind of row. `key` is its place, `…` stands for anything; `kept` is None where no time ends it."""

    table: str
    name: str
    key: str
    holds: str
    found_by: str
    kept: timedelta | None
    since: str
    fate: Fate = Fate.DELETED

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(".+".join(map(re.escape, self.key.split("…"))), re.DOTALL)

    def is_at(self, table: str, pk: str, sk: str | None) -> bool:
        """Whether a row at this place is of this kind."""
        place = pk if sk is None else f"{pk} / {sk}"
        return table == self.table and self._pattern.fullmatch(place) is not None

    @property
    def lifetime(self) -> timedelta:
        """How long a row lives; asked only of kinds that end by themselves."""
        assert self.kept is not None, self.name
        return self.kept


OWN = "contact id"
THEM = "as long as the contact"


def days(number: int) -> timedelta:
    """So many days."""
    return timedelta(days=number)
