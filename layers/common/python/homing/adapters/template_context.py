"""What a template may ask for: every name is there, whatever its caller knew."""

from collections.abc import Mapping
from copy import copy
from typing import Any

from jinja2 import Undefined

from homing.domain.shop_content import Content

# What a caller may leave out, so that a template can ask for it all the same.
ABSENT: Mapping[str, Any] = {
    "contact": {
        "first_name": None,
        "last_name": None,
        "email": None,
        "phone": None,
        "locale": None,
        "country": None,
        "currency": None,
        "hemisphere": None,
    },
    "links": {
        "preferences": None,
        "resource": None,
        "reminder": None,
        "survey": None,
        "poll": None,
        "confirm": None,
        "trap": None,
    },
    "season": None,
    "variant": None,
    "colleague": None,
    "product": None,
    "story": [],
    "reason": "subscribed",
    "cart": None,
    "offer": None,
    "products": [],
    "content": Content().model_dump(),
}
ABSENT_ITEM = {"variant": None, "quantity": 1, "price": None, "image": None, "url": None}
ABSENT_CART = {"total": None, "url": None}


class Told(dict[str, Any]):
    """What an event told, of which anything may be missing: asked for in a template, it is just not there."""

    def __getitem__(self, name: str) -> Any:
        """What was told, or something empty and false."""
        found = super().get(name)
        return Undefined(name=name) if found is None else Told(found) if isinstance(found, dict) else found


def completed(context: Mapping[str, object]) -> dict[str, Any]:
    """The context with every name that a template may ask for."""
    values: dict[str, Any] = copy(dict(context))
    for name, absent in ABSENT.items():
        given = values.get(name)
        if isinstance(absent, dict):
            values[name] = absent | dict(given or {})
        elif given is None:
            values[name] = absent
    if values["cart"] is not None:
        items = [ABSENT_ITEM | item for item in values["cart"]["items"]]
        values["cart"] = ABSENT_CART | values["cart"] | {"items": items}
    values["trigger"] = Told(values.get("trigger") or {})
    values.setdefault("in_segment", lambda _: False)
    values.setdefault("holds", lambda _: False)
    values.setdefault("product_by_id", lambda _: None)
    values.setdefault("products_by_tag", lambda _: [])
    values.setdefault("zone", values.get("shop", {}).get("zone"))
    return values
