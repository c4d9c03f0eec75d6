"""The consumer of the events queue: each record is a webhook as it came."""

from typing import Any

from homing import bootstrap
from homing.lambda_events import Record, work_off
from homing.observability import journey_handler, one_record

bootstrap.at_start(bootstrap.records, bootstrap.intake)


@journey_handler
def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Work a batch off; a record that fails comes again, and is a dead letter after its last try."""
    return work_off(event, _record)


def _record(record: Record) -> None:
    with one_record():
        body, attributes = bootstrap.records().unpack(record)
        bootstrap.intake()(body, attributes)
