"""A month's bill from a rehearsal: what each workflow, the other events and the standing sweep would cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from local.bill import Charge, by_service, charges
from local.deployment import Deployment
from local.item_sizes import sizes
from local.meter import MINUTES_OF_A_MONTH, bill_of
from local.prices import CHECKED, REGION, Plan, Service, price_of
from local.tally import EVENTS, STANDING

DAYS_OF_A_MONTH = Decimal("30.4167")
"""Of 730 hours, as AWS counts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """One row of a month's bill; `mails` is 0 for what sends none."""

    name: str
    mails: Decimal
    dollars: Mapping[Service, Decimal]

    @property
    def total(self) -> Decimal:
        """Dollars a month."""
        return sum(self.dollars.values(), Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyBill:
    """What a month like the rehearsed days would cost, list price, no free tier."""

    plan: Plan
    positions: Sequence[Position]

    @property
    def total(self) -> Decimal:
        """Dollars a month."""
        return sum((each.total for each in self.positions), Decimal(0))

    @property
    def mails(self) -> Decimal:
        """Mails a month."""
        return sum((each.mails for each in self.positions), Decimal(0))

    def ses_alone(self, mails: Decimal) -> Decimal:
        """What SES asks for so many mails."""
        return price_of("mail", self.plan).of(mails)


def monthly_bill(account: Deployment, days: int, plan: Plan) -> MonthlyBill:
    """The rehearsed days as a month."""
    share = DAYS_OF_A_MONTH / days
    measured = sizes(account.tables)
    workflows = sorted({each.workflow for each in account.stepper.executions.values()})
    rows = [
        (name, bill_of([name], account.tally, account.stepper, measured, plan), share) for name in workflows
    ]
    rows.append((EVENTS, charges(account.tally.owners.get(EVENTS, {}), measured, plan), share))
    standing = dict(account.tally.owners.get(STANDING, {}))
    sweeps = standing.get("run sweep", 0)
    if sweeps:
        standing["schedule_call"] = sweeps
        lines = charges(standing, measured, plan)
        rows.append((STANDING, lines, MINUTES_OF_A_MONTH / Decimal(str(sweeps))))
    return MonthlyBill(plan=plan, positions=[_position(*row) for row in rows])


def _position(name: str, lines: Sequence[Charge], share: Decimal) -> Position:
    mails = sum(line.amount for line in lines if line.unit == "mail")
    dollars = {service: sum_ * share for service, sum_ in by_service(lines).items()}
    return Position(name=name, mails=Decimal(str(mails)) * share, dollars=dollars)


def as_json(bill: MonthlyBill) -> Mapping[str, Any]:
    """The bill for other programs: dollars as numbers, to a hundredth of a cent."""
    return {
        "currency": "USD",
        "plan": bill.plan.value,
        "prices": {"region": REGION, "checked": CHECKED, "free_tier": False},
        "mails_per_month": round(float(bill.mails), 1),
        "dollars_per_month": _rounded(bill.total),
        "positions": [
            {
                "name": each.name,
                "mails_per_month": round(float(each.mails), 1),
                "dollars_per_month": _rounded(each.total),
                "per_1000": _rounded(each.total / each.mails * 1000) if each.mails else None,
                "over_ses": round(float(each.total / bill.ses_alone(each.mails)), 3) if each.mails else None,
                "by_service": {service.value: _rounded(sum_) for service, sum_ in each.dollars.items()},
            }
            for each in bill.positions
        ],
    }


def _rounded(dollars: Decimal) -> float:
    return round(float(dollars), 4)
