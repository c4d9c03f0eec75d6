"""Workflows that begin when somebody enters or leaves a segment, and campaigns to everyone who is in one."""

from collections import Counter
from datetime import datetime
from pathlib import Path

from homing.services.campaigns import LEAD, MOST_MEMBERS

from tests.builders import DAY, HOUR, MINUTE, at, item, order, recipient, subscriber, webhook
from tests.journeys.conftest import START, Story, play
from tests.journeys.flows import person, tracked, write_flows

NOON = START + DAY + 12 * HOUR
FRIDAY = at("2026-03-06 12:00")
ENGAGED = "engaged: {event: Product Viewed, at_least: 2, within: 7d}\nnorth: {fact: contact.country, is: NO}"

HELLO = """
name: hello
trigger: {type: segment, entered: engaged}
re_entry: every
steps: [{id: hi, type: email, hours: any}]
"""
BYE = """
name: bye
trigger: {type: segment, left: engaged}
steps: [{id: miss, type: email, hours: any}]
"""
SALE = """
name: sale
trigger: {type: campaign, segment: engaged, at: "2026-03-10T09:00:00"}
exit: [{event: Order Completed}]
steps: [{id: offer, type: email}, {id: day_2, type: wait, day: 2}, {id: last_call, type: email}]
"""


def tell(folder: Path, told: list[str], *flows: str, days: int = 40, start: datetime = START) -> Story:
    return play(told, workflows=write_flows(folder, *flows, segments=ENGAGED), days=days, start=start)


def viewed(at: datetime, who: str = "u1") -> str:
    return tracked("Product Viewed", at, who=who, product_id="7")


def engaged(at: datetime, who: str = "u1", **traits: str) -> list[str]:
    return [*person(at, who, **traits), viewed(at, who), viewed(at + MINUTE, who)]


class TestSegments:
    def test_who_enters_is_greeted_and_who_leaves_by_time_alone_is_missed(self, tmp_path: Path) -> None:
        story = tell(tmp_path, engaged(NOON), HELLO, BYE)

        assert story.sent() == [("hi", "2026-03-03 13:01"), ("miss", "2026-03-10 13:00")]

    def test_who_was_in_it_before_we_were_live_is_not_greeted(self, tmp_path: Path) -> None:
        story = tell(tmp_path, [*engaged(START - DAY), viewed(START + HOUR)], HELLO)

        assert story.of("enrolled") == []

    def test_the_same_events_again_greet_once(self, tmp_path: Path) -> None:
        story = tell(tmp_path, engaged(NOON) * 2, HELLO)

        assert story.steps() == ["hi"]


class TestCampaign:
    def test_everyone_in_the_segment_gets_it_once_at_nine_where_they_live(self, tmp_path: Path) -> None:
        zones = {"u1": "Europe/Oslo", "u2": "America/New_York", "u3": "Pacific/Auckland"}
        told = [line for who, zone in zones.items() for line in engaged(FRIDAY, who, timezone=zone)]

        story = tell(tmp_path, [*told, *person(NOON, "u4")], SALE)

        first = {line["email"]: line["local"][:13] for line in story.of("sent", step="offer")}
        assert first == {f"{who}@example.com": "2026-03-10T09" for who in zones}
        last = {line["email"]: line["local"][:13] for line in story.of("sent", step="last_call")}
        assert last == {f"{who}@example.com": "2026-03-12T09" for who in zones}

    def test_who_joins_later_gets_nothing_and_who_leaves_later_still_does(self, tmp_path: Path) -> None:
        listed = at("2026-03-10 09:00") - 14 * HOUR - LEAD
        told = [*engaged(listed - 6 * DAY - 20 * HOUR), *engaged(listed + HOUR, "u2")]

        story = tell(tmp_path, told, SALE)

        assert {line["email"] for line in story.of("sent", step="offer")} == {"u1@example.com"}

    def test_a_campaign_whose_time_had_passed_when_we_went_live_starts_nothing(self, tmp_path: Path) -> None:
        start = at("2026-03-11 12:00")

        assert tell(tmp_path, engaged(start - 2 * DAY), SALE, start=start).of("enrolled") == []

    def test_deployed_at_noon_it_goes_to_whose_nine_is_still_to_come(self, tmp_path: Path) -> None:
        start = at("2026-03-10 12:00")
        told = engaged(start - 2 * DAY) + engaged(start - 2 * DAY, "u2", timezone="America/New_York")

        story = tell(tmp_path, told, SALE, start=start)

        assert {line["email"] for line in story.of("sent")} == {"u2@example.com"}

    def test_what_ends_it_ends_it(self, tmp_path: Path) -> None:
        bought = tracked("Order Completed", at("2026-03-11 10:00"), order_id="o1", total=10, currency="NOK")

        story = tell(tmp_path, [*engaged(FRIDAY), bought], SALE)

        assert story.steps() == ["offer"]

    def test_a_large_segment_is_listed_page_by_page(self, tmp_path: Path) -> None:
        people = [line for n in range(2 * MOST_MEMBERS + 5) for line in engaged(FRIDAY, f"u{n}")]

        story = tell(tmp_path, people, SALE, days=9)

        enrolled = story.of("enrolled", workflow="sale")
        per_minute = Counter(line["at"] for line in enrolled)
        assert list(per_minute.values()) == [MOST_MEMBERS, MOST_MEMBERS, 5]
        assert len(story.of("sent", step="offer")) == len(people) // 4


OPENED = """
name: opened
trigger: {type: event, event: Email Opened, where: {fact: trigger.machine, is: false}}
steps: [{id: thanks, type: email, hours: any}]
"""
LEFT = """
name: left_us
trigger: {type: event, event: Unsubscribed}
steps: [{id: why, type: email, purpose: transactional, hours: any}]
"""
PLAIN = """
name: plain
trigger: {type: event, event: Subscribed}
steps: [{id: first, type: email, hours: any}]
"""


class TestWhatReadersDo:
    def test_an_open_by_a_person_starts_what_waits_for_it(self, tmp_path: Path) -> None:
        opens = recipient("open", at=NOON + HOUR).replace("person1@", "u1@")

        story = tell(tmp_path, [*person(NOON), opens], PLAIN, OPENED)

        assert story.steps() == ["first", "thanks"]

    def test_an_open_by_a_machine_does_not(self, tmp_path: Path) -> None:
        opens = recipient("open", at=NOON + HOUR, user_agent="Mozilla/5.0").replace("person1@", "u1@")

        assert tell(tmp_path, [*person(NOON), opens], PLAIN, OPENED).steps() == ["first"]

    def test_who_leaves_by_the_link_of_a_mail_is_heard_of(self, tmp_path: Path) -> None:
        leaves = recipient("unsubscribe", at=NOON + HOUR).replace("person1@", "u1@")

        assert tell(tmp_path, [*person(NOON), leaves], PLAIN, LEFT).steps() == ["first", "why"]

    def test_who_says_so_through_the_api_is_heard_of_once(self, tmp_path: Path) -> None:
        leaves = tracked("Unsubscribed", NOON + HOUR)

        assert tell(tmp_path, [*person(NOON), leaves, leaves], PLAIN, LEFT).steps() == ["first", "why"]


def test_an_order_tells_of_each_of_its_products(tmp_path: Path) -> None:
    flow = """
name: tips
trigger: {type: event, event: Product Purchased, where: {fact: trigger.quantity, at_least: 2}}
key: [product_id]
steps: [{id: tip, type: email, hours: any}]
"""
    items = [item(product_id=number, quantity=9 - number) for number in (7, 8)]
    body = order(at=NOON, token=None, line_items=items)
    told = [
        webhook("customers/create", subscriber(at=START - DAY), at=START - DAY),
        webhook("orders/create", body, at=NOON),
    ]

    story = tell(tmp_path, told, flow)

    (enrollment,) = story.account.tables.enrollments.values()
    assert enrollment.trigger["product_id"] == "7"


SCORED = """
name: scored
trigger:
  type: score
  threshold: 10
  half_life: 30d
  rules: [{event: Product Viewed, points: 5}, {event: Demo Requested, points: 9}]
re_entry: every
steps: [{id: call, type: email, hours: any}]
"""


def test_points_that_reach_the_threshold_start_what_waits_for_them_once(tmp_path: Path) -> None:
    told = [viewed(NOON), viewed(NOON + MINUTE), tracked("Demo Requested", NOON + HOUR)]

    story = tell(tmp_path, [*person(START), *told, viewed(NOON + 2 * HOUR)], SCORED)

    assert story.sent() == [("call", "2026-03-03 14:00")]
