"""The consumer of the events queue: each record is a webhook as it came."""

from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from homing import bootstrap
from homing.observability import journey_handler, one_record

processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)

bootstrap.at_start(bootstrap.records, bootstrap.intake)


@journey_handler
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Work a batch off; a record that fails comes again, and is a dead letter after its last try."""
    return process_partial_response(event, _record, processor, context)


def _record(record: SQSRecord) -> None:
    with one_record():
        body, attributes = bootstrap.records().unpack(record.raw_event)
        bootstrap.intake()(body, attributes)
