"""The consumer of the feedback queue: each record is one SES event, delivered raw by SNS."""

from typing import Any

from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from aws_lambda_powertools.utilities.typing import LambdaContext
from homing import bootstrap
from homing.adapters.ses_events import normalise
from homing.observability import journey_handler, one_record

processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)

bootstrap.at_start(bootstrap.listen)


@journey_handler
def handler(event: dict[str, Any], context: LambdaContext) -> Any:
    """Work a batch off; what is no SES event, such as SES's greeting to a new topic, is let go."""
    return process_partial_response(event, _record, processor, context)


def _record(record: SQSRecord) -> None:
    with one_record():
        feedback = normalise(record.body.encode())
    if feedback is not None:
        with one_record(feedback.message):
            bootstrap.listen()(feedback)
