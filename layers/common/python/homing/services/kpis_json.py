"""KPIs as JSON: rates of four decimals, counts, and money as it was written."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from homing.domain.figures import Metric
from homing.domain.kpi import Kpis

FOUR_DECIMALS = Decimal("0.0001")

_COUNTS = {
    "sent": Metric.SENT,
    "delivered": Metric.DELIVERED,
    "tracked": Metric.TRACKED,
    "opened": Metric.OPENED,
    "machine_only_opened": Metric.MACHINE_ONLY_OPENED,
    "clicked": Metric.CLICKED,
    "unsubscribed": Metric.UNSUBSCRIBED,
    "complained": Metric.COMPLAINED,
    "bounced": Metric.BOUNCED,
    "late": Metric.LATE,
    "skipped": Metric.SKIPPED,
    "rejected": Metric.REJECTED,
}
_ZONES = {
    "told": Metric.ZONE_TOLD,
    "address": Metric.ZONE_OF_ADDRESS,
    "guessed": Metric.ZONE_GUESSED,
    "shop": Metric.ZONE_OF_SHOP,
}
GOALS = {"converted": Metric.CONVERTED, "credited": Metric.CREDITED}
ENROLLMENTS = {
    "enrolled": Metric.ENROLLED,
    "reached": Metric.REACHED,
    "completed": Metric.COMPLETED,
    "exited": Metric.EXITED,
    "refused": Metric.REFUSED,
}


def rounded(rate: Decimal | None) -> float | None:
    """A rate as JSON has it."""
    return None if rate is None else float(rate.quantize(FOUR_DECIMALS))


def kpis_json(kpis: Kpis, enrollments: Mapping[str, Metric]) -> dict[str, Any]:
    """Every KPI of messages, or of a workflow with the counts of its enrollments."""
    return {
        **{name: kpis.of_goals(metric) for name, metric in enrollments.items()},
        **_counts(kpis),
        "interactions": _interactions(kpis),
        "zones": {name: kpis.count(metric) for name, metric in _ZONES.items()},
        "open_rate": rounded(kpis.open_rate),
        "machine_open_rate": rounded(kpis.machine_open_rate),
        "open_rate_all": rounded(kpis.open_rate_all),
        "click_rate": rounded(kpis.click_rate),
        "machine_click_rate": rounded(kpis.machine_click_rate),
        "click_to_open_rate": rounded(kpis.click_to_open_rate),
        "conversion_rate": rounded(kpis.conversion_rate),
        "credited_rate": rounded(kpis.credited_rate),
        "unsubscribe_rate": rounded(kpis.unsubscribe_rate),
        "complaint_rate": rounded(kpis.complaint_rate),
        "bounce_rate": rounded(kpis.bounce_rate),
        "revenue_per_email": rounded(kpis.revenue_per_email),
        "lift": None,  # of a workflow with a holdout alone: services/lift_json.py
    }


def day_json(kpis: Kpis) -> dict[str, Any]:
    """The counts of one day."""
    return {"enrolled": kpis.of_goals(Metric.ENROLLED)} | _counts(kpis)


def _interactions(kpis: Kpis) -> dict[str, int]:
    """Messages opened and clicked, by who it was."""
    opened, clicked = kpis.count(Metric.OPENED), kpis.count(Metric.CLICKED)
    unknown_opened, unknown_clicked = kpis.count(Metric.UNKNOWN_OPENED), kpis.count(Metric.UNKNOWN_CLICKED)
    return {
        "human_opened": opened - unknown_opened,
        "unknown_opened": unknown_opened,
        "machine_only_opened": kpis.count(Metric.MACHINE_ONLY_OPENED),
        "human_clicked": clicked - unknown_clicked,
        "unknown_clicked": unknown_clicked,
        "machine_only_clicked": kpis.count(Metric.MACHINE_ONLY_CLICKED),
    }


def _counts(kpis: Kpis) -> dict[str, Any]:
    return {
        **{name: kpis.count(metric) for name, metric in _COUNTS.items()},
        **{name: kpis.of_goals(metric) for name, metric in GOALS.items()},
        "revenue": float(kpis.revenue),
    }
