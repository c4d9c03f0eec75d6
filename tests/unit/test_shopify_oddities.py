"""Whatever JSON a webhook holds, reading it raises nothing and tells only what the system can carry."""

import copy
import dataclasses
import itertools
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from homing.adapters import shopify
from homing.domain.events import Event
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.recorded import (
    ARRIVED,
    CART,
    CHECKOUT,
    CONSENT,
    CUSTOMER,
    DRAFT_ORDER,
    ORDER,
    PRODUCT,
    REFUND,
    recorded,
    seen,
)

SAMPLES = (CART, CHECKOUT, CONSENT, CUSTOMER, DRAFT_ORDER, ORDER, PRODUCT, REFUND)

ODD_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**99, -(10**99), 0, -1, 2**63]),
    st.floats(),
    st.text(),
    st.sampled_from(
        [
            "",
            " ",
            "NaN",
            "Infinity",
            "1e999999999",
            "-0",
            "1E-999999",
            "9" * 50,
            "\ud83d",
            "\x00",
            "@",
            "a@b",
            "0001-01-01T00:00:00+14:00",
            "9999-12-31T23:59:59-14:00",
            "2026-01-01",
            "gid://shopify/Customer/",
            "https://[",
        ]
    ),
)
ODD = st.recursive(
    ODD_SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def paths(value: Any, prefix: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside a payload."""
    children: Any = ()
    if isinstance(value, dict):
        children = value.items()
    elif isinstance(value, list):
        children = enumerate(value)
    for key, child in children:
        yield (*prefix, key)
        yield from paths(child, (*prefix, key))


@st.composite
def mutilated(draw: st.DrawFn) -> dict[str, Any]:
    """A recorded payload, a few of whose values are gone or odd."""
    payload = copy.deepcopy(recorded(draw(st.sampled_from(SAMPLES))))
    for _ in range(draw(st.integers(1, 6))):
        ways = list(paths(payload))
        if not ways:
            break
        *way, last = draw(st.sampled_from(ways))
        parent: Any = payload
        for key in way:
            parent = parent[key]
        if draw(st.booleans()):
            parent[last] = draw(ODD)
        else:
            del parent[last]
    return payload


def leaves(value: Any) -> Iterator[Any]:
    """Every plain value of an event."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from leaves(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def assert_carriable(event: Event | None) -> None:
    """No key, row or clock of ours refuses what the event holds."""
    if event is None:
        return
    assert event.time.at <= ARRIVED
    for leaf in leaves(event):
        match leaf:
            case str():
                assert len(leaf.encode()) <= 4 * 2000
            case Decimal():
                assert leaf.is_finite()
                assert len(leaf.as_tuple().digits) <= 38
            case datetime():
                assert leaf.utcoffset() == timedelta(0)
                assert leaf.year >= 1970
            case _:
                assert leaf is None or isinstance(leaf, bool | int | dict)
    keys = (*event.identity.person_aliases(), *event.identity.cart_aliases())
    assert all(len(key.encode()) <= 2048 for key in keys)
    if event.cart is not None:
        assert event.cart.key
        assert all(item.quantity > 0 for item in event.cart.items)
    if event.refund is not None:
        assert event.refund.amount >= 0


@given(topic=st.sampled_from(sorted(shopify.TOPICS)), payload=mutilated())
@settings(max_examples=400, deadline=None)
def test_a_mutilated_payload_raises_nothing(topic: str, payload: dict[str, Any]) -> None:
    assert_carriable(seen(topic, payload))


@given(topic=st.sampled_from(sorted(shopify.TOPICS)), payload=ODD)
@settings(max_examples=200, deadline=None)
def test_arbitrary_json_raises_nothing(topic: str, payload: Any) -> None:
    assert_carriable(seen(topic, payload))


@given(payload=mutilated(), topic=st.sampled_from(sorted(shopify.TOPICS)))
@settings(max_examples=50, deadline=None)
def test_reading_twice_gives_the_same_event(payload: dict[str, Any], topic: str) -> None:
    assert seen(topic, payload) == seen(topic, payload)


@pytest.mark.parametrize("odd", [None, [], {}, "", "x", 0, 1.5, True])
def test_a_payload_with_every_value_odd_raises_nothing(odd: Any) -> None:
    for topic, sample in itertools.product(shopify.TOPICS, SAMPLES):
        assert_carriable(seen(topic, dict.fromkeys(recorded(sample), odd)))


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": ' + b"9" * 5_000 + b"}",
        b'{"id": 1, "total_price": 1e999999999999999999999}',
        b'{"id": 1, "total_price": NaN, "updated_at": -Infinity}',
        b'{"id": 1, "line_items": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b'\xef\xbb\xbf{"id": 1}',
        json.dumps({"id": 1}).encode("utf-16"),
        b'{"id": 1, "id": 2}',
    ],
    ids=[
        "endless id",
        "endless exponent",
        "no numbers",
        "deep",
        "byte order mark",
        "UTF-16",
        "twice the key",
    ],
)
def test_json_at_the_edge_of_json_raises_nothing(body: bytes) -> None:
    assert_carriable(seen("orders/create", body))


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_slash_that_shopify_escapes_changes_nothing(sample: str) -> None:
    plain = json.dumps(recorded(sample)).encode()

    for topic in shopify.TOPICS:
        assert seen(topic, plain.replace(b"/", b"\\/")) == seen(topic, plain)
