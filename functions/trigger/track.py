"""The door for events from elsewhere, `POST /v1/<call>`, shaped and answered as Segment's is."""

from http import HTTPStatus
from typing import Any

from homing import bootstrap, http_answers
from homing.domain.errors import CallRefused, InvalidKey, UnknownPath
from homing.lambda_events import HttpRequest
from homing.observability import journey_handler, logger
from homing.routes import CALLS

REFUSALS = {
    InvalidKey: (HTTPStatus.UNAUTHORIZED, "invalid_write_key"),
    UnknownPath: (HTTPStatus.NOT_FOUND, "not_found"),
}

bootstrap.at_start(bootstrap.tracking)


@journey_handler
def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer once the calls are durably queued; anything that fails before is a 5xx, and libraries retry."""
    request = HttpRequest.of(event)
    try:
        left_out = bootstrap.tracking()(CALLS.rest(request.path), request.body, request.headers, request.seen)
    except CallRefused as refusal:
        return _answer(HTTPStatus.BAD_REQUEST, code=refusal.code, message=str(refusal))
    except tuple(REFUSALS) as refusal:
        status, code = REFUSALS[type(refusal)]
        return _answer(status, code=code, message=str(refusal))
    if left_out:
        logger.warning("calls left out", reason="payload_too_large", count=left_out)
    return _answer(HTTPStatus.OK)


def _answer(status: HTTPStatus, **refused: str) -> dict[str, Any]:
    # A page of the shop may read it, as Segment's own script does: the write key is no secret there.
    return http_answers.told(status, {"success": not refused, **refused})
