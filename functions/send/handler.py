"""The consumer of every send queue: each record asks for one message."""

from typing import Any

from aws_lambda_powertools.utilities.data_classes import SQSEvent
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord
from homing import bootstrap
from homing.contracts import SendRequest
from homing.observability import journey_handler, lines_about, tell
from pydantic import ValidationError

bootstrap.at_start(bootstrap.deliver)


@journey_handler
def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Deliver a batch; what must come again is hidden until then, what failed comes by itself."""
    readable, failed = _parse(SQSEvent(event))
    returning = {n for n, (record, _) in enumerate(readable) if _receives(record) > 1}
    deliveries = bootstrap.deliver()([request for _, request in readable], returning)
    for (record, request), delivery in zip(readable, deliveries, strict=True):
        if delivery.again_in is not None:
            bootstrap.visibility().defer(record.receipt_handle, record.event_source_arn, delivery.again_in)
        with lines_about(request.enrollment, request.step):
            for trouble in filter(None, (delivery.error, delivery.note)):
                tell(trouble)
        if not delivery.answered:
            failed.append(record.message_id)
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}


def _receives(record: SQSRecord) -> int:
    return int(record.attributes.approximate_receive_count or 1)


def _parse(event: SQSEvent) -> tuple[list[tuple[SQSRecord, SendRequest]], list[str]]:
    readable: list[tuple[SQSRecord, SendRequest]] = []
    poisoned: list[str] = []
    for record in event.records:
        try:
            readable.append((record, SendRequest.model_validate_json(record.body)))
        except ValidationError:
            poisoned.append(record.message_id)
    return readable, poisoned
