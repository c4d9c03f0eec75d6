"""What operators read: one logger, one decorator, a line for each thing that happened, metrics for alarms.

A line is a constant phrase with ids beside it. No address, no subject (it may hold a first name) and no body
of an event is ever written; should a library's error text hold an address, the logger takes it out.
"""

import functools
import json
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from aws_lambda_powertools import Logger, single_metric
from aws_lambda_powertools.metrics import MetricUnit

from homing.domain.errors import ClaimUnsettled, HomingError, RenderFailed, SendAmbiguous, SendingRefused
from homing.domain.message import Reason
from homing.domain.time import iso
from homing.domain.timeline import Kind, Line

_ADDRESS = re.compile(r"[^\s\"'<>()\[\],:;\\=]+(?:@|%40)[\w.-]+")
NAMESPACE = "Homing"

Answer = TypeVar("Answer")
Handler = Callable[[Any, Any], Answer]


class LogEvent(StrEnum):
    """The phrases that operators query."""

    RECEIVED = "event received"
    ENROLLED = "contact enrolled"
    REFUSED = "enrollment refused"
    WAITING = "enrollment waiting"
    SENT = "message sent"
    SKIPPED = "message skipped"
    PARKED = "message parked"
    REJECTED = "message rejected"
    DECIDED = "branch decided"
    NOTIFIED = "colleague notified"
    CONVERTED = "goal met"
    EXITED = "enrollment exited"
    COMPLETED = "enrollment completed"
    FEEDBACK = "feedback received"
    FAILED = "work failed"


class AlarmMetric(StrEnum):
    """Each costs $0.30 a month and function: only what an alarm watches is one. Figures live in DynamoDB."""

    MESSAGE_REJECTED = "MessageRejected"
    MESSAGE_LOST = "MessageLost"
    CLAIM_UNSETTLED = "ClaimUnsettled"
    SENDING_REFUSED = "SendingRefused"


class UnexpectedError(RuntimeError):
    """Stands for an error whose own text holds an address; the log has the rest of it."""


def _without_addresses(value: object) -> object:
    match value:
        case str():
            return _ADDRESS.sub("<address>", value)
        case dict():
            return {name: _without_addresses(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_without_addresses(inner) for inner in value]
        case bool() | int() | float() | None:
            return value
        case _:
            return _without_addresses(str(value))


def _line(record: dict[str, Any]) -> str:
    return json.dumps(_without_addresses(record), ensure_ascii=False, separators=(",", ":"))


logger = Logger(json_serializer=_line, utc=True, location=None)  # every line would say `write`
"""Named for its function by POWERTOOLS_SERVICE_NAME."""


def count(metric: AlarmMetric) -> None:
    """Count one more of what an alarm watches."""
    with single_metric(name=metric.value, unit=MetricUnit.Count, value=1, namespace=NAMESPACE):
        pass


def log_failure(error: Exception) -> None:
    """Log what was raised: ours by its name and words, anything else with its trace."""
    if isinstance(error, HomingError):
        logger.warning(LogEvent.FAILED.value, error=type(error).__name__, detail=str(error))
    else:
        logger.error(LogEvent.FAILED.value, error=type(error).__name__, exc_info=error)


ALARMING: dict[type[HomingError], AlarmMetric] = {
    ClaimUnsettled: AlarmMetric.CLAIM_UNSETTLED,
    SendAmbiguous: AlarmMetric.CLAIM_UNSETTLED,
    SendingRefused: AlarmMetric.SENDING_REFUSED,
    RenderFailed: AlarmMetric.MESSAGE_REJECTED,
}


def tell(error: HomingError) -> None:
    """Log what went wrong with one message, and count it if somebody has to know."""
    log_failure(error)
    if type(error) in ALARMING:
        count(ALARMING[type(error)])


def journey_handler(handler: Handler[Answer]) -> Handler[Answer]:
    """Put the request's id on every line, and log what the handler raises, without addresses.

    Powertools' own context keys (name, memory, ARN, cold start) would triple a line and tell what the log
    group tells.
    """

    @functools.wraps(handler)
    def handle(event: Any, context: Any) -> Answer:
        logger.append_keys(request=getattr(context, "aws_request_id", None))
        try:
            return handler(event, context)
        except Exception as error:
            log_failure(error)
            if _ADDRESS.search(str(error)):  # Lambda itself writes the text to the log
                raise UnexpectedError(type(error).__name__) from None
            raise

    return handle


class LoggedTimeline:
    """ports.Timeline as log lines."""

    def __init__(self, log: Logger = logger, count: Callable[[AlarmMetric], None] = count) -> None:
        self._log = log
        self._count = count

    def write(self, line: Line) -> None:
        """Add one line."""
        fields = {
            "at": iso(line.at),
            "contact": line.contact_id,
            "workflow": line.workflow,
            "enrollment": line.enrollment,
            "step": line.step,
            "variant": line.variant,
            "locale": line.locale,
            "reason": line.reason,
            "event": line.event,
            "until": line.until and iso(line.until),
        }
        known = {name: value for name, value in fields.items() if value is not None}
        level = self._log.warning if line.kind is Kind.REJECTED else self._log.info
        level(LogEvent[line.kind.name].value, extra=known)
        if line.kind is Kind.REJECTED:
            self._count(AlarmMetric.MESSAGE_REJECTED)
        if line.kind is Kind.SKIPPED and line.reason == Reason.LOST:
            self._count(AlarmMetric.MESSAGE_LOST)
