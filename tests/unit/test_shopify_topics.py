"""Which event a webhook tells, when it happened, and what makes two deliveries one event."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from homing.adapters.shopify import TOPICS
from homing.adapters.shopify.privacy import ASKS
from homing.adapters.shopify.topics import ONCE
from homing.domain.contact import Identity
from homing.domain.errors import MalformedEvent
from homing.domain.events import EventName

from tests.unit.recorded import (
    ARRIVED,
    CART,
    CHECKOUT,
    CONSENT,
    CUSTOMER,
    CUSTOMER_DELETED,
    CUSTOMERS_MERGED,
    DRAFT_ORDER,
    INVENTORY,
    ORDER,
    PRODUCT,
    PRODUCT_DELETED,
    REFUND,
    recorded,
    seen,
    told,
)

TEXT_CONSENT = "shopify/customers_marketing_consent_update__shape-2026-07"

UNDATED = (CONSENT, TEXT_CONSENT)
"""Samples that tell no time of their own."""

EXAMPLES = [
    ("customers/create", CUSTOMER, EventName.CUSTOMER_CREATED),
    ("customers/update", CUSTOMER, EventName.CUSTOMER_UPDATED),
    ("customers_email_marketing_consent/update", CONSENT, EventName.CONSENT_UPDATED),
    ("checkouts/create", CHECKOUT, EventName.CHECKOUT_STARTED),
    ("checkouts/update", CHECKOUT, EventName.CHECKOUT_UPDATED),
    ("carts/create", CART, EventName.CART_UPDATED),
    ("carts/update", CART, EventName.CART_UPDATED),
    ("orders/create", ORDER, EventName.ORDER_COMPLETED),
    ("orders/paid", ORDER, EventName.ORDER_PAID),
    ("orders/cancelled", ORDER, EventName.ORDER_CANCELLED),
    ("refunds/create", REFUND, EventName.ORDER_REFUNDED),
    ("products/create", PRODUCT, EventName.PRODUCT_UPDATED),
    ("customers_marketing_consent/update", TEXT_CONSENT, EventName.CONSENT_UPDATED),
    ("products/update", PRODUCT, EventName.PRODUCT_UPDATED),
    ("products/delete", PRODUCT_DELETED, EventName.PRODUCT_DELETED),
    ("inventory_levels/update", INVENTORY, EventName.INVENTORY_UPDATED),
    ("orders/fulfilled", ORDER, EventName.ORDER_FULFILLED),
    ("customers/delete", CUSTOMER_DELETED, EventName.CUSTOMER_DELETED),
    ("customers/merge", CUSTOMERS_MERGED, EventName.CUSTOMER_MERGED),
]


@pytest.mark.parametrize(("topic", "sample", "name"), EXAMPLES)
def test_each_topic_tells_its_event(topic: str, sample: str, name: str) -> None:
    assert told(topic, recorded(sample)).name is name


def test_every_topic_has_an_example() -> None:
    assert {topic for topic, _, _ in EXAMPLES} == TOPICS - ASKS.keys()  # those are in test_shopify_privacy.py


@pytest.mark.parametrize("topic", ["checkouts/create", "checkouts/update"])
def test_a_checkout_with_a_completion_time_is_completed(topic: str) -> None:
    event = told(topic, recorded(CHECKOUT, completed_at="2022-04-05T12:51:55-04:00"))

    assert event.name is EventName.CHECKOUT_COMPLETED
    assert event.cart is not None
    assert event.cart.completed


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        ("customer.tags_added", recorded("shopify/customer.tags_added__shape-2026-07")),
        ("inventory_levels/update", {"id": 1}),
        ("orders/create", []),
        ("orders/create", None),
        ("orders/create", "text"),
        ("orders/create", 7),
        ("orders/create", {}),
        ("carts/update", {"line_items": []}),
        ("customers/update", {"first_name": "Ada"}),
        ("refunds/create", {"id": 5}),
        ("products/update", {"id": 5}),
        ("orders/create", b"[" * 100_000 + b"]" * 100_000),
        ("no/such", b"not JSON"),
    ],
)
def test_what_tells_nothing_is_no_event(topic: str, payload: Any) -> None:
    assert seen(topic, payload) is None


@pytest.mark.parametrize("body", [b"", b"not JSON", b'{"id": 1', b"\xff\xfe\xfa", b'{"id": 1} {"id": 2}'])
def test_bytes_that_are_no_json_are_malformed(body: bytes) -> None:
    with pytest.raises(MalformedEvent) as raised:
        seen("orders/create", body)

    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, datetime(2012, 8, 24, 18, 2, 15, tzinfo=UTC)),
        ({"updated_at": None}, datetime(2008, 1, 10, 16, tzinfo=UTC)),
        ({"updated_at": "2026-01-01T00:00:00"}, datetime(2008, 1, 10, 16, tzinfo=UTC)),
        ({"updated_at": "yesterday", "processed_at": 7}, datetime(2007, 5, 4, tzinfo=UTC)),
        ({"updated_at": "0001-01-01T00:00:00Z"}, datetime(2008, 1, 10, 16, tzinfo=UTC)),
        ({"updated_at": "0001-01-01T00:00:00+14:00"}, datetime(2008, 1, 10, 16, tzinfo=UTC)),
        ({"updated_at": [], "processed_at": {}, "created_at": None}, ARRIVED),
    ],
)
def test_the_time_is_the_first_that_the_payload_tells_with_an_offset(
    changes: dict[str, Any], expected: datetime
) -> None:
    payload = recorded(ORDER, **{"created_at": "2007-05-04T00:00:00Z", **changes})

    assert told("orders/create", payload).time.at == expected


def test_an_event_never_happens_after_its_arrival_but_keeps_its_claim() -> None:
    later = ARRIVED + timedelta(hours=3)

    stamp = told("orders/create", recorded(ORDER, updated_at=later.isoformat())).time

    assert (stamp.at, stamp.claimed) == (ARRIVED, later)


@pytest.mark.parametrize(("topic", "sample", "name"), [e for e in EXAMPLES if e[1] not in UNDATED])
def test_the_same_body_under_another_delivery_is_the_same_event(topic: str, sample: str, name: str) -> None:
    first = told(topic, recorded(sample))
    later = ARRIVED + timedelta(hours=1)

    assert told(topic, recorded(sample), delivery_id="d-2", arrived_at=later).id == first.id


@pytest.mark.parametrize(
    ("topic", "sample"),
    [(t, sample) for t, sample, _ in EXAMPLES if sample not in (CONSENT, REFUND) and t not in ONCE],
)
def test_without_a_version_each_delivery_is_an_event_of_its_own(topic: str, sample: str) -> None:
    payload = recorded(sample, updated_at=None)

    assert told(topic, payload, delivery_id="a").id == told(topic, payload, delivery_id="a").id
    assert told(topic, payload, delivery_id="a").id != told(topic, payload, delivery_id="b").id


def test_events_of_one_order_differ_by_topic_and_version() -> None:
    topics = ("orders/create", "orders/paid", "orders/cancelled")
    versions = ("2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z")

    ids = {told(topic, recorded(ORDER, updated_at=v)).id for topic in topics for v in versions}

    assert len(ids) == 6


@pytest.mark.parametrize(("kind", "sample"), [("carts", CART), ("products", PRODUCT)])
def test_a_creation_and_an_update_are_two_events_of_one_name(kind: str, sample: str) -> None:
    created, updated = (told(f"{kind}/{verb}", recorded(sample)) for verb in ("create", "update"))

    assert created.name is updated.name
    assert created.id != updated.id


def test_a_version_is_an_instant_however_it_is_written() -> None:
    there = told("orders/create", recorded(ORDER, updated_at="2026-01-01T02:00:00+02:00"))
    here = told("orders/create", recorded(ORDER, updated_at="2026-01-01T00:00:00.000Z"))

    assert there.id == here.id


def test_two_states_of_consent_within_one_second_are_two_events() -> None:
    at = "2026-11-22T11:00:00Z"

    ids = {
        told(
            "customers_email_marketing_consent/update",
            recorded(CONSENT, email_marketing_consent={"state": state, "consent_updated_at": at}),
        ).id
        for state in ("subscribed", "unsubscribed")
    }

    assert len(ids) == 2


def test_an_id_is_a_short_hash_that_shows_no_one() -> None:
    payload = {"email_address": "ada@example.com", "email_marketing_consent": {"state": "subscribed"}}

    event = told("customers_email_marketing_consent/update", payload)

    assert len(event.id) == 32
    assert set(event.id) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    ("topic", "payload", "identity"),
    [
        (
            "customers/create",
            recorded(CUSTOMER),
            Identity(customer_id="9641389523115", email="ada.testcustomer@example.com"),
        ),
        (
            "customers_email_marketing_consent/update",
            recorded(CONSENT),
            Identity(customer_id="9641389523115"),
        ),
        (
            "customers_email_marketing_consent/update",
            recorded(CONSENT, customer_id=None, email_address=" Ada@Example.com "),
            Identity(email="ada@example.com"),
        ),
        ("carts/update", recorded(CART), Identity(cart_token="exampleCartId")),
        ("carts/update", recorded(CART, token=None), Identity(cart_token="exampleCartId")),
        (
            "checkouts/create",
            recorded(CHECKOUT),
            Identity(
                customer_id="207119551",
                email="bob.norman@mail.example.com",
                cart_token="68778783ad298f1c80c3bafcddeea02f",
                checkout_token="2a1ace52255252df566af0faaedfbfa7",
            ),
        ),
        (
            "orders/create",
            recorded(ORDER),
            Identity(
                customer_id="207119551",
                email="bob.norman@hostmail.com",
                cart_token="68778783ad298f1c80c3bafcddeea",
                checkout_token="bd5a8aa1ecd019dd3520ff791ee3a24c",
            ),
        ),
        (
            "orders/create",
            recorded(DRAFT_ORDER),
            Identity(checkout_token="ae0ed4e40b4fe3c339cc9be09ea0d41b"),
        ),
        ("refunds/create", recorded(REFUND), Identity()),
    ],
)
def test_an_event_carries_every_key_that_leads_to_a_contact_or_a_cart(
    topic: str, payload: dict[str, Any], identity: Identity
) -> None:
    assert told(topic, payload).identity == identity


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (123, "123"),
        ("123", "123"),
        (" 123 ", "123"),
        ("gid://shopify/Customer/123", "123"),
        ("gid://shopify/Customer/123?key=abc", "123"),
        (18_446_744_073_709_551_616, "18446744073709551616"),
        (0, None),
        ("0", None),
        (-1, None),
        ("", None),
        (True, None),
        (1.5, None),
        ([], None),
        ({}, None),
        (None, None),
        ("x" * 256, None),
    ],
)
def test_an_id_is_text_whatever_it_was(raw: Any, expected: str | None) -> None:
    assert told("customers/update", recorded(CUSTOMER, id=raw)).identity.customer_id == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "bob.norman@hostmail.com"),
        ({"email": " New@Example.COM "}, "new@example.com"),
        ({"email": "", "contact_email": "c@example.com"}, "c@example.com"),
        ({"email": None}, "bob.norman@hostmail.com"),
        ({"email": "no address", "customer": None}, None),
        ({"email": "a" * 400 + "@example.com", "customer": []}, None),
    ],
)
def test_an_order_is_mailed_to_its_own_address_first(changes: dict[str, Any], expected: str | None) -> None:
    event = told("orders/create", recorded(ORDER, **changes))

    assert event.identity.email == event.traits.email == expected
