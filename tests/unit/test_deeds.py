"""What history keeps of an event: little, and nothing that no table takes."""

from decimal import Decimal
from typing import Any

from homing.domain.deeds import MOST_BYTES, deed_of, plain
from homing.domain.events import Event, EventName
from homing.domain.order import Order
from homing.domain.time import Stamp
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import at

NOW = at("2026-03-04 11:00")
STAMP = Stamp.of(NOW, NOW)


def test_a_deed_keeps_name_time_and_plain_properties() -> None:
    told = {"product_id": "7", "price": 9.9, "count": 3, "first": True, "tags": ["a"], "place": {"city": "x"}}
    event = Event(id="e", name="Product Viewed", time=STAMP, arrived_at=NOW, properties=told)

    deed = deed_of(event)

    assert (deed.name, deed.at) == ("Product Viewed", NOW)
    assert deed.properties == {"product_id": "7", "price": Decimal("9.9"), "count": 3, "first": True}


def test_an_order_is_remembered_with_what_it_came_to() -> None:
    order = Order(id="1001", time=STAMP, total=Decimal("298.00"), currency="NOK")
    event = Event(id="e", name=EventName.ORDER_COMPLETED, time=STAMP, arrived_at=NOW, order=order)

    assert deed_of(event).properties == {"order_id": "1001", "total": Decimal("298.00"), "currency": "NOK"}


def test_what_has_no_room_is_left_out_and_the_rest_is_kept() -> None:
    long = {f"text_{n}": "x" * 190 for n in range(8)}

    kept = plain({"essay": "x" * 5000, **long, "sku": "7"})

    assert "essay" not in kept
    assert kept["sku"] == "7"
    assert 0 < sum(name in kept for name in long) < 8


def test_numbers_that_no_table_holds_and_broken_text_are_left_out() -> None:
    odd = {
        "nan": float("nan"),
        "inf": float("inf"),
        "long": 10**60,
        "huge": Decimal("1e120"),
        "half": "\ud800",
    }

    assert plain({**odd, "": "nameless", "fine": 1}) == {"fine": 1}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(), each, max_size=3),
)


@given(st.dictionaries(st.text(), json_values, max_size=30))
def test_whatever_is_told_there_is_room_for_it(told: dict[str, Any]) -> None:
    kept = plain(told)

    assert sum(len(f"{name}{value}".encode()) for name, value in kept.items()) <= MOST_BYTES
    assert kept.keys() <= told.keys()
    assert plain(kept) == kept
