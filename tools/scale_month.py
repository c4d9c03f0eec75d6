"""What a month of ten million contacts costs: the demo shop's list price for each mail, times its mails."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from homing import bootstrap

from local import meter
from local.cost_bill import DAYS_OF_A_MONTH
from local.demo import season
from tools.scale import MAILS_A_DAY

BEGIN, END = "<!-- a month, computed by python -m tools.scale -->", "<!-- end of a month -->"
CONTACTS, DAYS = 120, 30


def month() -> Mapping[str, Decimal]:
    """Dollars of a month by service, the most first."""
    played = season.prepare(season.stage(DAYS, live_only=True), 1, CONTACTS)
    try:
        season.run(played)
        account = played.account
        usage: Mapping[str, Any] = meter.usage(account.tally, account.stepper, account.tables)
    finally:
        bootstrap.install(None)
    thousands = MAILS_A_DAY * DAYS_OF_A_MONTH / 1000
    per_1000 = usage["per_1000_by_service"]
    return {service: Decimal(str(price)) * thousands for service, price in per_1000.items()}


def table() -> str:
    """The table as the page has it, to the nearest hundred dollars."""
    bill = month()
    rows = [f"| {service} | ${_rounded(dollars)} |" for service, dollars in bill.items()]
    together = f"| **together** | **${_rounded(sum(bill.values(), Decimal(0)))}** |"
    return "\n".join(["", "| | A month |", "|---|---|", *rows, together, ""])


def _rounded(dollars: Decimal) -> str:
    return f"{round(dollars / 100) * 100:,}"
