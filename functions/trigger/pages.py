"""The recipients' pages, `/unsubscribe/<token>`: a GET only looks, for scanners follow links; a POST acts."""

from http import HTTPStatus
from typing import Any

from homing import bootstrap
from homing.adapters.links import UNSUBSCRIBE_PATH
from homing.adapters.page_renderer import security_headers
from homing.domain.errors import TransientError, UnknownPath
from homing.lambda_events import HttpRequest
from homing.observability import journey_handler, logger

METHODS = ("GET", "HEAD", "POST")

Answer = dict[str, Any]

bootstrap.at_start(bootstrap.leave, bootstrap.pages)


@journey_handler
def handler(event: dict[str, Any], context: object) -> Answer:
    """Show the page of a mail's link, or let its reader leave."""
    request = HttpRequest.of(event)
    if request.method not in METHODS:
        return _plain(HTTPStatus.METHOD_NOT_ALLOWED, {"allow": ", ".join(METHODS)})
    token = request.path.removeprefix(UNSUBSCRIBE_PATH).strip("/")
    try:
        if request.method == "POST":
            locale = bootstrap.leave()(token)
            return _plain(HTTPStatus.OK) if _is_one_click(request) else _page("unsubscribed", locale)
        answer = _page("unsubscribe", bootstrap.leave().locale(token))
    except UnknownPath:
        answer = _page("unknown", _language(request), HTTPStatus.NOT_FOUND)
    except TransientError as error:
        logger.warning("page unavailable", error=type(error).__name__, reason=str(error))
        answer = _page("unavailable", _language(request), HTTPStatus.SERVICE_UNAVAILABLE)
    return answer | {"body": ""} if request.method == "HEAD" else answer


def _is_one_click(request: HttpRequest) -> bool:
    """Whether a mail program posts for its user (RFC 8058), as a form or as multipart, and wants no page."""
    return b"List-Unsubscribe" in request.body and b"One-Click" in request.body


def _language(request: HttpRequest) -> str:
    """What the browser asks for first, for a reader whom we do not know."""
    return request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()


def _page(page: str, locale: str, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    html = bootstrap.pages().render(page, locale, {})
    headers = {"content-type": "text/html; charset=utf-8", **security_headers(html)}
    return {"statusCode": status.value, "headers": headers, "body": html}


def _plain(status: HTTPStatus, more: dict[str, str] | None = None) -> Answer:
    headers = {"content-type": "text/plain; charset=utf-8", **security_headers(""), **(more or {})}
    return {"statusCode": status.value, "headers": headers, "body": ""}
