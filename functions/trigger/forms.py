"""The door of the shop's own forms, `POST /v1/forms/<form>`."""

import json
from http import HTTPStatus
from typing import Any

from homing import bootstrap
from homing.adapters.form_bodies import fields
from homing.domain.errors import CallRefused, UnknownPath
from homing.lambda_events import HttpRequest
from homing.observability import journey_handler

PREFIX = "/v1/forms/"

bootstrap.at_start(bootstrap.forms)


@journey_handler
def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer once it is durably queued: with the thank-you page, or JSON to whoever asks for that."""
    request = HttpRequest.of(event)
    try:
        given = fields(request.body, request.headers.get("content-type", ""))
        form = bootstrap.forms()(request.path.removeprefix(PREFIX).strip("/"), given)
    except CallRefused as refusal:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _json(status, {"success": False, "code": refusal.code, "message": str(refusal)})
    except UnknownPath as refusal:
        told = {"success": False, "code": "not_found", "message": str(refusal)}
        return _json(HTTPStatus.NOT_FOUND, told)
    if form.redirect is None or "application/json" in request.headers.get("accept", ""):
        return _json(HTTPStatus.OK, {"success": True})
    see_other = {"location": form.redirect, "cache-control": "no-store"}
    return {"statusCode": HTTPStatus.SEE_OTHER.value, "headers": see_other, "body": ""}


def _json(status: HTTPStatus, told: dict[str, Any]) -> dict[str, Any]:
    headers = {"content-type": "application/json", "access-control-allow-origin": "*"}
    return {"statusCode": status.value, "headers": headers, "body": json.dumps(told)}
