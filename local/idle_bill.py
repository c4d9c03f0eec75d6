"""What a deployment costs a month in which nothing happens, counted from its templates.

Of what a template holds only alarms, dashboards, keys, our own metrics, polled queues and schedules cost
anything idle; tables, functions, machines, topics and buckets are paid by use.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from homing.domain.errors import NotDeployable

from local.lambda_time import MEMORY_MB
from local.prices import PRICES, Price

MINUTES = 730 * 60
POLLS_A_MINUTE = 15
"""Lambda keeps five long polls of 20 seconds open on a queue of which nothing comes.
https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html"""

SWEEP_WRITES, SWEEP_READS = 8, 8
"""Of a sweep that finds nothing: a lease taken and given back in each of four shards, two days looked at."""

SWEEP_SECONDS = Decimal("0.2")
"""Assumed: sixteen calls of DynamoDB one after the other, and our own start."""

EXPRESSIONS = {"rate(1 minute)": MINUTES, "rate(1 hour)": 730}
DAILY = Decimal("30.42")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One line of an idle bill."""

    what: str
    amount: Decimal
    price: Price

    @property
    def listed(self) -> Decimal:
        """Dollars a month at list price."""
        return self.price.of(self.amount)

    @property
    def due(self) -> Decimal:
        """Dollars a month after what is free for as long as AWS says so."""
        return self.price.of(max(Decimal(0), self.amount - self.price.always_free))


def resources(folder: Path) -> list[Mapping[str, Any]]:
    """Every resource of the templates in a folder.

    Raises:
        NotDeployable: there are none.
    """
    files = sorted(folder.glob("*.template.json"))
    if not files:
        raise NotDeployable(f"{folder} holds no template; run `make synth` first")
    found: list[Mapping[str, Any]] = []
    for file in files:
        found += json.loads(file.read_text("utf-8"))["Resources"].values()
    return found


def idle_bill(found: Sequence[Mapping[str, Any]]) -> list[Standing]:
    """The lines of a month in which nothing comes in."""

    def of(kind: str) -> list[Mapping[str, Any]]:
        return [each.get("Properties", {}) for each in found if each["Type"] == f"AWS::{kind}"]

    polls = len(of("Lambda::EventSourceMapping")) * POLLS_A_MINUTE * MINUTES
    calls = sum((_calls(each) for each in of("Scheduler::Schedule")), Decimal(0))
    memory = Decimal(MEMORY_MB["sweep"]) / 1024
    amounts: list[tuple[str, str, Decimal | float]] = [
        ("alarms", "alarm", len(of("CloudWatch::Alarm"))),
        ("metrics of our own that alarms watch", "metric", _own_metrics(of("CloudWatch::Alarm"))),
        ("dashboards", "dashboard", len(of("CloudWatch::Dashboard"))),
        ("keys of our own", "key", len(of("KMS::Key"))),
        ("polls of the queues", "queue_request", polls),
        ("calls of the scheduler", "schedule_call", calls),
        ("runs of functions", "invocation", calls),
        ("time of functions", "gb_second", calls * SWEEP_SECONDS * memory),
        ("writes of the sweep", "write_unit", MINUTES * SWEEP_WRITES),
        ("reads of the sweep", "read_unit", MINUTES * SWEEP_READS),
    ]
    lines = [Standing(what=w, amount=Decimal(n), price=PRICES[unit]) for w, unit, n in amounts]
    return sorted((line for line in lines if line.amount), key=lambda line: (-line.due, line.what))


def _calls(schedule: Mapping[str, Any]) -> Decimal:
    return Decimal(EXPRESSIONS.get(schedule["ScheduleExpression"], DAILY))


def _own_metrics(alarms: Sequence[Mapping[str, Any]]) -> int:
    """Distinct metrics outside AWS's own namespaces, which cost while something is written to them."""
    own = {
        (each["MetricName"], json.dumps(each.get("Dimensions", []), sort_keys=True))
        for each in alarms
        if "MetricName" in each and not str(each.get("Namespace", "")).startswith("AWS/")
    }
    return len(own)
