"""What an enrollment is about."""

from decimal import Decimal
from typing import Any

from homing.domain.cart import Cart
from homing.domain.contact import Contact
from homing.domain.time import Stamp
from homing.domain.workflow import Workflow
from homing.services.occurrence import occurrence_key

from tests.builders import at

CONTACT = Contact(id="c-1")
CART = Cart(key="cart#t1", changed=Stamp.of(None, at("2026-03-02 10:00")))


def workflow(names: Any, **changes: Any) -> Workflow:
    return Workflow.model_validate(
        {
            "name": "reminder",
            "title": "Reminder",
            "status": "live",
            "stage": "after",
            "trigger": {"type": "event", "event": "Plan Started"},
            "key": names,
            "steps": [{"id": "due", "type": "email"}],
        }
        | changes
    )


def key(names: Any, trigger: dict[str, Any]) -> str:
    return occurrence_key(workflow(names), CONTACT, trigger)


def test_a_contact_is_its_own_key() -> None:
    assert key("contact", {"plan": "p1"}) == "c-1"


def test_a_cart_is_its_own_key() -> None:
    quiet = {"type": "quiet", "events": ["Cart Updated"], "for": "1h"}

    assert occurrence_key(workflow("cart", trigger=quiet), CONTACT, {}, CART) == "cart#t1"


def test_named_properties_follow_in_their_order() -> None:
    assert key(["plan", "service"], {"service": "spa", "plan": 7}) == "c-1|7|spa"


def test_a_missing_property_is_empty() -> None:
    assert key(["plan", "service"], {"plan": None}) == "c-1||"


def test_one_number_is_one_key_however_json_wrote_it() -> None:
    keys = {key(["plan"], {"plan": each}) for each in (7, 7.0, Decimal("7.0"), "7")}

    assert keys == {"c-1|7"}


def test_a_bar_in_a_value_does_not_make_two_values_one() -> None:
    assert key(["a", "b"], {"a": "x|y", "b": "z"}) != key(["a", "b"], {"a": "x", "b": "y|z"})
    assert key(["a", "b"], {"a": "x\\", "b": "z"}) != key(["a", "b"], {"a": "x", "b": "\\|z"})
