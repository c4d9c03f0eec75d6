"""What the shop passes on of its customers' rights."""

import json

import pytest
from homing.adapters import shopify
from homing.adapters.shopify.privacy import ASKS
from homing.domain.privacy import Ask, Asked
from homing.services.intake import Ignored

from tests.builders import at
from tests.unit.recorded import recorded

NOW = at("2026-11-20 12:00")
NAMES = ("customer#191167", "email#john@example.com", "phone#555-625-1199")
ORDERS = ("order#299938", "order#280263", "order#220458")


def asked(topic: str, body: object) -> Asked:
    (found,) = shopify.heard(topic, json.dumps(body).encode(), delivery_id="d", arrived_at=NOW)
    assert isinstance(found, Asked)
    return found


@pytest.mark.parametrize(
    ("topic", "sample", "ask", "names"),
    [
        ("customers/data_request", "customers_data_request__shape-2026-07", Ask.EXPORT, (*NAMES, *ORDERS)),
        ("customers/redact", "customers_redact__shape-2026-07", Ask.ERASE, (*NAMES, *ORDERS)),
        ("shop/redact", "shop_redact__shape-2026-07", Ask.ERASE_SHOP, ()),
    ],
)
def test_each_topic_asks_for_what_it_is_for(
    topic: str, sample: str, ask: Ask, names: tuple[str, ...]
) -> None:
    found = asked(topic, recorded(f"shopify/{sample}"))

    assert (found.ask, found.names, found.asked_by) == (ask, names, topic)


def test_every_topic_of_rights_has_a_path() -> None:
    assert ASKS.keys() <= shopify.TOPICS


def test_the_same_wish_has_the_same_id_however_often_it_is_told_and_the_id_tells_nobody() -> None:
    body = recorded("shopify/customers_redact__shape-2026-07")

    assert asked("customers/redact", body).id == asked("customers/redact", body).id
    assert asked("customers/redact", {**body, "customer": {"id": 2}}).id != asked("customers/redact", body).id
    assert "john" not in asked("customers/redact", body).id


@pytest.mark.parametrize("body", [{}, [], {"customer": None}, {"customer": {"id": None}}, 7])
def test_a_wish_of_nobody_is_let_go(body: object) -> None:
    told = shopify.heard("customers/redact", json.dumps(body).encode(), delivery_id="d", arrived_at=NOW)

    assert told == [Ignored("customers/redact")]
