"""What the scheduler calls every minute: whatever is due."""

from typing import Any

from homing import bootstrap
from homing.observability import journey_handler

bootstrap.at_start(bootstrap.sweep)


@journey_handler
def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    """Work the due index off; how many entries there were."""
    return {"entries": bootstrap.sweep()()}
