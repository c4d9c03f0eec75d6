"""Who has not stirred for 90 days is asked, reminded, made an offer, and at last left in peace."""

from collections.abc import Sequence
from typing import Any

import pytest
from homing import bootstrap
from homing.contracts import StepRequest

from tests.builders import (
    DAY,
    HOUR,
    at,
    called,
    checkout,
    identified,
    order,
    recipient,
    seen,
    subscriber,
    tracked,
    webhook,
)
from tests.journeys.conftest import Story, play

SIGNED_UP = at("2026-03-02 10:00")
LEFT = at("2026-03-04 10:20")  # the last sign of life: a cart, of which seven mails tell
ASKED = at("2026-06-02 10:20")  # 90 days later
FLOWS = ["win_back", "welcome", "abandoned_cart"]
HUMAN = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.2"
APPLE = "Mozilla/5.0"


def silent(*told: str, days: int = 140, flows: Sequence[str] = FLOWS) -> Story:
    before = [
        webhook("customers/create", subscriber(at=SIGNED_UP), at=SIGNED_UP),
        identified(at=SIGNED_UP + HOUR),
        webhook("checkouts/create", checkout(at=LEFT), at=LEFT),
    ]
    return play([*before, *told], flows=flows, days=days)


def asked(story: Story) -> list[str]:
    return [line["step"] for line in story.of("sent", workflow="win_back")]


def test_the_silent_are_asked_after_90_days_and_left_in_peace_a_month_later() -> None:
    story = silent()

    mails = story.of("sent", workflow="win_back")
    assert [(line["step"], line["local"][:13].replace("T", " ")) for line in mails] == [
        ("miss_you", "2026-06-02 12"),
        ("what_you_missed", "2026-06-09 09"),
        ("last_chance", "2026-06-16 09"),
        ("sunset", "2026-06-30 09"),
    ]
    (contact,) = story.account.tables.contacts.values()
    assert not contact.consent.granted
    assert contact.consent.source == "sunset"
    assert len(story.of("completed", workflow="win_back")) == 1


def test_after_that_nothing_more_is_sent() -> None:
    later = ASKED + 60 * DAY
    story = silent(webhook("checkouts/create", checkout("t2", at=later), at=later), days=200)

    assert story.sent()[-1][0] == "sunset"


def test_who_signs_up_again_is_welcome() -> None:
    back = ASKED + 60 * DAY
    story = silent(called("track", 1, at=back, event="Subscribed"), days=200)

    (contact,) = story.account.tables.contacts.values()
    assert contact.consent.granted


LIFE = {
    "opens": lambda when: recipient("open", at=when, workflow="win_back", user_agent=HUMAN),
    "clicks": lambda when: recipient("click", at=when, workflow="win_back", user_agent=HUMAN),
    "visits": lambda when: seen("/", at=when),
    "looks": lambda when: tracked("Product Viewed", at=when, product_id="501"),
    "buys": lambda when: webhook("orders/create", order(at=when, token=None), at=when),
    "keeps": lambda when: recipient(
        "answer", at=when, workflow="win_back", step="miss_you", page="poll", answer={"answer": "keep"}
    ),
}


@pytest.mark.parametrize("sign", LIFE)
def test_any_sign_of_life_ends_it_and_nobody_is_unsubscribed(sign: str) -> None:
    story = silent(LIFE[sign](ASKED + 5 * HOUR))

    assert asked(story) == ["miss_you"]
    assert granted(story)


@pytest.mark.parametrize("sign", ["visits", "looks", "buys", "keeps"])
def test_who_stirs_is_won_back(sign: str) -> None:
    story = silent(LIFE[sign](ASKED + 5 * HOUR))

    assert len(story.of("converted", workflow="win_back")) == 1


def granted(story: Story) -> bool:
    (contact,) = story.account.tables.contacts.values()
    return contact.consent.granted


def test_no_thanks_is_believed_at_once() -> None:
    answer: dict[str, Any] = {"answer": "leave"}
    no = recipient(
        "answer", at=ASKED + HOUR, workflow="win_back", step="miss_you", page="poll", answer=answer
    )
    story = silent(no)

    assert asked(story) == ["miss_you"]
    assert not granted(story)


def opened_by_a_machine(*days: int) -> list[str]:
    return [recipient("open", at=SIGNED_UP + day * DAY, user_agent=APPLE) for day in days]


def test_the_merely_private_are_asked_after_180_days_not_after_90() -> None:
    early = silent(*opened_by_a_machine(8, 40, 80), days=150)

    assert not early.of("enrolled", workflow="win_back")


def test_the_merely_private_are_asked_in_the_end() -> None:
    more = [
        tracked("Resource Requested", at=SIGNED_UP + day * DAY, resource=f"guide{day}") for day in (100, 130)
    ]
    story = silent(*opened_by_a_machine(*range(1, 200)), *more, days=200, flows=[*FLOWS, "lead_nurture"])

    assert asked(story)[0] == "miss_you"
    assert story.of("sent", workflow="win_back")[0]["at"][:10] == "2026-08-31"  # 180 days after the cart


def test_a_newcomer_is_not_asked_within_90_days_however_many_mails_they_got() -> None:
    signed_up = webhook("customers/create", subscriber(at=SIGNED_UP), at=SIGNED_UP)
    guides = [tracked("Resource Requested", at=SIGNED_UP + DAY * day, resource=f"g{day}") for day in (2, 20)]
    story = play([signed_up, *guides], flows=[*FLOWS, "lead_nurture"], days=89)

    assert len(story.steps()) > 5
    assert not story.of("enrolled", workflow="win_back")


def test_who_stirs_on_the_last_day_stays_even_if_the_machine_has_not_heard_of_it() -> None:
    story = silent(LIFE["visits"](ASKED + 29 * DAY))
    (left,) = story.of("exited", workflow="win_back")

    late = StepRequest(action="update", enrollment=left["enrollment"], version="", step="goodbye")
    bootstrap.advance()(late)

    assert granted(story)


def test_what_a_machine_opens_is_no_sign_of_life() -> None:
    story = silent(recipient("open", at=ASKED + 5 * HOUR, workflow="win_back", user_agent=APPLE))

    assert asked(story) == ["miss_you", "what_you_missed", "last_chance", "sunset"]


def test_who_got_few_mails_had_nothing_to_answer() -> None:
    signed_up = webhook("customers/create", subscriber(at=SIGNED_UP), at=SIGNED_UP)
    story = play([signed_up], flows=FLOWS, days=140)

    assert len(story.steps()) == 4
    assert not story.of("enrolled", workflow="win_back")


def test_the_stirred_are_asked_again_after_a_year_at_the_earliest() -> None:
    stirred = LIFE["visits"](ASKED + 5 * HOUR)
    again = ASKED + 10 * DAY
    told = [
        webhook("checkouts/create", checkout("t2", at=again), at=again),
        tracked("Resource Requested", at=again + HOUR, resource="wool_guide"),
    ]
    story = silent(stirred, *told, days=300, flows=[*FLOWS, "lead_nurture"])

    assert len(story.of("enrolled", workflow="win_back")) == 1
    assert {line["reason"] for line in story.of("refused", workflow="win_back")} == {"re_entry"}
