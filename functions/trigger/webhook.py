"""The shop's door: one path per webhook topic, `POST /webhooks/shopify/<topic>`."""

from http import HTTPStatus
from typing import Any

from homing import bootstrap
from homing.domain.errors import InvalidSignature, MalformedEvent, UnknownPath
from homing.lambda_events import HttpRequest
from homing.observability import journey_handler

PREFIX = "/webhooks/shopify/"

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
        bootstrap.door()(request.path.removeprefix(PREFIX).strip("/"), request.body, request.headers)
    except tuple(STATUS) as refusal:
        return _answer(STATUS[type(refusal)], str(refusal))
    return _answer(HTTPStatus.OK, "Taken.")


def _answer(status: HTTPStatus, sentence: str) -> dict[str, Any]:
    headers = {"content-type": "text/plain; charset=utf-8"}
    return {"statusCode": status.value, "headers": headers, "body": f"{sentence}\n"}
