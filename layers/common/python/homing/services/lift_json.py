"""Lift as `report.json` has it, each comparison with a sentence that says how sure it is."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from homing.domain.lift import Comparison
from homing.services.kpis_json import rounded
from homing.services.lift import Afterwards, Both, Entered, Lift

Text = Callable[[Decimal], str]

_TENTH_OF_A_POINT = Decimal("0.001")


def lift_json(lift: Lift | None, currency: str) -> dict[str, Any] | None:
    """What the mails changed; null without a holdout."""
    if lift is None:
        return None

    def money(amount: Decimal) -> str:
        return f"{currency} {amount:,.2f}"

    return {
        "holdout": rounded(lift.share),
        "within_days": lift.days,
        "contacts": _both(lift.contacts) | {"unfinished": lift.unfinished},
        "conversion": None if lift.conversion is None else _comparison(lift.conversion, points),
        "revenue_per_contact": _comparison(lift.revenue, money),
        "incremental_conversions": _in_all(lift.conversion, lift.contacts.treated),
        "incremental_revenue": _in_all(lift.revenue, lift.contacts.treated),
        **{f"after_{each.days}_days": _afterwards(each, money) for each in lift.afterwards},
    }


def entered_json(entered: Sequence[Entered]) -> dict[str, Any]:
    """What followed upon entries, where nobody is held out."""
    return {
        f"after_{each.days}_days": {
            "entries": each.entries,
            "repeat_purchase_rate": rounded(each.repeated),
            "revenue_per_contact": rounded(each.revenue),
        }
        for each in entered
    }


def says(comparison: Comparison, text: Text) -> str:
    """How sure a difference is, in a sentence for who reads the report."""
    low, high, visible = comparison.low, comparison.high, comparison.visible
    if low is None or high is None or visible is None:
        contacts, events = comparison.takes
        return (
            f"Not yet distinguishable from zero: too few to tell. It takes {contacts} contacts in each "
            f"group, and {events} of all of them who did it."
        )
    if low > 0:
        return f"The mails brought more: between {text(low)} and {text(high)}, with 95 % confidence."
    if high < 0:
        return f"The mails brought less: between {text(-high)} and {text(-low)}, with 95 % confidence."
    return (
        f"Not yet distinguishable from zero: between {_signed(low, text)} and {_signed(high, text)}, with "
        f"95 % confidence. About {comparison.more:,} more contacts would show a difference of "
        f"{text(visible)}."
    )


def points(share: Decimal) -> str:
    """A difference of shares in percentage points, of two decimals where one would say nothing."""
    decimals = 2 if 0 < abs(share) < _TENTH_OF_A_POINT else 1
    return f"{share * 100:.{decimals}f} points"


def in_all(
    comparison: Comparison | None, treated: int
) -> tuple[Decimal, Decimal | None, Decimal | None] | None:
    """A difference per contact for all who were treated, from and to."""
    if comparison is None:
        return None
    low, high = (None if each is None else each * treated for each in (comparison.low, comparison.high))
    return comparison.difference * treated, low, high


def _signed(amount: Decimal, text: Text) -> str:
    return f"−{text(-amount)}" if amount < 0 else f"+{text(amount)}"


def _comparison(comparison: Comparison, text: Text) -> dict[str, Any]:
    return {
        "treated": rounded(comparison.treated),
        "held_out": rounded(comparison.held_out),
        "difference": rounded(comparison.difference),
        "relative": rounded(comparison.relative),
        "low": rounded(comparison.low),
        "high": rounded(comparison.high),
        "distinguishable": comparison.distinguishable,
        "says": says(comparison, text),
    }


def _in_all(comparison: Comparison | None, treated: int) -> dict[str, Any] | None:
    amounts = in_all(comparison, treated)
    return (
        None if amounts is None else dict(zip(("about", "low", "high"), map(rounded, amounts), strict=True))
    )


def _both(contacts: Both) -> dict[str, Any]:
    return {"treated": contacts.treated, "held_out": contacts.held_out}


def _afterwards(after: Afterwards, money: Text) -> dict[str, Any]:
    return {
        "contacts": _both(after.contacts),
        "repeat_purchase_rate": _comparison(after.repeated, points),
        "revenue_per_contact": _comparison(after.revenue, money),
    }
