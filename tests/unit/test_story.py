"""A contact's story, for a colleague."""

from homing.domain.facts import Deed
from homing.domain.message import Message, MessageId, MessageState
from homing.domain.story import NEWEST, Line, lines

from tests.builders import HOUR, at

NOON = at("2026-03-02 12:00")


def sent(**known: object) -> Message:
    usual = {
        "id": MessageId(enrollment="welcome-1", step="hello"),
        "workflow": "welcome",
        "contact_id": "c-1",
        "state": MessageState.SENT,
        "decided_at": NOON,
        "sent_at": NOON,
        "subject": "Hello",
    }
    return Message(**usual | known)  # type: ignore[arg-type]


def test_what_happened_is_told_in_its_order_and_in_words() -> None:
    viewed = Deed(name="Product Viewed", at=NOON + HOUR, properties={"product_id": "7", "name": "Sweater"})
    bought = Deed(name="Order Completed", at=NOON + 3 * HOUR, properties={"note": ""})

    told = lines([bought, viewed], [sent(clicked_at=NOON + 2 * HOUR)])

    assert [line.what for line in told] == [
        "Email Sent: Hello",
        "Product Viewed: Sweater",
        "Email Link Clicked: Hello",
        "Order Completed",
    ]


def test_what_an_event_was_about_is_told_by_its_title_where_it_has_one() -> None:
    guide = {"resource": "wool_guide", "resource_title": "The wool guide"}
    asked = Deed(name="Resource Requested", at=NOON, properties=guide)
    used = Deed(name="Feature Used", at=NOON + HOUR, properties={"feature": "wish_list"})

    told = [line.what for line in lines([asked, used], [])]

    assert told == ["Resource Requested: The wool guide", "Feature Used: wish_list"]


def test_what_was_not_sent_is_not_told() -> None:
    assert lines([], [sent(state=MessageState.SKIPPED, sent_at=None)]) == []


def test_of_a_long_story_the_newest_is_told() -> None:
    deeds = [Deed(name=f"Event {n}", at=NOON + n * HOUR) for n in range(50)]

    told = lines(deeds, [])

    assert len(told) == NEWEST
    assert told[-1] == Line(at=NOON + 49 * HOUR, what="Event 49")
