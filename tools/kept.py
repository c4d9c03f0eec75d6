"""`python -m tools.kept`: writes into docs/privacy.md what every kind of row is, as the adapters have it."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from homing.domain.kept_beside import RECORDS
from homing.domain.retention import RecordKind

PAGE = Path(__file__).parents[1] / "docs" / "privacy.md"
BEGIN, END = "<!-- kinds of row: written by python -m tools.kept -->", "<!-- end of kinds of row -->"


def table() -> str:
    """The table, one line a kind."""
    return "\n".join(_lines())


def page(before: str) -> str:
    """The page with the table as it is now."""
    first, _, rest = before.partition(BEGIN)
    _, _, last = rest.partition(END)
    return f"{first}{BEGIN}\n{table()}\n{END}{last}"


def _lines() -> Iterator[str]:
    yield "| Kind | Table, key | Holds | Found by | Kept | Erasure |"
    yield "|---|---|---|---|---|---|"
    for kind in RECORDS:
        cells = (kind.name, f"{kind.table}: `{kind.key}`", kind.holds, kind.found_by, _kept(kind), kind.fate)
        yield f"| {' | '.join(cells)} |"


def _kept(kind: RecordKind) -> str:
    return kind.since if kind.kept is None else f"{_days(kind.kept)} from: {kind.since}"


def _days(kept: timedelta) -> str:
    return "1 day" if kept.days == 1 else f"{kept.days} days"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text("utf-8")), encoding="utf-8")
