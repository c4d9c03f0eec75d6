"""Goods that were gone and come back: who asked is told, once, whatever came first."""

import json
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from homing.services import back_in_stock

from tests.builders import DAY, HOUR, MINUTE, at, order, product, refund, stamp, subscriber, webhook
from tests.journeys.conftest import ROOT, Story, play

MONDAY = at("2026-03-02 10:00")

WORKFLOW = """
name: there_again
title: Tells who asked
status: live
stage: before
trigger: {type: event, event: Product Back In Stock}
steps:
  - {id: back, type: email, purpose: transactional, hours: any}
"""


@pytest.fixture
def workflows(tmp_path: Path) -> Path:
    for part in ("_layout", "_pages", "locales"):
        shutil.copytree(ROOT / "workflows" / part, tmp_path / part)
    emails = tmp_path / "there_again" / "emails"
    emails.mkdir(parents=True)
    (tmp_path / "there_again" / "workflow.yaml").write_text(WORKFLOW, encoding="utf-8")
    shutil.copy(ROOT / "workflows/welcome/emails/brand_story.mjml", emails / "back.mjml")
    return tmp_path


def goods(at: datetime, *, left: int, **changes: Any) -> str:
    variants = [
        {"id": number, "inventory_item_id": 900 + number, "inventory_quantity": left if number == 601 else 0}
        for number in (601, 602)
    ]
    return webhook("products/update", product(at=at, variants=variants) | changes, at=at)


def level(at: datetime, left: int, item: int = 1501) -> str:
    body = {"inventory_item_id": item, "location_id": 1, "available": left, "updated_at": stamp(at)}
    return webhook("inventory_levels/update", body, at=at)


def asks(
    at: datetime, number: int = 1, *, product_id: str | None = "501", variant_id: str | None = "601"
) -> str:
    wanted = {"product_id": product_id, "variant_id": variant_id}
    body = {
        "type": "track",
        "userId": f"u{number}",
        "event": "Back In Stock Requested",
        "context": {"traits": {"email": f"person{number}@example.com"}},
        "properties": {name: value for name, value in wanted.items() if value},
    }
    return json.dumps({"at": stamp(at), "source": "segment", "body": body})


def told(story: Story) -> list[tuple[str, str]]:
    return [(line["email"], line["at"][:16]) for line in story.of("sent")]


ADA = "person1@example.com"


def test_who_asked_is_told_when_the_product_says_so(workflows: Path) -> None:
    lines = [goods(MONDAY, left=0), asks(MONDAY + HOUR), goods(MONDAY + DAY, left=3)]

    assert told(play(lines, workflows=workflows)) == [(ADA, "2026-03-03T10:00")]


def test_who_asked_is_told_when_the_warehouse_says_so(workflows: Path) -> None:
    lines = [
        goods(MONDAY, left=0),
        asks(MONDAY + HOUR),
        level(MONDAY + 2 * HOUR, 0),
        level(MONDAY + DAY, 5),
        level(MONDAY + 2 * DAY, 4),
        goods(MONDAY + 2 * DAY, left=4),
    ]

    assert told(play(lines, workflows=workflows)) == [(ADA, "2026-03-03T10:00")]


def test_another_variant_is_not_what_was_asked_for(workflows: Path) -> None:
    lines = [
        goods(MONDAY, left=0),
        asks(MONDAY + HOUR, variant_id="602"),
        asks(MONDAY + HOUR, 2, variant_id=None),
        goods(MONDAY + DAY, left=3),
    ]

    assert told(play(lines, workflows=workflows)) == [("person2@example.com", "2026-03-03T10:00")]


def test_a_variant_alone_is_enough_to_ask_for_it(workflows: Path) -> None:
    lines = [goods(MONDAY, left=0), asks(MONDAY + HOUR, product_id=None), goods(MONDAY + DAY, left=1)]

    assert len(told(play(lines, workflows=workflows))) == 1


def test_a_request_that_arrives_behind_the_goods_is_told_at_once(workflows: Path) -> None:
    late = json.loads(asks(MONDAY + DAY + 5 * MINUTE))
    late["body"]["timestamp"] = stamp(MONDAY + HOUR)
    lines = [goods(MONDAY, left=0), level(MONDAY + DAY, 5), json.dumps(late)]

    assert told(play(lines, workflows=workflows)) == [(ADA, "2026-03-03T10:05")]


def test_what_was_there_when_somebody_asked_and_stays_is_told_with_the_next_word_of_it(
    workflows: Path,
) -> None:
    lines = [goods(MONDAY, left=2), asks(MONDAY + HOUR), goods(MONDAY + DAY, left=2)]

    assert told(play(lines, workflows=workflows)) == [(ADA, "2026-03-03T10:00")]


def test_a_product_that_was_taken_down_or_deleted_is_not_there(workflows: Path) -> None:
    gone = webhook("products/delete", {"id": 501}, at=MONDAY + 2 * HOUR)
    hidden = goods(MONDAY + HOUR, left=3, status="archived")
    lines = [goods(MONDAY, left=0), asks(MONDAY + MINUTE), hidden, gone]

    assert told(play(lines, workflows=workflows)) == []


def test_of_very_many_who_wait_each_is_told_once(workflows: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(back_in_stock, "MOST_TOLD", 3)
    lines = [
        goods(MONDAY, left=0),
        *(asks(MONDAY + HOUR, n) for n in range(1, 9)),
        goods(MONDAY + DAY, left=9),
    ]

    sent = told(play(lines, workflows=workflows))

    assert len(sent) == len({address for address, _ in sent}) == 8
    assert {instant for _, instant in sent} == {f"2026-03-03T10:0{n}" for n in (0, 1, 2)}


def test_a_refund_concerns_whoever_bought() -> None:
    bought = webhook("orders/create", order(at=MONDAY), at=MONDAY)
    back = webhook("refunds/create", refund(1, 7000, "10.00", at=MONDAY + DAY), at=MONDAY + DAY)

    story = play([bought, back])

    assert story.of("received", event="Order Refunded")[0]["email"] == "person1@example.com"


def test_a_deleted_customer_gets_no_more_marketing_and_is_not_erased() -> None:
    new = webhook("customers/create", subscriber(1, at=MONDAY), at=MONDAY)
    gone = webhook("customers/delete", {"id": 1}, at=MONDAY + timedelta(days=1))
    nobody = webhook("customers/delete", {"id": 2}, at=MONDAY + timedelta(days=1))

    story = play([new, gone, nobody])

    assert story.steps() == ["welcome"]
    (contact,) = story.account.tables.contacts.values()
    assert contact.email == "person1@example.com"
    assert not contact.consent.granted
