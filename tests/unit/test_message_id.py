"""The id of a message: the same text in tables, tags and links, and read back from it."""

import re

import pytest
from homing.domain.message import MessageId
from hypothesis import given
from hypothesis import strategies as st

names = st.from_regex(r"[a-z0-9_]{1,30}", fullmatch=True)
ids = st.builds(
    MessageId,
    enrollment=st.tuples(names, st.from_regex(r"[a-z2-7]{26}", fullmatch=True)).map("-".join),
    step=names,
    number=st.integers(0, 300),
)


@given(ids)
def test_an_id_is_a_tag_that_ses_takes(message: MessageId) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,256}", str(message))


@given(ids)
def test_a_tag_leads_back_to_its_message(message: MessageId) -> None:
    assert MessageId.parse(str(message)) == message


@given(ids, ids)
def test_two_messages_have_two_tags(one: MessageId, other: MessageId) -> None:
    assert (str(one) == str(other)) is (one == other)


def test_a_message_is_of_the_first_pass_unless_it_says_so() -> None:
    assert str(MessageId(enrollment="welcome-abc", step="hello")) == "welcome-abc--hello--0"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "welcome",
        "welcome-abc--hello",
        "welcome-abc--hello--",
        "welcome-abc--hello--x",
        "welcome-abc--hello---1",
        "welcome-abc--hello--0--1",
        "welcome-abc--hello--0.5",
        "newsletter 2026-03",
    ],
)
def test_the_tag_of_somebody_elses_mail_is_none_of_ours(text: str) -> None:
    assert MessageId.parse(text) is None


@given(st.text(max_size=60))
def test_no_text_of_a_stranger_raises(text: str) -> None:
    found = MessageId.parse(text)

    assert found is None or text.startswith(f"{found.enrollment}--{found.step}--")


@pytest.mark.parametrize("number", ["٣", "9" * 5000, "-1", ""])
def test_a_pass_is_a_short_number(number: str) -> None:
    assert MessageId.parse(f"welcome-abc--hello--{number}") is None
