"""What `meter.json` says: the transitions that a rehearsal used, and the list price of its mails."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from homing.domain.enrollment import EnrollmentState

from local.bill import Charge, by_service, charges, total
from local.executions import Executions
from local.item_sizes import ItemSize, sizes
from local.memory.tables import MemoryTables
from local.prices import CHECKED, REGION, Plan, price_of
from local.tally import EVENTS, STANDING, Tally, Work

TRANSITIONS_OF_A_PARK = 2
"""The Wait, and the send that is tried again."""

DEFINITIONS = {
    "transitions": "states entered, as AWS charges them",
    "transitions_per_email": "of enrollments that ran to their end, per message settled; without parks",
    "transitions_of_parks": "for mails held back by night, cap or send rate: two each time",
    "transitions_per_sent": "all transitions, with parks, early exits and open waits, per mail that left",
    "price_per_1000": "US dollars of list price for everything that AWS charges for 1,000 mails that left, "
    "with what was skipped or ended early; the event or sweep that lets somebody in is in it",
    "price_ratio_to_ses": "price_per_1000 over what SES alone asks for 1,000 mails",
    "per_1000_by_service": "price_per_1000 by whom it goes to",
    "events": "what an event costs that lets nobody in, per 1,000 events",
    "sweep": "what the sweep of every minute costs a month, whether or not anything is due",
    "prices": f"{REGION}, {CHECKED}, no free tier, SES a la carte",
}

MINUTES_OF_A_MONTH = 730 * 60
"""AWS's own month."""


def usage(tally: Tally, stepper: Executions, tables: MemoryTables) -> Mapping[str, Any]:
    """What `meter.json` says."""
    workflows = sorted({each.workflow for each in stepper.executions.values()})
    measured = sizes(tables)
    return {
        "definitions": DEFINITIONS,
        **_of(workflows, tally, stepper, tables, measured),
        "workflows": {name: _of([name], tally, stepper, tables, measured) for name in workflows},
        "events": _events(tally, measured),
        "sweep": _sweep(tally, measured),
        "port_calls": dict(sorted(tally.calls.items())),
    }


def bill_of(
    workflows: Sequence[str],
    tally: Tally,
    stepper: Executions,
    measured: Mapping[str, ItemSize],
    plan: Plan = Plan.A_LA_CARTE,
) -> list[Charge]:
    """Every line of what some workflows cost in a rehearsal."""
    work: Work = Work(float)
    for name in workflows:
        for key, amount in tally.owners.get(name, {}).items():
            work[key] += amount
    work["transition"] = sum(run.visits for run in stepper.executions.values() if run.workflow in workflows)
    return charges(work, measured, plan)


def _of(
    workflows: Sequence[str],
    tally: Tally,
    stepper: Executions,
    tables: MemoryTables,
    measured: Mapping[str, ItemSize],
) -> dict[str, Any]:
    rates = _rates(workflows, stepper, tables)
    lines = bill_of(workflows, tally, stepper, measured)
    mails = sum(line.amount for line in lines if line.unit == "mail")
    return rates | _prices(lines, mails)


def _prices(lines: Sequence[Charge], mails: float) -> dict[str, Any]:
    if not mails:
        return {"price_per_1000": None, "price_ratio_to_ses": None, "per_1000_by_service": {}}
    thousands = Decimal(str(mails)) / 1000
    price = total(lines) / thousands
    alone = price_of("mail").of(1000)
    return {
        "price_per_1000": _rounded(price),
        "price_ratio_to_ses": round(float(price / alone), 4),
        "per_1000_by_service": {
            service.value: _rounded(dollars / thousands) for service, dollars in by_service(lines).items()
        },
    }


def _events(tally: Tally, measured: Mapping[str, ItemSize]) -> dict[str, Any]:
    work: Mapping[str, float] = tally.owners.get(EVENTS, {})
    received = sum(n for key, n in work.items() if key.startswith("call events records.unpack"))
    dollars = total(charges(work, measured))
    per_1000 = _rounded(dollars / Decimal(str(received)) * 1000) if received else None
    return {"received": round(received), "price_per_1000": per_1000}


def _sweep(tally: Tally, measured: Mapping[str, ItemSize]) -> dict[str, Any]:
    work: Mapping[str, float] = tally.owners.get(STANDING, {})
    sweeps = work.get("run sweep", 0)
    dollars = total(charges({**work, "schedule_call": sweeps}, measured))
    month = _rounded(dollars / Decimal(str(sweeps)) * MINUTES_OF_A_MONTH) if sweeps else None
    return {"woken": round(sweeps), "price_per_month": month}


def _rounded(dollars: Decimal) -> float:
    return round(float(dollars), 6)


def _rates(names: Sequence[str], stepper: Executions, tables: MemoryTables) -> dict[str, Any]:
    runs = [each for each in stepper.executions.values() if each.workflow in names]
    completed = {
        e.execution_name: e.id
        for e in tables.enrollments.values()
        if e.workflow in names and e.state is EnrollmentState.COMPLETED
    }
    on_the_way = sum(run.visits - TRANSITIONS_OF_A_PARK * run.parks for run in runs if run.name in completed)
    settled = sum(len(tables.by_enrollment.get(each, ())) for each in completed.values())
    sent = sum(1 for m in tables.messages.values() if m.workflow in names and m.sent_at is not None)
    transitions = sum(run.visits for run in runs)
    return {
        "transitions": transitions,
        "sent": sent,
        "transitions_per_email": round(on_the_way / settled, 4) if settled else None,
        "transitions_of_parks": sum(TRANSITIONS_OF_A_PARK * run.parks for run in runs),
        "transitions_per_sent": round(transitions / sent, 4) if sent else None,
    }
