"""What the scheduler calls every hour: who stands still goes on, codes are made, SES's list is read."""

from dataclasses import asdict
from typing import Any

from homing import bootstrap
from homing.alarm_metrics import AlarmMetric, count
from homing.domain.errors import HomingError
from homing.observability import journey_handler, logger

bootstrap.at_start(bootstrap.reconcile)


@journey_handler
def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    """Look at whoever should have moved by now; what was found."""
    found = asdict(bootstrap.reconcile()())
    logger.info("enrollments reconciled", extra=found)
    if found["restarted"]:
        count(AlarmMetric.ENROLLMENT_OVERDUE, found["restarted"])
    return found | {"codes": _codes(), "suppressed": _suppressed()}


def _codes() -> int:
    """How many discount codes were made; a shop that makes none holds nobody else up."""
    try:
        return bootstrap.fill_codes()()
    except HomingError as error:
        # What lies ready lasts for a while; a mail that finds none rings.
        logger.warning("no discount codes made", error=type(error).__name__, reason=str(error))
        return 0


def _suppressed() -> int:
    """How many addresses SES no longer tries were new to us; its gate refuses them all the same."""
    try:
        return bootstrap.compare_lists()()
    except HomingError as error:
        logger.warning("list of SES not read", error=type(error).__name__, reason=str(error))
        return 0
