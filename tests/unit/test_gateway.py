"""The door on a laptop leads a request as API Gateway does: to the most exact path, or nowhere."""

import pytest

from local.gateway import Gateway, route_of


@pytest.mark.parametrize(
    ("method", "path", "function"),
    [
        ("POST", "/webhooks/shopify/orders/create", "webhook"),
        ("POST", "/v1/track", "track"),
        ("POST", "/v1/forms/demo", "forms"),
        ("GET", "/v1/magnet/token", "pages"),
        ("GET", "/unsubscribe/token", "pages"),
        ("PATCH", "/unsubscribe/token", "pages"),
        ("GET", "/v1/track", None),
        ("POST", "/v1/", None),
        ("POST", "/v1/track/again", None),
        ("POST", "/webhooks/shopify/", None),
        ("GET", "/", None),
    ],
)
def test_a_request_finds_the_function_of_the_most_exact_path(
    method: str, path: str, function: str | None
) -> None:
    found = route_of(method, path)

    assert (found.function if found else None) == function


def test_a_function_that_raises_is_a_500_that_says_nothing_of_it() -> None:
    def broken(function: str, event: object) -> dict[str, object]:
        raise ValueError("ada@example.com")

    answer = Gateway(broken).answer("POST", "/v1/track", {}, b"{}")

    assert (answer.status, answer.body) == (500, b'{"message":"Internal Server Error"}')


def test_more_than_ten_megabytes_never_reach_a_function() -> None:
    def never(function: str, event: object) -> dict[str, object]:
        raise AssertionError(function)

    assert Gateway(never).answer("POST", "/v1/track", {}, b" " * 10_485_761).status == 413
