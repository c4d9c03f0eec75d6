"""Who leaves by our link has left the shop too: told once, and again until it is taken."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from homing.domain.errors import HomingError, ServiceUnavailable, ShopRefused

from local.shop_side import RecordedConsents
from tests.builders import DAY, HOUR, at, consent_change, recipient, subscriber, webhook
from tests.journeys.conftest import ROOT, Story, play

MONDAY = at("2026-03-02 10:00")
LEFT = MONDAY + HOUR


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    told = (ROOT / "shop.yaml").read_text("utf-8")
    (tmp_path / "shop.yaml").write_text(told.replace("write_back: false", "write_back: true"), "utf-8")
    return tmp_path / "shop.yaml"


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[HomingError | bool]:
    """What the shop answers, in this order, before it takes everything."""
    told: list[HomingError | bool] = []
    take = RecordedConsents.withdraw

    def withdraw(self: RecordedConsents, customer_id: str, at: datetime) -> bool:
        answer = told.pop(0) if told else True
        if isinstance(answer, HomingError):
            raise answer
        return answer and take(self, customer_id, at)

    monkeypatch.setattr(RecordedConsents, "withdraw", withdraw)
    return told


def leaves(*more: str, **given: Any) -> Story:
    new = webhook("customers/create", subscriber(at=MONDAY), at=MONDAY)
    return play([new, recipient("unsubscribe", at=LEFT), *more], **given)


def told(story: Story) -> Any:
    return story.account.neighbours.consent_mirror.withdrawn


def tries(story: Story) -> list[tuple[str, str | None]]:
    return [(line["at"][11:16], line.get("reason")) for line in story.of("mirrored")]


def test_the_shop_hears_within_a_minute_who_left_and_when(shop: Path) -> None:
    story = leaves(shop=shop)

    assert told(story) == [("1", LEFT)]
    assert len(tries(story)) == 1


def test_a_shop_that_did_not_ask_for_it_hears_nothing() -> None:
    story = leaves()

    assert told(story) == []
    assert story.of("mirrored") == []


def test_a_shop_that_cannot_be_reached_is_told_again_ever_later_and_nobody_waits_for_it(
    shop: Path, answers: list[HomingError | bool]
) -> None:
    answers += [ServiceUnavailable("503"), ShopRefused("401"), ServiceUnavailable("503")]

    story = leaves(shop=shop)

    assert [reason for _, reason in tries(story)] == [
        "ServiceUnavailable",
        "ShopRefused",
        "ServiceUnavailable",
        None,
    ]
    assert [minute for minute, _ in tries(story)] == ["11:00", "11:01", "11:03", "11:07"]
    assert story.of("exited", reason="unsubscribed")[0]["at"][11:16] == "11:00"
    assert told(story) == [("1", LEFT)]


def test_a_shop_that_never_answers_is_left_alone_after_two_weeks(
    shop: Path, answers: list[HomingError | bool]
) -> None:
    answers += [ServiceUnavailable("503")] * 1000

    story = leaves(shop=shop, days=40)

    assert len(tries(story)) == 60
    assert not told(story)


def test_a_customer_whom_the_shop_has_no_more_is_told_once(
    shop: Path, answers: list[HomingError | bool]
) -> None:
    answers += [False]

    assert [reason for _, reason in tries(leaves(shop=shop))] == ["refused"]


def test_the_shops_own_word_of_it_is_not_told_back(shop: Path) -> None:
    back = webhook(
        "customers_email_marketing_consent/update",
        consent_change(1, "unsubscribed", LEFT + DAY),
        at=LEFT + DAY,
    )

    assert len(told(leaves(back, shop=shop))) == 1


def test_who_came_back_before_the_shop_heard_is_not_unsubscribed_there(
    shop: Path, answers: list[HomingError | bool]
) -> None:
    answers += [ServiceUnavailable("503")] * 3
    back = webhook(
        "customers_email_marketing_consent/update",
        consent_change(1, "subscribed", LEFT + 5 * (HOUR / 60)),
        at=LEFT + 5 * (HOUR / 60),
    )

    assert told(leaves(back, shop=shop)) == []
