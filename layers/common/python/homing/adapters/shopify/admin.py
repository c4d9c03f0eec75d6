"""Shopify's Admin API, asked in GraphQL: one call, tried again while the shop asks us to slow down."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError

from homing.domain.errors import ServiceUnavailable, ShopRefused, Throttled

API_VERSION = "2026-07"
"""Of the Admin API; Shopify keeps a version for a year."""

TIMEOUT = urllib3.Timeout(connect=2, read=8)
TRIES = 4
LONGEST_PAUSE = 8.0  # seconds

_REFUSED = frozenset({401, 402, 403, 404, 423})
"""No token, a token without the scope, a shop that is frozen, locked or not there."""


class AdminApi:
    """The shop's own data, read and written with an app's token; the token is asked for at each call."""

    def __init__(
        self,
        domain: str,
        token: Callable[[], str],
        *,
        http: urllib3.PoolManager | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url = f"https://{domain}/admin/api/{API_VERSION}/graphql.json"
        self._token = token
        self._http = http or urllib3.PoolManager(timeout=TIMEOUT, retries=False)
        self._sleep = sleep

    def call(self, query: str, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """What the shop answers: the `data` of its answer.

        Raises:
            Throttled, ServiceUnavailable: not now.
            ShopRefused: not ever, unless somebody changes the token, its scopes or the call.
        """
        body = json.dumps({"query": query, "variables": dict(variables)}).encode()
        for attempt in range(1, TRIES + 1):
            try:
                return self._once(body)
            except Throttled as slow:
                if attempt == TRIES:
                    raise
                self._sleep(min(LONGEST_PAUSE, _asked_pause(slow) or 2.0 ** (attempt - 1)))
        raise AssertionError  # the last try returned or raised

    def _once(self, body: bytes) -> Mapping[str, Any]:
        headers = {"content-type": "application/json", "x-shopify-access-token": self._token()}
        try:
            # A redirect would carry the token elsewhere.
            answer = self._http.request("POST", self._url, body=body, headers=headers, redirect=False)
        except HTTPError as error:
            raise ServiceUnavailable(f"Shopify: {type(error).__name__}") from None
        if answer.status == 429:
            raise _throttled(answer.headers.get("retry-after"))
        if answer.status in _REFUSED:
            raise ShopRefused(
                f"Shopify answers {answer.status}: check the token (homing secret set shopify-admin), its "
                "scopes, and shopify_domain in shop.yaml."
            )
        if answer.status != 200:
            raise ServiceUnavailable(f"Shopify answers {answer.status}")
        return _data(answer.data)


def _data(body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        raise ServiceUnavailable("Shopify's answer is no JSON") from None
    errors = told.get("errors") if isinstance(told, dict) else None
    codes = _codes(errors)
    if "THROTTLED" in codes:
        raise _throttled(None)
    if "INTERNAL_SERVER_ERROR" in codes:
        raise ServiceUnavailable("Shopify: INTERNAL_SERVER_ERROR")
    data = told.get("data") if isinstance(told, dict) else None
    if errors or not isinstance(data, dict):
        raise ShopRefused(f"Shopify refuses the call: {', '.join(sorted(codes)) or 'it says not why'}.")
    return data


def _codes(errors: object) -> frozenset[str]:
    """The codes of GraphQL errors; their messages may quote what was sent."""
    listed: Sequence[Any] = errors if isinstance(errors, list) else ()
    extensions = (each.get("extensions") for each in listed if isinstance(each, dict))
    return frozenset(str(each.get("code")) for each in extensions if isinstance(each, dict))


def _throttled(retry_after: str | None) -> Throttled:
    return Throttled("Shopify asks us to slow down", *([retry_after] if retry_after else []))


def _asked_pause(slow: Throttled) -> float | None:
    try:
        return max(0.0, float(slow.args[1]))
    except (IndexError, ValueError):
        return None
