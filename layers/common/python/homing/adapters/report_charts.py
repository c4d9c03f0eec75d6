"""The geometry of the report's pictures: where lines, bars and labels stand, in a box 1000 wide.

The box is stretched to the page's width while text keeps its size, so one picture serves phone and desk.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from homing.adapters.report_buckets import Bucket, buckets
from homing.adapters.report_numbers import Numbers
from homing.domain.kpi import ZERO, Kpis
from homing.domain.list_growth import ListKpis

WIDTH, TOP = 1000, 18
MAILS_HEIGHT, MONEY_HEIGHT, LIST_HEIGHT = 180, 90, 120
LABEL_HEIGHT = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A grid line and what it stands for."""

    y: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A line with its name at its end, where the eye looks for it."""

    name: str
    role: str
    line: str
    area: str
    label_y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OverTime:
    """Mails as lines above, revenue as bars below, on one axis of days."""

    weekly: bool
    buckets: tuple[Bucket, ...]
    series: tuple[Series, ...]
    mail_ticks: tuple[Tick, ...]
    money_ticks: tuple[Tick, ...]
    money_bars: tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSize:
    """The mailable people, between the fewest and the most of the period."""

    line: str
    ticks: tuple[Tick, ...]


def over_time(by_day: Mapping[str, Kpis], numbers: Numbers) -> OverTime:
    """The chart of a workflow's days."""
    found = buckets(by_day, WIDTH)
    most_mails = _ceiling(max((max(b.sent, b.opened, b.clicked) for b in found), default=0))
    most_money = _ceiling(max((b.revenue for b in found), default=ZERO))
    amounts = {
        "Sent": [b.sent for b in found],
        "Opened": [b.opened for b in found],
        "Clicked": [b.clicked for b in found],
    }
    lines = {name: _points(found, each, most_mails) for name, each in amounts.items()}
    ends = _apart([points[-1][1] for points in lines.values()] if found else [])
    return OverTime(
        weekly=any(b.first != b.last for b in found),
        buckets=found,
        series=tuple(
            Series(
                name=name, role=name.lower(), line=_path(points), area=_area(points), label_y=round(end, 1)
            )
            for (name, points), end in zip(lines.items(), ends, strict=bool(found))
        ),
        mail_ticks=_ticks(most_mails, MAILS_HEIGHT, lambda amount: numbers.count(int(amount))),
        money_ticks=_ticks(most_money, MONEY_HEIGHT, numbers.whole_money),
        money_bars=tuple(_bar(b, most_money) for b in found),
    )


def list_size(by_day: Mapping[str, ListKpis], numbers: Numbers) -> ListSize:
    """The line of the list's size; it has no area, for its axis does not begin at zero."""
    sizes = [each.end for each in by_day.values()]
    sizes = [next(iter(by_day.values())).start, *sizes] if by_day else [0, 0]
    least, most = min(sizes), max(sizes)
    span = Decimal(most - least) or Decimal(1)
    step = WIDTH / (len(sizes) - 1)
    points = [(n * step, _y(size - least, span, LIST_HEIGHT)) for n, size in enumerate(sizes)]
    return ListSize(
        line=_path(points),
        ticks=tuple(
            Tick(y=_y(size - least, span, LIST_HEIGHT), text=numbers.count(size))
            for size in sorted({least, most})
        ),
    )


def _ceiling(most: Decimal | int) -> Decimal:
    """The next number that people count by; an axis ends there."""
    most = Decimal(most)
    if most <= 0:
        return Decimal(1)
    power = Decimal(10) ** most.adjusted()
    step = next(s for s in (1, 2, 4, 6, 8, 10) if s * power >= most)  # half of each is a whole number too
    return max(Decimal(2), step * power)


def _y(amount: Decimal | int, most: Decimal, height: int) -> float:
    return round(TOP + float(1 - max(ZERO, Decimal(amount)) / most) * (height - TOP), 1)


def _points(
    buckets: Sequence[Bucket], amounts: Sequence[int], most: Decimal
) -> Sequence[tuple[float, float]]:
    points = [(b.centre, _y(n, most, MAILS_HEIGHT)) for b, n in zip(buckets, amounts, strict=True)]
    return [(0, points[0][1]), (WIDTH, points[0][1])] if len(points) == 1 else points


def _ticks(most: Decimal, height: int, text: Callable[[Decimal], str]) -> tuple[Tick, ...]:
    halves = (most, most / 2) if most >= 2 else ()
    return tuple(Tick(y=_y(each, most, height), text=text(each)) for each in halves)


def _bar(bucket: Bucket, most: Decimal) -> tuple[float, float, float, float]:
    gap = bucket.width * 0.14
    y = _y(bucket.revenue, most, MONEY_HEIGHT)
    return (
        round(bucket.left + gap, 1),
        y,
        round(bucket.width - 2 * gap, 1),
        round(MONEY_HEIGHT - y, 1),
    )


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in points) if points else ""


def _area(points: Sequence[tuple[float, float]]) -> str:
    if not points:
        return ""
    return f"{_path(points)} L{points[-1][0]:.1f},{MAILS_HEIGHT} L{points[0][0]:.1f},{MAILS_HEIGHT} Z"


def _apart(ends: Sequence[float]) -> list[float]:
    """The ends, moved so that no name covers another."""
    placed = list(ends)
    order = sorted(range(len(ends)), key=lambda n: (ends[n], n))
    lowest = MAILS_HEIGHT - 5 - LABEL_HEIGHT * (len(ends) - 1)
    for place, n in enumerate(order):
        above = placed[order[place - 1]] + LABEL_HEIGHT if place else TOP
        placed[n] = min(max(placed[n], above), lowest + LABEL_HEIGHT * place)
    return placed
