"""What an answer to a text message asks for."""

import json

import pytest
from homing.adapters import text_replies
from homing.domain.text_reply import OPT_OUT, TextReply, Wish, wish_of

from tests.builders import at


@pytest.mark.parametrize("word", sorted(OPT_OUT))
def test_every_word_of_aws_stops_in_any_case(word: str) -> None:
    assert wish_of(word) == wish_of(f" {word.lower()}! ") == Wish.STOP


@pytest.mark.parametrize("word", ["Start", "UNSTOP"])
def test_aws_words_for_coming_back_start(word: str) -> None:
    assert wish_of(word) is Wish.START


@pytest.mark.parametrize("said", ["", "Yes please", "End of the month suits me", "Can you start on Monday?"])
def test_a_sentence_asks_for_nothing(said: str) -> None:
    assert wish_of(said) is None


def test_the_keyword_that_aws_recognised_stops_and_never_starts() -> None:
    assert wish_of("Stop it now", "STOP") is Wish.STOP
    assert wish_of("I start to like it", "START") is None
    assert wish_of("START", "STOP") is Wish.START


def published(body: str, **envelope: str) -> str:
    inside = {"originationNumber": "+4740612345", "destinationNumber": "+4759440000", "messageBody": body}
    return json.dumps({"Type": "Notification", "Message": json.dumps(inside)} | envelope)


def test_an_answer_is_read_out_of_its_envelope() -> None:
    told = published("Stopp", Timestamp="2026-03-05T10:00:00.000Z")

    assert text_replies.is_reply(told)
    assert text_replies.normalise(told) == TextReply(
        number="+4740612345", wish=Wish.STOP, at=at("2026-03-05 10:00")
    )


def test_whatever_is_texted_is_an_answer_and_no_event_of_ses() -> None:
    assert text_replies.is_reply(published('{"eventType": "Bounce"}'))
    assert not text_replies.is_reply(
        '{"eventType": "Click", "click": {"link": "https://x/originationNumber"}}'
    )


@pytest.mark.parametrize(
    "body", ["", "{", "originationNumber", '{"originationNumber": 7, "messageBody": "STOP"}', published("hi")]
)
def test_what_asks_for_nothing_is_let_go(body: str) -> None:
    assert text_replies.normalise(body) is None
