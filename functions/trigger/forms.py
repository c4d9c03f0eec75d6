"""The door of the shop's own forms, `POST /v1/forms/<form>`."""

from http import HTTPStatus
from typing import Any

from homing import bootstrap, http_answers
from homing.adapters.form_bodies import fields
from homing.domain.errors import CallRefused, UnknownPath
from homing.lambda_events import HttpRequest
from homing.observability import journey_handler
from homing.routes import FORMS

bootstrap.at_start(bootstrap.forms)


@journey_handler
def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer once it is durably queued: with the thank-you page, or JSON to whoever asks for that."""
    request = HttpRequest.of(event)
    try:
        given = fields(request.body, request.headers.get("content-type", ""))
        form = bootstrap.forms()(FORMS.rest(request.path), given, request.seen)
    except CallRefused as refusal:
        too_large = refusal.code == "payload_too_large"
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if too_large else HTTPStatus.UNPROCESSABLE_ENTITY
        return _refused(status, refusal.code, refusal)
    except UnknownPath as refusal:
        return _refused(HTTPStatus.NOT_FOUND, "not_found", refusal)
    if form.redirect is None or "application/json" in request.headers.get("accept", ""):
        return http_answers.told(HTTPStatus.OK, {"success": True})
    return http_answers.lead_on(HTTPStatus.SEE_OTHER, form.redirect)


def _refused(status: HTTPStatus, code: str, refusal: Exception) -> dict[str, Any]:
    return http_answers.told(status, {"success": False, "code": code, "message": str(refusal)})
