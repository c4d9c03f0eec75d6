"""The shop's door: one path per webhook topic, `POST /webhooks/shopify/<topic>`."""

from http import HTTPStatus
from typing import Any

from homing import bootstrap, http_answers
from homing.domain.errors import InvalidSignature, MalformedEvent, UnknownPath
from homing.lambda_events import HttpRequest
from homing.observability import journey_handler
from homing.routes import WEBHOOKS

STATUS = {
    InvalidSignature: HTTPStatus.UNAUTHORIZED,
    MalformedEvent: HTTPStatus.BAD_REQUEST,
    UnknownPath: HTTPStatus.NOT_FOUND,
}

bootstrap.at_start(bootstrap.door)


@journey_handler
def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer once the webhook is durably queued; anything that fails before is a 5xx, and Shopify retries."""
    request = HttpRequest.of(event)
    try:
        bootstrap.door()(WEBHOOKS.rest(request.path), request.body, request.headers)
    except tuple(STATUS) as refusal:
        return http_answers.plain(str(refusal), STATUS[type(refusal)])
    return http_answers.plain("Taken.")
