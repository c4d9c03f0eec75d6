"""A better offer with every step, at eleven, for who looks and does not buy."""

import re
from datetime import datetime

import pytest

from tests.builders import DAY, HOUR, at, order, recipient, tracked, webhook
from tests.journeys.conftest import Story, play
from tests.journeys.subscribers import acquainted, subscribed

LOOKED = at("2026-03-03 19:00")
CODE = re.compile(r"FJORD-[A-Z0-9]{8}")


def looks(*days: float, since: datetime = LOOKED) -> list[str]:
    return [
        tracked("Product Viewed", at=since + day * DAY, product_id=f"50{n}") for n, day in enumerate(days)
    ]


def buys(when: datetime) -> str:
    return webhook("orders/create", order(at=when, token=None), at=when)


def tell(*told: str, days: int = 30) -> Story:
    return play([*subscribed(), *told], flows=["offer_ladder"], days=days)


def test_at_eleven_on_days_1_4_and_8_where_they_live() -> None:
    story = tell(*looks(0, 3, 6))

    assert [(step, clock[:13]) for step, clock in story.sent()] == [
        ("idea", "2026-03-10 11"),
        ("offer", "2026-03-13 11"),
        ("better_offer", "2026-03-17 11"),
    ]


def test_the_first_mail_sells_nothing_and_the_last_offers_more() -> None:
    story = tell(*looks(0, 3, 6))

    idea, offer, better = (mail.email.text for mail in story.account.mailer.sent)
    assert not CODE.search(idea)
    assert "10\N{NO-BREAK SPACE}%" in offer or "10 %" in offer
    assert "15\N{NO-BREAK SPACE}%" in better or "15 %" in better
    assert CODE.findall(offer) != CODE.findall(better)


@pytest.mark.parametrize("days", [1, 9, 12])
def test_who_buys_is_offered_no_more(days: int) -> None:
    bought = LOOKED + days * DAY
    story = tell(*looks(0, 0.1, 0.2), buys(bought))

    assert all(line["at"] < bought.isoformat() for line in story.of("sent"))
    if days < 9:
        assert [line["reason"] for line in story.of("exited")] == ["goal"] or story.steps() == []


def test_who_has_ordered_before_is_no_lead() -> None:
    story = tell(buys(LOOKED - 100 * DAY), *looks(0, 0.1, 0.2))

    assert not story.steps()


def test_two_looks_or_three_too_far_apart_are_no_interest() -> None:
    assert not tell(*looks(0, 1)).of("enrolled")
    assert not tell(*looks(0, 8, 16)).of("enrolled")


def test_two_clicks_in_our_mails_are_interest_and_a_machines_are_not() -> None:
    def clicked(agent: str | None) -> Story:
        which = {"user_agent": agent} if agent else {}
        came = webhook_of_a_new_subscriber()
        clicks = [recipient("click", 2, at=at("2026-03-03 10:00") + n * HOUR, **which) for n in range(2)]
        return play([came, *clicks], flows=["offer_ladder", "welcome"], days=30)

    assert "idea" in clicked(None).steps()


def webhook_of_a_new_subscriber() -> str:
    when = at("2026-03-02 10:00")
    return subscribed(2, when=when)[0]


def test_nobody_climbs_twice_within_180_days() -> None:
    story = tell(*looks(0, 0.1, 0.2), *looks(40, 40.1, 40.2), *looks(190, 190.1, 190.2), days=220)

    assert story.steps() == ["idea", "offer", "better_offer"] * 2


def test_offers_need_consent() -> None:
    assert not play([*acquainted(), *looks(0, 1, 2)], flows=["offer_ladder"]).steps()
