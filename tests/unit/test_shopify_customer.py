"""What webhooks say of a person and of a product."""

from decimal import Decimal
from typing import Any

import pytest
from homing.domain.contact import Place
from homing.domain.events import Traits
from homing.domain.product import Product, Variant

from tests.unit.recorded import CHECKOUT, CUSTOMER, DRAFT_ORDER, ORDER, PRODUCT, recorded, told

OTTAWA = Place(country_code="CA", province_code="ON", country="Canada", province="Ontario", city="Ottawa")
LOUISVILLE = Place(
    country_code="US", province_code="KY", country="United States", province="Kentucky", city="Louisville"
)


def traits_of(topic: str, sample: str, **changes: Any) -> Traits:
    return told(topic, recorded(sample, **changes)).traits


def product_of(**changes: Any) -> Product:
    product = told("products/update", recorded(PRODUCT, **changes)).product
    assert product is not None
    return product


def test_a_customer_tells_names_and_address() -> None:
    assert traits_of("customers/create", CUSTOMER) == Traits(
        email="ada.testcustomer@example.com",
        customer_id="9641389523115",
        first_name="Ada",
        last_name="Testcustomer",
        phone="+16135550177",
        default_address=OTTAWA,
    )


def test_a_checkout_tells_the_buyer_the_addresses_and_the_language() -> None:
    assert traits_of("checkouts/create", CHECKOUT) == Traits(
        email="bob.norman@mail.example.com",
        customer_id="207119551",
        first_name="Bob",
        last_name="Norman",
        phone="+16136120707",
        browsing_locale="en",
        shipping=LOUISVILLE,
        billing=LOUISVILLE,
        default_address=LOUISVILLE,
        orders_count=1,
        total_spent=Decimal("199.65"),
    )


def test_an_order_of_nobody_tells_its_language_alone() -> None:
    assert traits_of("orders/create", DRAFT_ORDER) == Traits(browsing_locale="zh-TW")


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({}, "Bob"),
        ({"customer": None}, "Bob"),
        ({"customer": None, "shipping_address": None}, "Christopher"),
        ({"customer": {"first_name": "  Ada\n"}}, "Ada"),
        ({"customer": {"first_name": 7}, "shipping_address": [], "billing_address": "x"}, None),
    ],
)
def test_a_buyer_is_named_by_the_customer_else_by_an_address(
    changes: dict[str, Any], name: str | None
) -> None:
    assert traits_of("orders/create", ORDER, **changes).first_name == name


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"default_address": None}, OTTAWA),
        ({"default_address": {}, "addresses": []}, None),
        (
            {"default_address": None, "addresses": [{"city": "Oslo"}, {"city": "Bergen", "default": True}]},
            Place(city="Bergen"),
        ),
        ({"default_address": {"city": " ", "country_name": "Norway"}}, Place(country="Norway")),
        ({"default_address": "x", "addresses": {}}, None),
    ],
)
def test_a_customer_lives_at_the_default_address(changes: dict[str, Any], expected: Place | None) -> None:
    assert traits_of("customers/update", CUSTOMER, **changes).default_address == expected


@pytest.mark.parametrize(
    ("raw", "expected"), [(3, 3), ("3", 3), (0, 0), (-1, None), ("x", None), (None, None), (True, None)]
)
def test_orders_are_counted_as_the_shop_counts(raw: Any, expected: int | None) -> None:
    assert traits_of("customers/update", CUSTOMER, orders_count=raw).orders_count == expected


def test_a_name_stays_on_one_line_and_within_bounds() -> None:
    traits = traits_of("customers/update", CUSTOMER, first_name="Ada\r\nBcc: x", last_name="x" * 9_999)

    assert traits.first_name == "Ada Bcc: x"
    assert len(traits.last_name or "") == 500


def test_half_a_surrogate_pair_does_not_travel_on() -> None:
    traits = traits_of("customers/update", CUSTOMER, first_name="A\ud83d", last_name="\U0001f600")

    assert (traits.first_name, traits.last_name) == ("A\ufffd", "\U0001f600")


def test_a_product_tells_what_no_cart_carries() -> None:
    product = product_of(status="active", published_at="2026-01-09T19:39:49-05:00")

    assert product == Product(
        id="1072481062",
        title="Burton Custom Freestyle 151",
        time=product.time,
        handle="burton-custom-freestyle-151",
        image="https://cdn.shopify.com/product.png",
        published=True,
        price=Decimal("0.00"),
        variants=(Variant(id="1070325053"),),
    )


@pytest.mark.parametrize(
    ("changes", "published"),
    [
        ({"status": "active", "published_at": "2026-01-09T19:39:49-05:00"}, True),
        ({"status": None, "published_at": "2026-01-09T19:39:49-05:00"}, True),
        ({"status": "active", "published_at": None}, False),
        ({"status": "Draft", "published_at": "2026-01-09T19:39:49-05:00"}, False),
        ({"status": "archived", "published_at": "2026-01-09T19:39:49-05:00"}, False),
    ],
)
def test_a_product_is_shown_or_not(changes: dict[str, Any], published: bool) -> None:
    assert product_of(**changes).published is published


def test_a_product_without_date_and_status_is_taken_as_shown() -> None:
    event = told("products/update", {"id": 1, "title": "Shirt"})

    assert event.product is not None
    assert event.product.published


@pytest.mark.parametrize(
    ("changes", "image"),
    [
        ({"image": None}, None),
        (
            {"image": None, "images": [{"src": "https://cdn/1.png"}, {"src": "https://cdn/2.png"}]},
            "https://cdn/1.png",
        ),
        ({"image": {"src": "data:x"}, "images": [None, {"src": "http://cdn/2.png"}]}, "http://cdn/2.png"),
        ({"image": "https://cdn/1.png"}, None),
    ],
)
def test_the_picture_is_the_products_own_else_its_first(changes: dict[str, Any], image: str | None) -> None:
    assert product_of(**changes).image == image


@pytest.mark.parametrize(
    ("variants", "price"),
    [
        ([{"price": "30.00"}, {"price": "9.50"}, {"price": None}], "9.50"),
        ([{"price": "-1"}, {"price": "x"}], None),
        (None, None),
    ],
)
def test_a_product_costs_what_its_cheapest_variant_does(variants: Any, price: str | None) -> None:
    assert product_of(variants=variants).price == (None if price is None else Decimal(price))
