"""The consumer of the feedback queue: each record is one SES event, delivered raw by SNS."""

from typing import Any

from homing import bootstrap
from homing.adapters.ses_events import normalise
from homing.lambda_events import Record, work_off
from homing.observability import journey_handler, one_record

bootstrap.at_start(bootstrap.listen)


@journey_handler
def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Work a batch off; what is no SES event, such as SES's greeting to a new topic, is let go."""
    return work_off(event, _record)


def _record(record: Record) -> None:
    with one_record():
        feedback = normalise(record["body"].encode())
    if feedback is not None:
        with one_record(feedback.message):
            bootstrap.listen()(feedback)
