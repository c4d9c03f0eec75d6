"""What operators read: one logger, one decorator, a line for each thing that happened.

A line is a constant phrase with ids beside it. No address, no subject (it may hold a first name) and no body
of an event is ever written; should a library's error text hold an address, or a value that pydantic would not
take, the logger takes it out.
"""

import functools
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, TypeVar

from aws_lambda_powertools import Logger

from homing.alarm_metrics import AlarmMetric, count
from homing.domain.enrollment import Enrollment, workflow_of
from homing.domain.errors import (
    ClaimUnsettled,
    HomingError,
    RenderFailed,
    SendAmbiguous,
    SendingRefused,
    SendRateExceeded,
)
from homing.domain.message import MessageId, Reason
from homing.domain.time import iso
from homing.domain.timeline import Kind, Line

_APART = r"\s\"'<>()\[\],:;\\="
_ADDRESS = re.compile(rf"(?<![^{_APART}])[^{_APART}]+(?:@|%40)[\w.-]+")
"""Looked for where a word begins and nowhere else in it: a word of a megabyte would take an hour."""
_VALUE = re.compile(r"(?<=input_value=).*?(?=, input_type=)", re.DOTALL)
"""What pydantic shows of what it refuses: a stored record may hold a name there."""

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
    MIRRORED = "consent written back"
    BROKEN = "enrollment broken"
    FAILED = "work failed"


class UnexpectedError(RuntimeError):
    """Stands for an error whose own text tells of somebody; the log has the rest of it."""


def _of_nobody(value: object) -> object:
    match value:
        case str():
            return _VALUE.sub("<value>", _ADDRESS.sub("<address>", value))
        case dict():
            return {name: _of_nobody(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_of_nobody(inner) for inner in value]
        case bool() | int() | float() | None:
            return value
        case _:
            return _of_nobody(str(value))


def _line(record: dict[str, Any]) -> str:
    return json.dumps(_of_nobody(record), ensure_ascii=False, separators=(",", ":"))


logger = Logger(json_serializer=_line, utc=True, location=None)  # every line would say `write`
"""Named for its function by POWERTOOLS_SERVICE_NAME."""


@contextmanager
def lines_about(enrollment: str | None, step: str | None = None) -> Iterator[None]:
    """Put workflow, enrollment and step, as far as they are known, on every line written meanwhile."""
    if not enrollment and not step:
        yield
        return
    workflow = workflow_of(enrollment) if enrollment else None
    ids = {"workflow": workflow, "enrollment": enrollment, "step": step}
    with logger.append_context_keys(**{name: value for name, value in ids.items() if value}):
        yield


@contextmanager
def one_record(message: MessageId | None = None) -> Iterator[None]:
    """Log what working on one record of a batch raises, while it is still known whom it is about."""
    with lines_about(message.enrollment if message else None, message.step if message else None):
        try:
            yield
        except Exception as error:
            log_failure(error)
            raise


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
    SendRateExceeded: AlarmMetric.SEND_THROTTLED,
}


def tell(error: HomingError) -> None:
    """Log what went wrong with one message, and count it if somebody has to know."""
    log_failure(error)
    if type(error) in ALARMING:
        count(ALARMING[type(error)])


def tell_broken(enrollment: Enrollment) -> None:
    """Log and count that an execution ended without our asking."""
    with lines_about(enrollment.id):
        logger.warning(LogEvent.BROKEN.value, attempt=enrollment.attempt)
    count(AlarmMetric.ENROLLMENT_BROKEN)


def journey_handler(handler: Handler[Answer]) -> Handler[Answer]:
    """Put the request's id on every line, and log what the handler raises, without addresses.

    A state machine's question says whom it is about. Powertools' own context keys (name, memory, ARN, cold
    start) would triple a line and tell what the log group tells.
    """

    @functools.wraps(handler)
    def handle(event: Any, context: Any) -> Answer:
        logger.append_keys(request=getattr(context, "aws_request_id", None))
        asked = event if isinstance(event, dict) else {}
        with lines_about(asked.get("enrollment"), asked.get("step")):
            try:
                return handler(event, context)
            except Exception as error:
                log_failure(error)
                if _of_nobody(str(error)) != str(error):  # Lambda itself writes the text to the log
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
            "channel": line.channel,
            "until": line.until and iso(line.until),
        }
        known = {name: value for name, value in fields.items() if value is not None}
        level = self._log.warning if line.kind is Kind.REJECTED else self._log.info
        level(LogEvent[line.kind.name].value, extra=known)
        if line.kind is Kind.REJECTED:
            self._count(AlarmMetric.MESSAGE_REJECTED)
        if line.kind is Kind.SKIPPED and line.reason == Reason.LOST:
            self._count(AlarmMetric.MESSAGE_LOST)
        if line.kind is Kind.PARKED and line.reason == Reason.NO_CODE:
            self._count(AlarmMetric.CODES_MISSING)
        if line.kind is Kind.MIRRORED and line.reason is not None:
            self._count(AlarmMetric.CONSENT_NOT_WRITTEN)
