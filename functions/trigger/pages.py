"""The recipients' pages, `/<page>/<token>`: a GET only looks, for scanners follow links; a POST acts."""

from http import HTTPStatus
from typing import Any

from homing import bootstrap
from homing.adapters.page_renderer import security_headers
from homing.adapters.resource_links import MAGNET_PATH
from homing.domain.errors import TransientError, UnknownPath
from homing.domain.pages import Page
from homing.lambda_events import HttpRequest
from homing.observability import journey_handler, logger
from homing.services.answers import Shown

METHODS = ("GET", "HEAD", "POST")

HttpAnswer = dict[str, Any]

bootstrap.at_start(bootstrap.leave, bootstrap.answers, bootstrap.pages)


@journey_handler
def handler(event: dict[str, Any], context: object) -> HttpAnswer:
    """Show the page of a mail's link, or take what its reader says there."""
    request = HttpRequest.of(event)
    if request.method not in METHODS:
        return _plain(HTTPStatus.METHOD_NOT_ALLOWED, {"allow": ", ".join(METHODS)})
    try:
        if request.path.startswith(MAGNET_PATH):
            return _given_away(request)
        shown = _shown(request)
        status = HTTPStatus.OK if shown.complete else HTTPStatus.UNPROCESSABLE_ENTITY
        answer = _plain(HTTPStatus.OK) if _is_one_click(request) else _page(shown, status)
    except UnknownPath:
        answer = _page(Shown(page="unknown", locale=_language(request)), HTTPStatus.NOT_FOUND)
    except TransientError as error:
        logger.warning("page unavailable", error=type(error).__name__, reason=str(error))
        shown = Shown(page="unavailable", locale=_language(request))
        answer = _page(shown, HTTPStatus.SERVICE_UNAVAILABLE)
    return answer | {"body": ""} if request.method == "HEAD" else answer


def _given_away(request: HttpRequest) -> HttpAnswer:
    """Lead on to what the shop gives away; nothing is counted, so whoever only looks gets the same."""
    url = bootstrap.giveaways()(request.path.removeprefix(MAGNET_PATH).strip("/"))
    if url is None:
        return _page(Shown(page="expired", locale=_language(request)), HTTPStatus.GONE)
    return _plain(HTTPStatus.FOUND, {"location": url, "cache-control": "no-store"})


def _shown(request: HttpRequest) -> Shown:
    name, _, token = request.path.strip("/").partition("/")
    page = next((each for each in Page if each == name), None)
    posted = request.method == "POST"
    match page:
        case None:
            raise UnknownPath("There is no page at this path.")
        case Page.UNSUBSCRIBE if posted:
            return Shown(page="unsubscribed", locale=bootstrap.leave()(token))
        case Page.UNSUBSCRIBE:
            return Shown(page="unsubscribe", locale=bootstrap.leave().locale(token))
        case _ if posted:
            return bootstrap.answers().take(page, token, request.form)
        case _:
            return bootstrap.answers().look(page, token, request.query)


def _is_one_click(request: HttpRequest) -> bool:
    """Whether a mail program posts for its user (RFC 8058), as a form or as multipart, and wants no page."""
    posted = request.method == "POST"
    return posted and b"List-Unsubscribe" in request.body and b"One-Click" in request.body


def _language(request: HttpRequest) -> str:
    """What the browser asks for first, for a reader whom we do not know."""
    return request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()


def _page(shown: Shown, status: HTTPStatus) -> HttpAnswer:
    html = bootstrap.pages().render(shown.page, shown.locale, shown.context)
    headers = {"content-type": "text/html; charset=utf-8", **security_headers(html)}
    return {"statusCode": status.value, "headers": headers, "body": html}


def _plain(status: HTTPStatus, more: dict[str, str] | None = None) -> HttpAnswer:
    headers = {"content-type": "text/plain; charset=utf-8", **security_headers(""), **(more or {})}
    return {"statusCode": status.value, "headers": headers, "body": ""}
