"""The shop's door: what it takes in, what it turns away, and what it says."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest
from homing import bootstrap
from homing.adapters.shop_file import load_shop
from homing.adapters.shopify import TOPICS
from homing.adapters.signatures import ShopifySignatures
from homing.domain.errors import ServiceUnavailable
from homing.neighbours import Neighbours

from functions.trigger import webhook
from local.clock import VirtualClock

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
SHOP = load_shop(Path(__file__).parents[2] / "shop.yaml")
SECRET, OLD_SECRET = "new-secret", "old-secret"
BODY = b'{"id":1,"note":"caf\\u00e9 \xc3\xa5"}'


class Queue(list[tuple[bytes, Mapping[str, str]]]):
    """What was queued; a broken one takes nothing."""

    broken = False

    def send(self, body: bytes, attributes: Mapping[str, str]) -> None:
        if self.broken:
            raise ServiceUnavailable("SendMessage: InternalError")
        self.append((body, attributes))


class Shopfront:
    """As much of a deployment as the door needs."""

    def __init__(self) -> None:
        self.shop = SHOP
        self.clock = VirtualClock(NOW)
        self.event_queue = Queue()
        self.secrets: Sequence[str] = (SECRET,)
        self.check_signature = ShopifySignatures(lambda: self.secrets).check


@pytest.fixture
def shopfront() -> Iterator[Shopfront]:
    made = Shopfront()
    bootstrap.install(cast("Neighbours", made))
    yield made
    bootstrap.install(None)


def signature(body: bytes, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def headers(body: bytes = BODY, **changes: str) -> dict[str, str]:
    """Shopify's headers of a body, some changed."""
    return {
        "content-type": "application/json",
        "x-shopify-hmac-sha256": signature(body),
        "x-shopify-shop-domain": SHOP.shopify_domain,
        "x-shopify-webhook-id": "b54557e4",
    } | {f"x-shopify-{name.replace('_', '-')}": value for name, value in changes.items()}


def post(
    body: bytes = BODY,
    topic: str = "orders/create",
    given: Mapping[str, str] | None = None,
    *,
    as_base64: bool = False,
) -> dict[str, Any]:
    """Let a webhook come as API Gateway hands it on."""
    path = f"/webhooks/shopify/{topic}"
    answer: dict[str, Any] = webhook.handler(
        {
            "version": "2.0",
            "rawPath": path,
            "headers": headers(body) if given is None else dict(given),
            "requestContext": {"http": {"method": "POST", "path": path}, "stage": "$default"},
            "body": base64.b64encode(body).decode() if as_base64 else body.decode(),
            "isBase64Encoded": as_base64,
        },
        None,
    )
    return answer


def refusal(answer: Mapping[str, Any]) -> tuple[int, str]:
    """Status and sentence, which must be one that a person can act on."""
    sentence = answer["body"].strip()
    assert answer["headers"]["content-type"].startswith("text/plain")
    assert len(sentence.split()) > 1
    return answer["statusCode"], sentence


def test_a_signed_webhook_is_queued_as_it_came_and_answered(shopfront: Shopfront) -> None:
    answer = post()

    assert answer["statusCode"] == 200
    assert shopfront.event_queue == [
        (
            BODY,
            {"topic": "orders/create", "delivery_id": "b54557e4", "arrived_at": "2026-11-20T09:00:00.000Z"},
        )
    ]


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_every_topic_that_we_read_has_a_path(topic: str, shopfront: Shopfront) -> None:
    assert post(topic=topic)["statusCode"] == 200
    assert shopfront.event_queue[0][1]["topic"] == topic


def test_a_body_that_arrives_as_base64_is_queued_as_it_was_before(shopfront: Shopfront) -> None:
    body = json.dumps({"note": "Ålesund " * 2000}, ensure_ascii=False).encode()

    assert post(body, as_base64=True)["statusCode"] == 200
    assert shopfront.event_queue[0][0] == body


def test_a_webhook_without_a_signature_is_turned_away(shopfront: Shopfront) -> None:
    unsigned = headers()
    del unsigned["x-shopify-hmac-sha256"]

    assert refusal(post(given=unsigned)) == (401, "no signature")
    assert shopfront.event_queue == []


@pytest.mark.parametrize(
    "bad", ["", "x", signature(BODY, "another"), signature(BODY)[:-1], signature(BODY) * 2, "å" * 44]
)
def test_a_webhook_with_another_signature_is_turned_away(bad: str, shopfront: Shopfront) -> None:
    status, _ = refusal(post(given=headers(hmac_sha256=bad)))

    assert status == 401
    assert shopfront.event_queue == []


@pytest.mark.parametrize("position", range(0, len(BODY), 7))
def test_a_body_changed_by_one_byte_is_turned_away(position: int, shopfront: Shopfront) -> None:
    changed = bytearray(BODY)
    changed[position] ^= 1

    status, _ = refusal(post(bytes(changed), given=headers(BODY), as_base64=True))

    assert status == 401
    assert shopfront.event_queue == []


@pytest.mark.parametrize("body", [b"", b"not json", b'{"id":', b"\xff\xfe"])
def test_what_is_signed_but_no_json_is_a_bad_request(body: bytes, shopfront: Shopfront) -> None:
    status, sentence = refusal(post(body, as_base64=True))

    assert status == 400
    assert "JSON" in sentence
    assert shopfront.event_queue == []


@pytest.mark.parametrize("body", [b"null", b"[]", b'"text"', b"{}", b'{"id": 1, "x": "\\ud800"}'])
def test_odd_json_that_is_signed_is_never_refused(body: bytes, shopfront: Shopfront) -> None:
    assert post(body)["statusCode"] == 200
    assert shopfront.event_queue[0][0] == body


@pytest.mark.parametrize("topic", ["", "orders", "orders/create/1", "Orders/Create", "app/uninstalled"])
def test_a_path_without_topic_is_not_found_and_the_answer_names_those_there_are(
    topic: str, shopfront: Shopfront
) -> None:
    status, sentence = refusal(post(topic=topic))

    assert status == 404
    assert all(known in sentence for known in TOPICS)
    assert shopfront.event_queue == []


def test_another_shops_webhook_is_not_found_even_when_signed(shopfront: Shopfront) -> None:
    status, sentence = refusal(post(given=headers(shop_domain="another.myshopify.com")))

    assert status == 404
    assert SHOP.shopify_domain in sentence
    assert shopfront.event_queue == []


def test_old_and_new_secret_are_both_believed_while_the_secret_changes(shopfront: Shopfront) -> None:
    old = headers(hmac_sha256=signature(BODY, OLD_SECRET))
    shopfront.secrets = (SECRET, OLD_SECRET)

    assert post()["statusCode"] == 200
    assert post(given=old)["statusCode"] == 200

    shopfront.secrets = (SECRET,)

    assert post(given=old)["statusCode"] == 401
    assert len(shopfront.event_queue) == 2


@pytest.mark.parametrize("written", [str.upper, str.title, str.lower])
def test_headers_are_read_in_any_case(written: Any, shopfront: Shopfront) -> None:
    answer = post(given={written(name): value for name, value in headers(webhook_id="w-1").items()})

    assert answer["statusCode"] == 200
    assert shopfront.event_queue[0][1]["delivery_id"] == "w-1"


def test_the_door_says_yes_only_once_the_queue_has_it_so_that_shopify_tries_again(
    shopfront: Shopfront,
) -> None:
    shopfront.event_queue.broken = True

    # API Gateway answers 500 for a function that raises.
    with pytest.raises(ServiceUnavailable):
        post()

    shopfront.event_queue.broken = False

    assert post()["statusCode"] == 200
    assert len(shopfront.event_queue) == 1
