"""The recipients' pages, `/<page>/<token>`: a GET only looks, for scanners follow links; a POST acts."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from homing import bootstrap, http_answers
from homing.domain.consent_ledger import Evidence
from homing.domain.errors import TransientError, UnknownPath
from homing.domain.pages import Page
from homing.http_answers import HttpAnswer
from homing.lambda_events import HttpRequest
from homing.observability import journey_handler, logger
from homing.routes import LARGEST_FORM, MAGNET, PAGE_METHODS
from homing.services.page_events import Shown

TOO_LARGE = "This is more than the page can take. Please write less and send it again."

bootstrap.at_start(
    bootstrap.leave, bootstrap.answers, bootstrap.confirm, bootstrap.preferences, bootstrap.pages
)


@journey_handler
def handler(event: dict[str, Any], context: object) -> HttpAnswer:
    """Show the page of a mail's link, or take what its reader says there."""
    request = HttpRequest.of(event)
    if request.method not in PAGE_METHODS:
        return http_answers.plain("", HTTPStatus.METHOD_NOT_ALLOWED, allow=", ".join(PAGE_METHODS))
    if len(request.body) > LARGEST_FORM:
        return http_answers.plain(TOO_LARGE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        if request.path.startswith(MAGNET.prefix):
            return _given_away(request)
        shown = _shown(request)
        status = HTTPStatus.OK if shown.complete else HTTPStatus.UNPROCESSABLE_ENTITY
        answer = http_answers.plain("") if _is_one_click(request) else _page(shown, status)
    except UnknownPath:
        answer = _page(Shown(page="unknown", locale=_language(request)), HTTPStatus.NOT_FOUND)
    except TransientError as error:
        logger.warning("page unavailable", error=type(error).__name__, reason=str(error))
        shown = Shown(page="unavailable", locale=_language(request))
        answer = _page(shown, HTTPStatus.SERVICE_UNAVAILABLE)
    return answer | {"body": ""} if request.method == "HEAD" else answer


def _given_away(request: HttpRequest) -> HttpAnswer:
    """Lead on to what the shop gives away; nothing is counted, so whoever only looks gets the same."""
    url = bootstrap.giveaways()(MAGNET.rest(request.path))
    if url is None:
        return _page(Shown(page="expired", locale=_language(request)), HTTPStatus.GONE)
    return http_answers.lead_on(HTTPStatus.FOUND, url)


def _shown(request: HttpRequest) -> Shown:
    name, _, token = request.path.strip("/").partition("/")
    page = next((each for each in Page if each == name), None)
    posted = request.method == "POST"
    match page:
        case None:
            raise UnknownPath("There is no page at this path.")
        case Page.UNSUBSCRIBE if posted and "undo" in request.form and not _is_one_click(request):
            return bootstrap.preferences().undo(token, _evidence(request, page))
        case Page.UNSUBSCRIBE:
            leave = bootstrap.leave()
            locale = leave(token, _evidence(request, page)) if posted else leave.locale(token)
            instead = bootstrap.preferences().instead(page, token)
            return Shown(page="unsubscribed" if posted else "unsubscribe", locale=locale, context=instead)
        case Page.PREFERENCES if posted:
            return bootstrap.preferences().take(token, request.form, _evidence(request, page))
        case Page.PREFERENCES:
            return bootstrap.preferences().look(token, request.query)
        case Page.CONFIRM if posted:
            return bootstrap.confirm().take(token, request.form, request.seen)
        case Page.CONFIRM:
            return bootstrap.confirm().look(token)
        case _ if posted:
            return bootstrap.answers().take(page, token, request.form)
        case _:
            return bootstrap.answers().look(page, token, request.query)


def _evidence(request: HttpRequest, page: Page) -> Evidence:
    return replace(request.seen, where=f"/{page}")


def _is_one_click(request: HttpRequest) -> bool:
    """Whether a mail program posts for its user (RFC 8058), as a form or as multipart, and wants no page."""
    posted = request.method == "POST"
    return posted and b"List-Unsubscribe" in request.body and b"One-Click" in request.body


def _language(request: HttpRequest) -> str:
    """What the browser asks for first, for a reader whom we do not know."""
    return request.headers.get("accept-language", "").split(",")[0].split(";")[0].strip()


def _page(shown: Shown, status: HTTPStatus) -> HttpAnswer:
    return http_answers.page(bootstrap.pages().render(shown.page, shown.locale, shown.context), status)
