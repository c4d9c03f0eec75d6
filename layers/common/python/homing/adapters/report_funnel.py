"""The stairs of a funnel: each bar with its share of the one above."""

from dataclasses import dataclass
from decimal import Decimal

from homing.domain.figures import Metric
from homing.domain.kpi import Kpis


@dataclass(frozen=True, slots=True, kw_only=True)
class Stair:
    """One bar of a funnel: its share of the widest bar, and of the bar above."""

    name: str
    role: str
    count: int
    width: float
    of_above: Decimal | None = None
    beside: int = 0
    beside_width: float = 0


def people(kpis: Kpis) -> list[Stair]:
    """Enrollments on their way: who entered, whom a mail reached, who did what it is for."""
    return _stairs(
        ("Enrolled", "volume", kpis.of_goals(Metric.ENROLLED)),
        ("Reached", "volume", kpis.of_goals(Metric.REACHED)),
        ("Converted", "gain", kpis.of_goals(Metric.CONVERTED)),
    )


def mails(kpis: Kpis) -> list[Stair]:
    """Messages on their way; what only machines opened is drawn beside what people did.

    Where some mails tell of no open, those that do stand between, so that each bar is of the one above.
    """
    delivered, tracked = kpis.count(Metric.DELIVERED), kpis.count(Metric.TRACKED)
    unseen = kpis.count(Metric.CLICKED_UNSEEN)
    all_tell = delivered == tracked and not unseen
    return _stairs(
        ("Delivered", "volume", delivered),
        *([] if all_tell else [("With a pixel", "volume", tracked)]),
        ("Opened", "opened", kpis.count(Metric.OPENED)),
        ("Clicked" if all_tell else "Clicked of these", "clicked", kpis.count(Metric.CLICKED) - unseen),
        beside={"Opened": kpis.count(Metric.MACHINE_ONLY_OPENED)},
    )


def _stairs(*rows: tuple[str, str, int], beside: dict[str, int] | None = None) -> list[Stair]:
    beside = beside or {}
    widest = max((count + beside.get(name, 0) for name, _, count in rows), default=0) or 1
    stairs: list[Stair] = []
    for name, role, count in rows:
        above = stairs[-1].count if stairs else 0
        stairs.append(
            Stair(
                name=name,
                role=role,
                count=count,
                width=round(100 * count / widest, 2),
                of_above=Decimal(count) / above if above else None,
                beside=beside.get(name, 0),
                beside_width=round(100 * beside.get(name, 0) / widest, 2),
            )
        )
    return stairs
