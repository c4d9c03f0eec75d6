"""What webhooks tell of products, stock, and of customers who go or prove to be one."""

from typing import Any

import pytest
from homing.domain.consent import ConsentSource, ConsentState
from homing.domain.contact import Identity, Merge
from homing.domain.product import Product, StockLevel, Variant

from tests.unit.recorded import (
    ARRIVED,
    CUSTOMER_DELETED,
    CUSTOMERS_MERGED,
    INVENTORY,
    ORDER,
    PRODUCT,
    PRODUCT_DELETED,
    recorded,
    seen,
    told,
)


def product(**changes: Any) -> Product:
    found = told("products/update", recorded(PRODUCT, **changes)).product
    assert found is not None
    return found


def variant(**changes: Any) -> Variant:
    (found,) = product(variants=[{"id": 1, "inventory_item_id": 9} | changes]).variants
    return found


TAGS = ["Lasts_Days: 60", "needs_learning", " wool"]


@pytest.mark.parametrize("tags", [TAGS, ",".join(TAGS)])
def test_tags_say_how_long_a_product_lasts_and_whether_it_needs_learning(tags: Any) -> None:
    found = product(tags=tags)

    assert (found.lasts_days, found.needs_learning) == (60, True)
    assert "wool" in found.tags


@pytest.mark.parametrize("tags", ["", "lasts_days:0", "lasts_days:soon", "lasts_days:99999", None, 7])
def test_a_tag_that_says_no_number_of_days_says_nothing(tags: Any) -> None:
    assert product(tags=tags).lasts_days is None


@pytest.mark.parametrize(
    ("changes", "available"),
    [
        ({"inventory_quantity": 3}, True),
        ({"inventory_quantity": 0}, False),
        ({"inventory_quantity": -2}, False),
        ({"inventory_quantity": 0, "inventory_policy": "continue"}, True),
        ({"inventory_quantity": 0, "inventory_management": None}, True),
        ({"inventory_quantity": 0, "inventory_management": "shopify"}, False),
        ({}, None),
    ],
)
def test_a_variant_can_be_bought_if_there_is_one_or_nobody_counts(
    changes: dict[str, Any], available: bool | None
) -> None:
    assert variant(**changes) == Variant(id="1", item="9", available=available)


def test_stock_is_told_by_the_warehouses_name_of_a_variant() -> None:
    event = told("inventory_levels/update", recorded(INVENTORY))

    assert event.stock == StockLevel(item="271878346596884015", available=True, time=event.time)
    assert told("inventory_levels/update", recorded(INVENTORY, available=0)).stock != event.stock


@pytest.mark.parametrize("changes", [{"available": None}, {"inventory_item_id": None}, {"available": "many"}])
def test_stock_that_nobody_counts_tells_nothing(changes: dict[str, Any]) -> None:
    assert seen("inventory_levels/update", recorded(INVENTORY, **changes)) is None


def test_levels_in_two_places_at_one_time_are_two_happenings() -> None:
    ids = {told("inventory_levels/update", recorded(INVENTORY, location_id=n)).id for n in (1, 2)}

    assert len(ids) == 2


def test_a_deleted_product_is_gone() -> None:
    assert told("products/delete", recorded(PRODUCT_DELETED)).gone == "788032119674292922"
    assert seen("products/delete", {}) is None


def test_two_customers_prove_to_be_one() -> None:
    assert told("customers/merge", recorded(CUSTOMERS_MERGED)).merge == Merge(
        into="customer#1", gone=("customer#2",)
    )


@pytest.mark.parametrize("changes", [{"status": "failed"}, {"admin_graphql_api_customer_deleted_id": None}])
def test_a_merge_that_failed_tells_nothing(changes: dict[str, Any]) -> None:
    assert seen("customers/merge", recorded(CUSTOMERS_MERGED, **changes)) is None


def test_the_consent_of_a_deleted_customer_is_withdrawn() -> None:
    event = told("customers/delete", recorded(CUSTOMER_DELETED))

    assert event.identity == Identity(customer_id="706405506930370084")
    assert event.consent is not None
    assert event.consent.state is ConsentState.REDACTED
    assert event.consent.source is ConsentSource.DELETION
    assert event.time.at == ARRIVED


def test_an_order_that_left_the_house_is_no_second_order() -> None:
    event = told("orders/fulfilled", recorded(ORDER))

    assert event.order is None
    assert event.items == ()
    assert event.properties["order_id"]
