"""The consumer of every send queue: each record asks for one message."""

from collections.abc import Sequence
from typing import Any

from homing import bootstrap
from homing.contracts import SendRequest
from homing.lambda_events import Record
from homing.observability import journey_handler, lines_about, tell
from pydantic import ValidationError

bootstrap.at_start(bootstrap.deliver)


@journey_handler
def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Deliver a batch; what must come again is hidden until then, what failed comes by itself."""
    readable, failed = _parse(event["Records"])
    returning = {n for n, (record, _) in enumerate(readable) if _receives(record) > 1}
    deliveries = bootstrap.deliver()([request for _, request in readable], returning)
    for (record, request), delivery in zip(readable, deliveries, strict=True):
        if delivery.again_in is not None:
            bootstrap.visibility().defer(record["receiptHandle"], record["eventSourceARN"], delivery.again_in)
        with lines_about(request.enrollment, request.step):
            for trouble in filter(None, (delivery.error, delivery.note)):
                tell(trouble)
        if not delivery.answered:
            failed.append(record["messageId"])
    return {"batchItemFailures": [{"itemIdentifier": each} for each in failed]}


def _receives(record: Record) -> int:
    return int(record["attributes"]["ApproximateReceiveCount"])


def _parse(records: Sequence[Record]) -> tuple[list[tuple[Record, SendRequest]], list[str]]:
    readable: list[tuple[Record, SendRequest]] = []
    poisoned: list[str] = []
    for record in records:
        try:
            readable.append((record, SendRequest.model_validate_json(record["body"])))
        except ValidationError:
            poisoned.append(record["messageId"])
    return readable, poisoned
