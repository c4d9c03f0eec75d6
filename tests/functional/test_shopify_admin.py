"""The Admin API's client, before a shop that answers as told."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
import urllib3
from homing.adapters.shopify.admin import API_VERSION, AdminApi
from homing.adapters.shopify.consent_mirror import ShopifyConsents
from homing.domain.errors import ServiceUnavailable, ShopRefused, Throttled

Answer = tuple[int, dict[str, str], Any]
DONE: Answer = (200, {}, {"data": {"shop": {"name": "Fjord & Fell"}}})


def failed(code: str) -> Answer:
    return 200, {}, {"errors": [{"message": "person1@example.com", "extensions": {"code": code}}]}


class Shop:
    """A shop on the loopback interface."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.asked: list[tuple[str, str | None, Any]] = []
        self.pauses: list[float] = []

    def api(self, port: int) -> AdminApi:
        class Plain(urllib3.PoolManager):
            """Speaks to the loopback interface what it is told to speak to the shop."""

            def request(self, method: str, url: str, **given: Any) -> Any:  # type: ignore[override]
                assert url.startswith("https://shop.example/")
                return super().request(method, f"http://127.0.0.1:{port}{url[20:]}", **given)

        http = Plain(timeout=urllib3.Timeout(connect=1, read=0.5), retries=False)
        return AdminApi("shop.example", lambda: "shpat_1", http=http, sleep=self.pauses.append)


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def api(shop: Shop) -> Iterator[AdminApi]:
    class Front(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            shop.asked.append((self.path, self.headers["x-shopify-access-token"], body))
            status, headers, told = shop.answers.pop(0)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(told if isinstance(told, bytes) else json.dumps(told).encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Front) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield shop.api(server.server_port)
        server.shutdown()
        thread.join()


def test_a_call_is_made_with_the_token_of_the_pinned_version(api: AdminApi, shop: Shop) -> None:
    shop.answers = [DONE]

    assert api.call("query { shop { name } }", {"first": 1}) == {"shop": {"name": "Fjord & Fell"}}
    assert shop.asked == [
        (
            f"/admin/api/{API_VERSION}/graphql.json",
            "shpat_1",
            {"query": "query { shop { name } }", "variables": {"first": 1}},
        )
    ]


@pytest.mark.parametrize("slow", [failed("THROTTLED"), (429, {}, {})])
def test_a_throttled_call_is_made_again_ever_later(slow: Answer, api: AdminApi, shop: Shop) -> None:
    shop.answers = [slow, slow, DONE]

    assert api.call("query", {})
    assert shop.pauses == [1.0, 2.0]


def test_the_shop_says_how_long_to_wait(api: AdminApi, shop: Shop) -> None:
    shop.answers = [(429, {"retry-after": "3.5"}, {}), (429, {"retry-after": "900"}, {}), DONE]

    assert api.call("query", {})
    assert shop.pauses == [3.5, 8.0]


def test_a_shop_that_stays_slow_is_left_for_later(api: AdminApi, shop: Shop) -> None:
    shop.answers = [failed("THROTTLED")] * 4

    with pytest.raises(Throttled):
        api.call("query", {})


@pytest.mark.parametrize("answer", [(503, {}, {}), (200, {}, b"<html>"), failed("INTERNAL_SERVER_ERROR")])
def test_a_shop_that_fails_may_do_better_later(answer: Answer, api: AdminApi, shop: Shop) -> None:
    shop.answers = [answer]

    with pytest.raises(ServiceUnavailable):
        api.call("query", {})


def test_a_shop_that_cannot_be_reached_may_be_reached_later(shop: Shop) -> None:
    with pytest.raises(ServiceUnavailable):
        shop.api(1).call("query", {})


@pytest.mark.parametrize("answer", [(401, {}, {}), (403, {}, {}), (404, {}, {}), failed("ACCESS_DENIED")])
def test_a_refusal_says_what_to_look_at_and_quotes_nobody(answer: Answer, api: AdminApi, shop: Shop) -> None:
    shop.answers = [answer]

    with pytest.raises(ShopRefused) as refused:
        api.call("query", {})

    assert "Shopify" in str(refused.value)
    assert "@" not in str(refused.value)


def test_a_redirect_is_not_followed_with_the_token(api: AdminApi, shop: Shop) -> None:
    shop.answers = [(302, {"location": "https://elsewhere.example/"}, {})]

    with pytest.raises(ServiceUnavailable):
        api.call("query", {})

    assert len(shop.asked) == 1


LEFT = datetime(2026, 3, 2, 11, tzinfo=UTC)


def test_a_withdrawal_is_written_to_the_customer_with_its_time(api: AdminApi, shop: Shop) -> None:
    shop.answers = [(200, {}, {"data": {"customerEmailMarketingConsentUpdate": {"userErrors": []}}})]

    assert ShopifyConsents(api).withdraw("7", LEFT)

    ((_, _, body),) = shop.asked
    assert "customerEmailMarketingConsentUpdate" in body["query"]
    assert body["variables"]["input"] == {
        "customerId": "gid://shopify/Customer/7",
        "emailMarketingConsent": {
            "marketingState": "UNSUBSCRIBED",
            "consentUpdatedAt": "2026-03-02T11:00:00.000Z",
        },
    }


def test_a_customer_whom_the_shop_does_not_have_is_no_failure(api: AdminApi, shop: Shop) -> None:
    mistakes = {"userErrors": [{"code": "INVALID", "field": ["customerId"]}]}
    shop.answers = [(200, {}, {"data": {"customerEmailMarketingConsentUpdate": mistakes}})]

    assert not ShopifyConsents(api).withdraw("7", LEFT)
