"""What `homing validate` says of tests that can work: how many contacts they need, and for how long."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from homing.domain.ab_test import ABTest
from homing.domain.errors import InvalidWorkflow
from homing.domain.exposures import settles
from homing.domain.sample_size import needed, power_at
from homing.domain.split import Divided, measured, shares
from homing.domain.workflow import Workflow
from homing.services.experimenting import tested

Entries = Mapping[str, float]
"""How many contacts a day were sent each mail, `workflow/step`."""


def plans(workflows: Sequence[Workflow], entries: Entries | None = None) -> Iterator[str]:
    """A line for each test."""
    for workflow in workflows:
        for step, test in tested(workflow):
            yield _plan(workflow, step, test, entries)


def entries_of(report: Path) -> Entries:
    """The mails a day of a report.json, of a rehearsal or of the shop itself.

    Raises:
        InvalidWorkflow: the file cannot be read or is no report.
    """
    try:
        told: Mapping[str, Any] = json.loads(report.read_text("utf-8"))
        first, last = (date.fromisoformat(told["period"][end]) for end in ("first", "last"))
        return {
            f"{name}/{step}": mail["sent"] / ((last - first).days + 1)
            for name, workflow in told["workflows"].items()
            for step, mail in workflow["messages"].items()
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidWorkflow(f"{report} is no report.json of homing rehearse: {error!r}") from error


def _plan(workflow: Workflow, step: Divided, test: ABTest, entries: Entries | None) -> str:
    divided = shares(step)
    whole = needed(test, divided)
    looks = test.looks
    ends = (
        f"day {looks.after(0).days} to day {looks.after(looks.most - 1).days}"
        if looks.last_contacts is None
        else f"{looks.first} to {looks.last_contacts:,}"
    )
    told = (
        f"{workflow.name}.{step.id}: to find {test.expected:.2%} where {test.rate:.2%} was expected "
        f"({test.metric}, power {test.power}%, alpha {test.alpha}%) takes {whole:,} contacts, "
        f"{math.ceil(whole / len(divided)):,} for each of {len(divided)} variants; "
        f"{looks.most} look{'' if looks.most == 1 else 's'}, {ends}."
    )
    if entries is None:
        return told
    daily = sum(
        entries.get(f"{workflow.name}/{mail}", 0.0) for mail in set(measured(workflow, step).values())
    )
    daily *= float(test.share) / 100
    if daily <= 0:
        return f"{told} The report has none that was sent this mail."
    told += f" At {daily:,.1f} a day that is {math.ceil(whole / daily):,} days."
    return told + _too_short(test, divided, whole, daily, settles(test, workflow))


def _too_short(test: ABTest, divided: Mapping[str, int], whole: int, daily: float, time: timedelta) -> str:
    last = test.looks.last_day
    if last is None or (last - time) / timedelta(days=1) * daily >= whole:
        return ""
    known = [
        max(0.001, (test.looks.after(place) - time) / timedelta(days=1)) * daily / whole
        for place in range(test.looks.most)
    ]
    found = power_at(test, divided, known)
    return f" By the last look it would find the change with a chance of {found:.0%}: look later."
