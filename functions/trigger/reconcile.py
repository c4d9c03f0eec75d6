"""What the scheduler calls every hour: who stands still goes on."""

from dataclasses import asdict
from typing import Any

from homing import bootstrap
from homing.alarm_metrics import AlarmMetric, count
from homing.observability import journey_handler, logger

bootstrap.at_start(bootstrap.reconcile)


@journey_handler
def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    """Look at whoever should have moved by now; what was found."""
    found = asdict(bootstrap.reconcile()())
    logger.info("enrollments reconciled", extra=found)
    if found["restarted"]:
        count(AlarmMetric.ENROLLMENT_OVERDUE, found["restarted"])
    return found
