"""The door on a laptop: requests find their function as API Gateway's HTTP API leads them, also by WSGI."""

import base64
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from homing.routes import ROUTES, Route

from local.api import http_request

LARGEST = 10 * 1024 * 1024
"""Bytes of a body that API Gateway takes, whatever stands behind it."""

Invoke = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller sees."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def route_of(method: str, path: str) -> Route | None:
    """The route that takes a request; the one that says most in words goes first."""
    found = [
        each
        for each in ROUTES
        if _pattern(each).fullmatch(path) and (each.answers_any_method or method in each.methods)
    ]
    return max(found, key=lambda each: len(each.prefix), default=None)


def path_of(target: str) -> str:
    """The path that a request asks for."""
    return unquote(target.partition("?")[0])


def _pattern(route: Route) -> re.Pattern[str]:
    rest = ".+" if route.path.endswith("+}") else "[^/]+"
    return re.compile(re.escape(route.prefix) + rest, re.DOTALL)


class Gateway:
    """Leads requests to functions, which `invoke` calls by name."""

    def __init__(self, invoke: Invoke) -> None:
        self._invoke = invoke

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """The answer to one request; a function that raises is API Gateway's own 500."""
        route = route_of(method, path_of(target))
        if route is None:
            return _own(HTTPStatus.NOT_FOUND)
        if len(body) > LARGEST:
            return _own(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            told = self._invoke(route.function, http_request(method, target, headers, body))
        except Exception:
            return _own(HTTPStatus.INTERNAL_SERVER_ERROR)
        text = told.get("body", "")
        raw = base64.b64decode(text) if told.get("isBase64Encoded") else text.encode()
        return Answer(told["statusCode"], told["headers"], raw)

    def __call__(
        self, environ: Mapping[str, Any], start_response: Callable[[str, list[tuple[str, str]]], object]
    ) -> Iterable[bytes]:
        """WSGI."""
        headers = {
            name.removeprefix("HTTP_").replace("_", "-").lower(): str(value)
            for name, value in environ.items()
            if name.startswith("HTTP_") or (name in {"CONTENT_TYPE", "CONTENT_LENGTH"} and value)
        }
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
        query = environ.get("QUERY_STRING", "")
        target = f"{path}?{query}" if query else path
        answer = self.answer(environ["REQUEST_METHOD"], target, headers, body)
        status = f"{answer.status} {HTTPStatus(answer.status).phrase}"
        start_response(status, [*answer.headers.items(), ("content-length", str(len(answer.body)))])
        return [answer.body]


def _own(status: HTTPStatus) -> Answer:
    """What API Gateway says itself."""
    return Answer(status, {"content-type": "application/json"}, f'{{"message":"{status.phrase}"}}'.encode())
