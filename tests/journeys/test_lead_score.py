"""Points for what people do, fading with time; at the threshold a colleague is told the whole story."""

from datetime import datetime

from tests.builders import DAY, HOUR, at, consent_change, order, seen, tracked, webhook
from tests.journeys.conftest import Story, play
from tests.journeys.subscribers import acquainted, subscribed

MONDAY = at("2026-03-02 12:00")


def warms(since: datetime = MONDAY, *, hours: float = 1) -> list[str]:
    """Twenty for the guide, sixty for the demo, fifteen for the prices, five for a product."""
    return [
        tracked("Resource Requested", at=since, resource="wool_guide"),
        tracked("Demo Requested", at=since + hours * HOUR, request="r1"),
        seen("/pages/wholesale", at=since + 2 * hours * HOUR),
        tracked("Product Viewed", at=since + 3 * hours * HOUR, product_id="501"),
    ]


def tell(*told: str, days: int = 30) -> Story:
    return play([*subscribed(), *told], flows=["lead_score", "offer_ladder"], days=days)


def test_at_a_hundred_points_a_colleague_is_told_at_once() -> None:
    story = tell(*warms())

    (told,) = story.of("notified")
    assert (told["workflow"], told["step"]) == ("lead_score", "tell_sales")
    assert told["at"].startswith("2026-03-02T15:00")


def test_the_colleague_reads_the_whole_story() -> None:
    story = tell(*warms())

    note = next(m.email for m in story.account.mailer.sent if m.email.recipient.startswith("silje@"))
    assert "Ada" in note.subject
    for deed in ("Resource Requested", "Demo Requested", "Page Viewed", "Product Viewed"):
        assert deed in note.text


def test_the_next_flow_starts_then() -> None:
    story = tell(*warms())

    assert story.steps() == ["idea", "offer", "better_offer"]


def test_points_fade_half_in_thirty_days() -> None:
    story = tell(*warms(hours=24 * 15), days=90)

    assert not story.of("notified")


def test_ninety_nine_are_too_few() -> None:
    assert not tell(*warms()[:3]).of("notified")


def test_nobody_is_scored_who_has_not_consented() -> None:
    story = play([*acquainted(), *warms()], flows=["lead_score"])

    assert not story.of("notified")
    assert not story.account.tables.scores


def test_who_leaves_keeps_no_points() -> None:
    left = MONDAY + 2.5 * HOUR
    change = consent_change(1, "unsubscribed", left)
    story = tell(*warms(), webhook("customers_email_marketing_consent/update", change, at=left))

    assert not story.of("notified")
    assert not story.account.tables.scores


def test_a_colleague_is_told_once_in_90_days() -> None:
    story = tell(*warms(), *warms(MONDAY + 40 * DAY), *warms(MONDAY + 120 * DAY), days=150)

    assert len(story.of("notified")) == 2


def test_a_customer_is_no_lead_any_more() -> None:
    bought = MONDAY + 5 * HOUR
    story = tell(*warms(), webhook("orders/create", order(at=bought, token=None), at=bought))

    assert story.steps() == []


def test_a_meeting_is_the_goal() -> None:
    story = tell(*warms(), tracked("Meeting Booked", at=MONDAY + 2 * DAY))

    assert len(story.of("converted", workflow="lead_score")) == 1
