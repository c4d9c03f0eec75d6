"""Carts: what two looks at one cart make of it, in either order."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from homing.domain.cart import Cart, LineItem, merge
from homing.domain.time import Stamp
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import MINUTE, at

NOW = at("2026-03-04 11:00")
SOCKS = LineItem(title="Wool socks", quantity=2)
SCARF = LineItem(title="Scarf", quantity=1)


def stamp(minutes: int = 0) -> Stamp:
    return Stamp(NOW + minutes * MINUTE, NOW + minutes * MINUTE)


def cart(minutes: int = 0, **known: Any) -> Cart:
    return Cart(key="t1", changed=stamp(minutes), **known)


some = st.none() | st.sampled_from(["a", "b"])
looks = st.builds(
    Cart,
    key=st.just("t1"),
    changed=st.integers(0, 1000).map(stamp),
    cart_token=st.none() | st.just("t1"),
    checkout_token=some,
    contact_id=some,
    items=st.lists(st.sampled_from([SOCKS, SCARF]), max_size=2).map(tuple),
    currency=some,
    total=st.none() | st.decimals(0, 100, places=2),
    url=some,
    codes=st.lists(st.sampled_from(["TEN", "SHIP"]), max_size=1).map(tuple),
    completed=st.booleans(),
)


@given(looks, looks.filter(lambda each: each.changed != stamp(0)))
def test_two_looks_at_a_cart_make_the_same_of_it_in_either_order(one: Cart, other: Cart) -> None:
    if one.changed == other.changed:
        one = replace(one, changed=stamp(0))

    assert merge(one, other) == merge(other, one)


@given(looks)
def test_a_look_told_twice_changes_nothing(look: Cart) -> None:
    assert merge(look, look) == look


@given(looks, looks)
def test_a_cart_that_was_bought_stays_bought(one: Cart, other: Cart) -> None:
    assert merge(one, other).completed is (one.completed or other.completed)


def test_the_newest_look_gives_items_and_total_though_it_arrives_first() -> None:
    newer = cart(5, items=(SCARF,), total=Decimal(30))

    known = merge(newer, cart(0, items=(SOCKS, SCARF), total=Decimal(328)))

    assert (known.items, known.total, known.changed) == ((SCARF,), Decimal(30), stamp(5))


def test_an_emptied_cart_is_empty() -> None:
    emptied = merge(cart(items=(SOCKS,), total=Decimal(298)), cart(1))

    assert (emptied.items, emptied.total) == ((), None)


def test_what_only_the_checkout_knows_is_kept_when_the_cart_changes() -> None:
    checkout = cart(checkout_token="k", contact_id="c-1", currency="NOK", url="https://x", codes=("TEN",))

    known = merge(checkout, cart(1, cart_token="t1", items=(SOCKS,)))

    assert known == replace(checkout, changed=stamp(1), cart_token="t1", items=(SOCKS,))


def test_what_we_noted_of_a_cart_is_not_forgotten_at_the_next_look() -> None:
    noted = merge(cart(armed=True, enrolled=True, refused=True), cart(1))

    assert (noted.armed, noted.enrolled, noted.refused) == (True, True, True)


def test_the_key_of_a_cart_stays_though_a_later_look_knows_a_better_one() -> None:
    first = Cart(key="k", changed=stamp(), checkout_token="k")

    assert merge(first, Cart(key="t1", changed=stamp(1), cart_token="t1", checkout_token="k")).key == "k"


def test_an_order_may_name_a_cart_by_either_token() -> None:
    assert cart(cart_token="t1", checkout_token="k").tokens() == ("cart#t1", "checkout#k")
    assert cart(checkout_token="k").tokens() == ("checkout#k",)
    assert cart().tokens() == ()
