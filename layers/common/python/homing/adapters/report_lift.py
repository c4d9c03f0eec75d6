"""What the report shows of a holdout: each figure of both groups, its difference and how sure that is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from homing.adapters.report_numbers import NOTHING, Numbers
from homing.domain.lift import Comparison
from homing.services.lift import Both, Lift
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


def rows(lift: Lift, n: Numbers) -> Iterator[Row]:
    """The figures, those of the goal's time first."""
    yield from of_the_goal(lift, n)
    for after in lift.afterwards:
        if after.contacts.treated or after.contacts.held_out:
            base = _contacts(after.contacts, n)
            yield _row(f"Bought again within {after.days} days", base, after.repeated, n.share, points)
            name = f"Revenue per contact within {after.days} days"
            yield _row(name, base, after.revenue, n.money, n.money)


def of_the_goal(lift: Lift, n: Numbers) -> Iterator[Row]:
    """What the workflow is for, and the money of the same time."""
    base, within = _contacts(lift.contacts, n), f"within {lift.days} days"
    if lift.conversion is not None:
        yield _row(f"Met the goal {within}", base, lift.conversion, n.share, points)
    yield _row(f"Revenue per contact {within}", base, lift.revenue, n.money, n.money)


def incremental(lift: Lift, n: Numbers) -> str:
    """The money that the mails brought, whoever it is credited to, as the end of a sentence."""
    amounts = in_all(lift.revenue, lift.contacts.treated)
    if amounts is None or amounts[1] is None or amounts[2] is None:
        return "what the mails themselves brought cannot be told yet."
    about, low, high = amounts[0], amounts[1], amounts[2]
    between = f"from {_change(low, n.whole_money)} to {_change(high, n.whole_money)}"
    return f"the mails themselves changed revenue by about {_change(about, n.whole_money)} ({between})."


def _contacts(both: Both, n: Numbers) -> str:
    return f"{n.count(both.treated)} and {n.count(both.held_out)} contacts"


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
    sign = "−" if amount < 0 else "+" if amount else ""
    return f"{sign}{text(abs(amount))}"
