"""What the report shows of a holdout: each figure of both groups, its difference and how sure that is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from homing.adapters.report_numbers import NOTHING, Numbers
from homing.domain.lift import Comparison
from homing.services.lift import Lift
from homing.services.lift_json import in_all, points, says

Text = Callable[[Decimal], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One figure; `says` in words what the interval means."""

    name: str
    base: str
    treated: str
    held_out: str
    difference: str
    interval: str
    says: str
    distinguishable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InAll:
    """A difference per contact for all who were mailed."""

    about: str
    interval: str | None


def rows(lift: Lift, n: Numbers) -> Iterator[Row]:
    """The figures, those of the goal's time first."""
    assigned = f"{n.count(lift.contacts.treated)} and {n.count(lift.contacts.held_out)} contacts"
    within = f"within {lift.days} days"
    if lift.conversion is not None:
        yield _row(f"Met the goal {within}", assigned, lift.conversion, n.share, points)
    yield _row(f"Revenue per contact {within}", assigned, lift.revenue, n.money, n.money)
    for after in lift.afterwards:
        if after.contacts.treated or after.contacts.held_out:
            base = f"{n.count(after.contacts.treated)} and {n.count(after.contacts.held_out)} contacts"
            yield _row(f"Bought again within {after.days} days", base, after.repeated, n.share, points)
            name = f"Revenue per contact within {after.days} days"
            yield _row(name, base, after.revenue, n.money, n.money)


def incremental(lift: Lift, n: Numbers) -> InAll:
    """The money that the mails brought, whoever it is credited to."""
    about, low, high = in_all(lift.revenue, lift.contacts.treated) or (Decimal(0), None, None)
    interval = None if low is None or high is None else f"{_signed(low, n)} to {_signed(high, n)}"
    return InAll(about=_signed(about, n), interval=interval)


def _row(name: str, base: str, compared: Comparison, figure: Text, change: Text) -> Row:
    low, high = compared.low, compared.high
    return Row(
        name=name,
        base=base,
        treated=figure(compared.treated),
        held_out=figure(compared.held_out),
        difference=_change(compared.difference, change),
        interval=NOTHING
        if low is None or high is None
        else f"{_change(low, change)} to {_change(high, change)}",
        says=says(compared, change),
        distinguishable=compared.distinguishable,
    )


def _change(amount: Decimal, text: Text) -> str:
    return f"{'−' if amount < 0 else '+'}{text(abs(amount))}"


def _signed(amount: Decimal, n: Numbers) -> str:
    return f"{'−' if amount < 0 else '+'}{n.whole_money(abs(amount))}"
