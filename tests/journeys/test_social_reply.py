"""Who plainly asks for what we sell is answered once; a complaint, or anything unsure, is for a person."""

import json
from datetime import datetime
from typing import Any

import pytest
from homing.services.ports import OutgoingCall

from tests.builders import DAY, HOUR, at, called, seen, tracked
from tests.journeys.conftest import Story, play

ASKED = at("2026-03-07 22:40")
ASKS: dict[str, Any] = {
    "network": "mastodon",
    "mention": "m1",
    "handle": "@ada",
    "topic": "wool_socks",
    "intent": "looking_for",
    "sentiment": "neutral",
    "confidence": 0.93,
    "text": "Does anybody know warm socks that last?",
}
BURNING: dict[str, Any] = ASKS | {
    "topic": "battery",
    "intent": "complaint",
    "sentiment": "negative",
    "urgent": True,
    "text": "My device is on fire",
}


def mention(when: datetime = ASKED, number: int = 1, **changes: Any) -> str:
    return tracked("Social Mention", number, at=when, **{**ASKS, **changes})


def tell(*told: str) -> Story:
    return play(told, flows=["social_reply"], days=60)


def replies(story: Story) -> list[dict[str, Any]]:
    return [json.loads(call.body) for _, call in calls(story)]


def calls(story: Story) -> list[tuple[datetime, OutgoingCall]]:
    webhooks: Any = story.account.neighbours.webhooks
    made: list[tuple[datetime, OutgoingCall]] = webhooks.calls
    return made


def test_who_asks_for_what_we_sell_is_answered_at_once_at_any_hour() -> None:
    story = tell(mention())

    (reply,) = replies(story)
    assert calls(story)[0][0] == ASKED
    assert reply["data"]["contact"]["trigger.mention"] == "m1"
    assert "@ada" in reply["data"]["text"]
    assert not story.of("notified")


@pytest.mark.parametrize(
    "changes",
    [
        BURNING,
        {"sentiment": "negative"},
        {"confidence": 0.79},
        {"confidence": None},
        {"intent": "question"},
        {"intent": None},
        {"urgent": True},
        {"sentiment": None},
    ],
    ids=str,
)
def test_a_complaint_and_anything_unsure_goes_to_a_person_and_is_never_answered_by_the_machine(
    changes: dict[str, Any],
) -> None:
    story = tell(mention(**changes))

    assert not replies(story)
    assert [line["step"] for line in story.of("notified")] == ["hand_over"]


def test_the_person_reads_the_very_words() -> None:
    story = tell(mention(**BURNING))

    (note,) = [mail.email for mail in story.account.mailer.sent]
    assert note.recipient == "torbjorn@fjordogfell.example.com"
    assert "My device is on fire" in note.text


def test_one_message_for_a_person_and_topic_in_30_days() -> None:
    story = tell(mention(), mention(ASKED + DAY, mention="m2"), mention(ASKED + 31 * DAY, mention="m3"))

    assert [reply["data"]["contact"]["trigger.mention"] for reply in replies(story)] == ["m1", "m3"]


def test_another_topic_is_another_conversation() -> None:
    story = tell(mention(), mention(ASKED + HOUR, mention="m2", topic="blankets"))

    assert len(replies(story)) == 2


def test_each_person_is_answered_for_themselves() -> None:
    story = tell(mention(), mention(ASKED + HOUR, 2, mention="m2", handle="@eve"))

    assert len(replies(story)) == 2


def test_a_mention_told_twice_is_answered_once() -> None:
    once = called("track", 1, at=ASKED, event="Social Mention", properties=ASKS, messageId="x1")
    again = called("track", 1, at=ASKED + HOUR, event="Social Mention", properties=ASKS, messageId="x1")

    assert len(replies(tell(once, again))) == 1


def test_a_visit_within_a_week_is_the_goal() -> None:
    story = tell(mention(), seen("/collections/socks", at=ASKED + 2 * DAY))

    assert len(story.of("converted")) == 1
