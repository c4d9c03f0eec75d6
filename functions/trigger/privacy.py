"""What the scheduler calls every hour: whatever people asked for about themselves."""

from dataclasses import asdict
from typing import Any

from homing import bootstrap
from homing.observability import journey_handler, logger


@journey_handler
def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    """Hand out and erase what was asked for; how many requests there were of each kind."""
    served = asdict(bootstrap.serve_requests()())
    if any(served.values()):
        logger.info("privacy requests served", extra=served)
    return served
