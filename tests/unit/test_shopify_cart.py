"""What lies in a cart or checkout, in the one currency that the customer is shown."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from homing.domain.cart import Cart, LineItem
from homing.domain.time import Stamp, parse_iso

from tests.unit.recorded import ARRIVED, CART, CHECKOUT, recorded, told

USD = {"amount": "10.00", "currency_code": "USD"}
NOK = {"amount": "105.00", "currency_code": "NOK"}


def cart_of(topic: str, sample: str, **changes: Any) -> Cart:
    cart = told(topic, recorded(sample, **changes)).cart
    assert cart is not None
    return cart


def line(**fields: Any) -> dict[str, Any]:
    return {"title": "Shirt", "quantity": 1, "price": "10.00", **fields}


def test_a_checkout_tells_the_whole_cart() -> None:
    nano = LineItem(
        title="IPod Nano - 8GB",
        quantity=1,
        variant="Red",
        price=Decimal("199.00"),
        product_id="632910392",
        variant_id="49148385",
    )

    assert cart_of("checkouts/update", CHECKOUT) == Cart(
        key="68778783ad298f1c80c3bafcddeea02f",
        changed=Stamp.of(parse_iso("2012-10-12T07:05:27-04:00"), ARRIVED),
        cart_token="68778783ad298f1c80c3bafcddeea02f",
        checkout_token="2a1ace52255252df566af0faaedfbfa7",
        items=(nano, replace(nano, variant="Pink", variant_id="808950810")),
        currency="USD",
        total=Decimal("379.69"),
        url="https://checkout.local/548380009/checkouts/2a1ace52255252df566af0faaedfbfa7/recover",
        codes=("TENOFF",),
    )


def test_a_cart_tells_its_lines_and_their_currency_but_no_way_back() -> None:
    assert cart_of("carts/update", CART) == Cart(
        key="exampleCartId",
        changed=Stamp.of(parse_iso("2022-01-01T00:00:00Z"), ARRIVED),
        cart_token="exampleCartId",
        items=(
            LineItem(
                title="Example T-Shirt - Small",
                quantity=1,
                price=Decimal("19.99"),
                product_id="2",
                variant_id="1",
            ),
        ),
        currency="USD",
        total=Decimal("19.99"),
    )


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({}, "68778783ad298f1c80c3bafcddeea02f"),
        ({"cart_token": None}, "2a1ace52255252df566af0faaedfbfa7"),
        ({"cart_token": "", "token": 17}, "17"),
    ],
)
def test_the_key_is_the_carts_token_else_the_checkouts(changes: dict[str, Any], key: str) -> None:
    assert cart_of("checkouts/create", CHECKOUT, **changes).key == key


def test_a_checkout_without_tokens_is_no_cart_but_still_tells_who_was_there() -> None:
    event = told("checkouts/create", recorded(CHECKOUT, cart_token=None, token=None))

    assert event.cart is None
    assert event.identity.email == "bob.norman@mail.example.com"


@pytest.mark.parametrize(
    ("fields", "quantity"),
    [
        ({"quantity": 3}, 3),
        ({"quantity": "2"}, 2),
        ({"quantity": 2.0}, 2),
        ({"quantity": None}, 1),
        ({"quantity": []}, 1),
        ({"quantity": 1.5}, 1),
        ({"quantity": 0}, None),
        ({"quantity": -1}, None),
        ({"quantity": "0"}, None),
        ({"title": None}, None),
        ({"title": "  "}, None),
        ({"title": "", "presentment_title": "Skjorte"}, 1),
    ],
)
def test_a_line_counts_unless_it_has_no_name_or_was_taken_out(
    fields: dict[str, Any], quantity: int | None
) -> None:
    items = cart_of("checkouts/create", CHECKOUT, line_items=[line(**fields)]).items

    assert [item.quantity for item in items] == ([] if quantity is None else [quantity])


@pytest.mark.parametrize(
    ("variant", "expected"),
    [("Red", "Red"), ("Default Title", None), ("default title", None), ("", None), (None, None), (7, None)],
)
def test_the_only_variant_of_a_product_is_not_named(variant: Any, expected: str | None) -> None:
    (item,) = cart_of("carts/update", CART, line_items=[line(variant_title=variant)]).items

    assert item.variant == expected


@pytest.mark.parametrize(
    ("fields", "price"),
    [
        ({}, "10.00"),
        ({"price": 10}, "10"),
        ({"price": 9.95}, "9.95"),
        ({"price_set": {"shop_money": USD, "presentment_money": NOK}}, "105.00"),
        ({"price_set": {"shop_money": NOK, "presentment_money": USD}}, "105.00"),
        ({"price_set": {"shop_money": USD, "presentment_money": USD}}, None),
        ({"price_set": {"shop_money": USD, "presentment_money": None}}, "10.00"),
        ({"price_set": None}, "10.00"),
        ({"price": None}, None),
        ({"price": "-1.00"}, None),
        ({"price": "1e400"}, None),
        ({"price": "ten"}, None),
    ],
)
def test_a_price_is_in_the_currency_of_its_cart_or_is_not_told(
    fields: dict[str, Any], price: str | None
) -> None:
    cart = cart_of("checkouts/create", CHECKOUT, presentment_currency="NOK", line_items=[line(**fields)])

    assert cart.currency == "NOK"
    assert cart.items[0].price == (None if price is None else Decimal(price))


@pytest.mark.parametrize(
    ("changes", "currency"),
    [
        ({"presentment_currency": "nok"}, "NOK"),
        ({"presentment_currency": None}, "USD"),
        ({"presentment_currency": "kroner", "currency": 7}, None),
        (
            {
                "presentment_currency": None,
                "currency": None,
                "line_items": [line(price_set={"presentment_money": NOK})],
            },
            "NOK",
        ),
    ],
)
def test_a_checkout_is_shown_in_its_presentment_currency(
    changes: dict[str, Any], currency: str | None
) -> None:
    assert cart_of("checkouts/create", CHECKOUT, **changes).currency == currency


def test_a_cart_is_shown_in_the_currency_of_its_prices() -> None:
    shirt = line(quantity=2, price="10.00", price_set={"shop_money": USD, "presentment_money": NOK})

    cart = cart_of("carts/update", CART, line_items=[shirt])

    assert (cart.currency, cart.total, cart.items[0].price) == ("NOK", Decimal("210.00"), Decimal("105.00"))


@pytest.mark.parametrize(
    ("changes", "total"),
    [
        ({"total_price": "0.00"}, "0.00"),
        ({"total_price": 20}, "20"),
        ({"total_price": None}, "398.00"),
        ({"total_price": "NaN"}, "398.00"),
        ({"total_price": None, "line_items": []}, "0"),
        ({"total_price": None, "line_items": [line(), line(price=None)]}, None),
    ],
)
def test_the_total_is_told_or_added_up_or_unknown(changes: dict[str, Any], total: str | None) -> None:
    found = cart_of("checkouts/create", CHECKOUT, **changes).total

    assert found == (None if total is None else Decimal(total))


@pytest.mark.parametrize(
    "url", [None, "", 7, "javascript:alert(1)", "//example.com", "https://", 'https://a"b', "https://a b"]
)
def test_a_way_back_that_is_no_web_address_is_none(url: Any) -> None:
    assert cart_of("checkouts/create", CHECKOUT, abandoned_checkout_url=url).url is None


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ([{"code": "A"}, {"code": "B"}, {"code": "A"}], ("A", "B")),
        (["A", ""], ("A",)),
        ([{"code": None}, {}, None, 7], ()),
        ({"code": "A"}, ()),
        (None, ()),
    ],
)
def test_codes_are_read_once_each(codes: Any, expected: tuple[str, ...]) -> None:
    assert cart_of("checkouts/create", CHECKOUT, discount_codes=codes).codes == expected


def test_an_endless_cart_keeps_what_a_row_can_hold() -> None:
    cart = cart_of("carts/update", CART, line_items=[line(title="x" * 10_000)] * 5_000)

    assert len(cart.items) == 100
    assert len(cart.items[0].title) == 500
