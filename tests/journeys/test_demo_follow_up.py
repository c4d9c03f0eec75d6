"""Who asked for a demo gets it at once, a colleague's note within minutes, and answers two days later."""

from datetime import datetime, timedelta

from tests.builders import DAY, HOUR, at, consent_change, tracked, webhook
from tests.journeys.conftest import Story, play
from tests.journeys.subscribers import acquainted, subscribed

ASKED = at("2026-03-04 20:58")  # 21:58 in Oslo, on a Wednesday


def asks(request: str = "r1", *, when: datetime = ASKED) -> str:
    return tracked("Demo Requested", at=when, request=request, topic="Team clothing")


def tell(*told: str) -> Story:
    return play([*subscribed(), *told], flows=["demo_follow_up"])


def test_the_demo_comes_at_once_and_a_colleague_writes_within_five_minutes() -> None:
    story = tell(asks())

    assert [(step, clock[:13]) for step, clock in story.sent()] == [
        ("demo", "2026-03-04 21"),
        ("colleague", "2026-03-04 22"),
        ("questions", "2026-03-06 09"),
    ]
    demo, colleague = (datetime.fromisoformat(line["at"]) for line in story.of("sent")[:2])
    assert colleague - demo == timedelta(minutes=5)


def test_the_note_comes_from_a_named_colleague_and_is_answered_to_them() -> None:
    story = tell(asks())

    by_step = {mail.tag("step"): mail.email for mail in story.account.mailer.sent}
    assert by_step["colleague"].sender == "Silje Aarseth <silje@fjordogfell.example.com>"
    assert by_step["colleague"].reply_to == "silje@fjordogfell.example.com"
    assert "Silje" not in by_step["demo"].sender


def test_who_books_a_meeting_gets_no_more() -> None:
    story = tell(asks(), tracked("Meeting Booked", at=ASKED + 3 * HOUR))

    assert story.steps() == ["demo", "colleague"]
    assert len(story.of("converted")) == 1
    assert [line["reason"] for line in story.of("exited")] == ["goal"]


def test_who_booked_before_the_note_left_gets_none() -> None:
    story = tell(asks(), tracked("Meeting Booked", at=ASKED + timedelta(minutes=2)))

    assert story.steps() == ["demo"]


def test_another_request_is_answered_again() -> None:
    story = tell(asks(), asks("r2", when=ASKED + 7 * DAY))

    assert story.steps() == ["demo", "colleague", "questions"] * 2


def test_the_same_request_told_twice_is_answered_once() -> None:
    story = tell(asks(), asks(when=ASKED + timedelta(minutes=1)))

    assert story.steps().count("demo") == 1


def test_without_consent_the_demo_comes_and_nothing_that_sells() -> None:
    story = play([*acquainted(), asks()], flows=["demo_follow_up"])

    assert story.steps() == ["demo"]
    assert {line["reason"] for line in story.of("skipped")} == {"no_consent"}


def test_who_unsubscribes_at_the_demo_hears_nothing_from_the_colleague() -> None:
    left = ASKED + timedelta(minutes=1)
    change = consent_change(1, "unsubscribed", left)
    story = tell(asks(), webhook("customers_email_marketing_consent/update", change, at=left))

    assert story.steps() == ["demo"]
