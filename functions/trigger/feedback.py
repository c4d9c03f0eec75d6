"""The consumer of the feedback queue: SES events, delivered raw by SNS, and answers to text messages."""

from typing import Any

from homing import bootstrap
from homing.adapters import text_replies
from homing.adapters.ses_events import normalise
from homing.lambda_events import Record, work_off
from homing.observability import journey_handler, one_record

bootstrap.at_start(bootstrap.listen)


@journey_handler
def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Work a batch off; what is no SES event, such as SES's greeting to a new topic, is let go."""
    return work_off(event, _record)


def _record(record: Record) -> None:
    if text_replies.is_reply(record["body"]):
        _reply(record["body"])
        return
    with one_record():
        feedback = normalise(record["body"].encode())
    if feedback is not None:
        with one_record(feedback.message):
            bootstrap.listen()(feedback)


def _reply(body: str) -> None:
    with one_record():
        reply = text_replies.normalise(body)
        if reply is not None:
            bootstrap.replies()(reply)
