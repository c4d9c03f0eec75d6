"""The consumer of every send queue: each record asks for one message."""

from typing import Any

from aws_lambda_powertools.utilities.data_classes import SQSEvent
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from homing import bootstrap
from homing.contracts import SendRequest
from homing.domain.errors import SendingRefused
from homing.observability import AlarmMetric, count, journey_handler, log_failure
from pydantic import ValidationError


@journey_handler
def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Deliver a batch; what must come again is hidden until then, what failed comes by itself."""
    readable, failed = _parse(SQSEvent(event))
    deliveries = bootstrap.deliver()([request for _, request in readable])
    for (record, _), delivery in zip(readable, deliveries, strict=True):
        if delivery.again_in is not None:
            bootstrap.visibility().defer(record.receipt_handle, record.event_source_arn, delivery.again_in)
        if delivery.doubtful:
            count(AlarmMetric.CLAIM_UNSETTLED)
        if delivery.error is not None:
            log_failure(delivery.error)
        if isinstance(delivery.error, SendingRefused):
            count(AlarmMetric.SENDING_REFUSED)
        if not delivery.answered:
            failed.append(record.message_id)
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}


def _parse(event: SQSEvent) -> tuple[list[tuple[SQSRecord, SendRequest]], list[str]]:
    readable: list[tuple[SQSRecord, SendRequest]] = []
    poisoned: list[str] = []
    for record in event.records:
        try:
            readable.append((record, SendRequest.model_validate_json(record.body)))
        except ValidationError:
            poisoned.append(record.message_id)
    return readable, poisoned
