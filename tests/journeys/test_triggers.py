"""What starts a workflow, and what does not: events of any name, counts, quiet, ends of workflows."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.builders import DAY, HOUR, MINUTE
from tests.journeys.conftest import START, Story, play
from tests.journeys.flows import person, tracked, write_flows

NOON = START + DAY + 12 * HOUR
KNOWN = person(START - 30 * DAY)

DEMO = """
name: demo
trigger: {type: event, event: [Demo Requested, Tutorial Requested], where: {fact: trigger.seats, at_least: 5}}
key: [request]
re_entry: every
steps: [{id: thanks, type: email, purpose: transactional, hours: any}]
"""
BROWSE = """
name: browse
trigger: {type: count, event: Product Viewed, at_least: 3, within: 7d, by: [product_id]}
key: [product_id]
re_entry: {after: 30d}
exit: [{event: Order Completed}]
steps: [{id: more, type: email, hours: any}]
"""
COME_BACK = """
name: come_back
trigger: {type: quiet, events: [Page Viewed, Product Viewed], for: 14d}
key: contact
re_entry: {after: 1d}
exit: [{event: Order Completed}]
steps: [{id: hello, type: email, hours: any}]
"""
AFTERWARDS = """
name: afterwards
trigger: {type: workflow, workflow: demo, ended: either}
key: [request]
steps: [{id: next, type: email, hours: any}]
"""


def tell(folder: Path, told: list[str], *flows: str, days: int = 60) -> Story:
    return play([*KNOWN, *told], workflows=write_flows(folder, *flows), days=days)


def demo(at: datetime = NOON, event: str = "Demo Requested", **said: Any) -> str:
    told: dict[str, Any] = {"request": "r1", "seats": 8} | said
    return tracked(event, at, **told)


def viewed(at: datetime, product: str = "7", told_at: datetime | None = None) -> str:
    return tracked("Product Viewed", at, told_at=told_at, product_id=product)


class TestEvents:
    def test_any_event_may_start_a_workflow_if_its_condition_holds(self, tmp_path: Path) -> None:
        told = [demo(), demo(request="r2", seats=2), demo(NOON + HOUR, "Tutorial Requested", request="r3")]

        story = tell(tmp_path, told, DEMO)

        assert [at for _, at in story.sent()] == ["2026-03-03 13:00", "2026-03-03 14:00"]

    def test_what_the_event_said_is_kept_with_the_enrollment_and_nothing_nested(self, tmp_path: Path) -> None:
        story = tell(tmp_path, [demo(company={"name": "Fjord"}, names=["a"])], DEMO)

        (enrollment,) = story.account.tables.enrollments.values()
        assert set(enrollment.trigger) == {"event", "time", "request", "seats", "occurrence"}
        (execution,) = story.account.stepper.executions.values()
        assert "r1" not in json.dumps(execution.value)

    @pytest.mark.parametrize("late", [25 * HOUR, 30 * DAY])
    def test_an_event_of_long_ago_starts_nothing(self, tmp_path: Path, late: timedelta) -> None:
        old = tracked("Demo Requested", NOON - late, told_at=NOON, request="r1", seats=8)

        story = tell(tmp_path, [old], DEMO)

        assert story.of("enrolled") == []

    def test_an_event_of_history_starts_nothing(self, tmp_path: Path) -> None:
        assert tell(tmp_path, [demo(START - HOUR)], DEMO).of("enrolled") == []


class TestCounts:
    def test_the_event_that_makes_the_count_starts_it(self, tmp_path: Path) -> None:
        story = tell(tmp_path, [viewed(NOON + n * DAY) for n in range(3)], BROWSE)

        assert story.sent() == [("more", "2026-03-05 13:00")]

    def test_others_products_and_other_weeks_do_not_count(self, tmp_path: Path) -> None:
        told = [viewed(NOON), viewed(NOON + DAY, "8"), viewed(NOON + 2 * DAY), viewed(NOON + 7 * DAY)]

        assert tell(tmp_path, told, BROWSE).of("enrolled") == []

    def test_each_further_event_tells_of_no_refusal(self, tmp_path: Path) -> None:
        story = tell(tmp_path, [viewed(NOON + n * HOUR) for n in range(9)], BROWSE)

        assert len(story.of("enrolled")) == 1
        assert story.of("refused") == []

    def test_who_goes_on_looking_may_enter_again_when_they_may_enter_again(self, tmp_path: Path) -> None:
        story = tell(tmp_path, [viewed(NOON + n * DAY) for n in range(40)], BROWSE)

        assert [when[:10] for _, when in story.sent()] == ["2026-03-05", "2026-04-04"]

    def test_a_count_is_the_same_in_any_order_of_arrival(self, tmp_path: Path) -> None:
        times = [NOON, NOON + MINUTE, NOON + 2 * MINUTE]
        told = [viewed(each, told_at=NOON + (5 - n) * MINUTE) for n, each in enumerate(times)]

        assert len(tell(tmp_path, told, BROWSE).of("enrolled")) == 1

    def test_the_same_event_told_twice_counts_once(self, tmp_path: Path) -> None:
        twice = viewed(NOON)

        assert tell(tmp_path, [twice, twice, viewed(NOON + HOUR)], BROWSE).of("enrolled") == []

    def test_history_counts_and_starts_nothing_itself(self, tmp_path: Path) -> None:
        before = [viewed(START - (n + 1) * HOUR) for n in range(3)]

        assert tell(tmp_path, before, BROWSE).of("enrolled") == []
        assert len(tell(tmp_path, [*before, viewed(START + HOUR)], BROWSE).of("enrolled")) == 1


class TestQuiet:
    def test_it_starts_when_nothing_more_has_happened_for_the_time(self, tmp_path: Path) -> None:
        told = [viewed(NOON), tracked("Page Viewed", NOON + 3 * DAY, path="/"), viewed(NOON + 10 * DAY)]

        story = tell(tmp_path, told, COME_BACK)

        assert story.sent() == [("hello", "2026-03-27 13:00")]

    def test_who_was_quiet_and_came_back_may_be_quiet_again(self, tmp_path: Path) -> None:
        story = tell(tmp_path, [viewed(NOON), viewed(NOON + 20 * DAY)], COME_BACK)

        assert [when[:10] for _, when in story.sent()] == ["2026-03-17", "2026-04-06"]

    def test_what_ends_it_prevents_it_if_it_came_since(self, tmp_path: Path) -> None:
        bought = tracked("Order Completed", NOON + DAY, order_id="o1", total=100, currency="NOK")

        assert tell(tmp_path, [viewed(NOON), bought], COME_BACK).of("sent") == []

    def test_events_in_the_wrong_order_start_it_once_and_at_the_right_time(self, tmp_path: Path) -> None:
        told = [viewed(NOON + HOUR, told_at=NOON + HOUR), viewed(NOON, told_at=NOON + 2 * HOUR)]

        assert tell(tmp_path, told, COME_BACK).sent() == [("hello", "2026-03-17 14:00")]

    def test_a_quiet_time_that_began_before_we_were_live_starts_nothing(self, tmp_path: Path) -> None:
        assert tell(tmp_path, [viewed(START - 5 * DAY)], COME_BACK).of("enrolled") == []


class TestEndOfAnotherWorkflow:
    def test_a_completed_one_starts_the_next_with_what_had_started_it(self, tmp_path: Path) -> None:
        story = tell(tmp_path, [demo()], DEMO, AFTERWARDS)

        assert story.steps() == ["thanks", "next"]
        follower = next(e for e in story.account.tables.enrollments.values() if e.workflow == "afterwards")
        assert follower.trigger["request"] == "r1"
        assert follower.trigger["ended"] == "completed"
        assert follower.started.at - NOON < 5 * MINUTE

    def test_one_that_ended_early_starts_what_waits_for_that(self, tmp_path: Path) -> None:
        slow = DEMO.replace("steps: [", "steps: [{id: wait, type: wait, after: 2d}, ")
        slow += "exit: [{event: Meeting Booked}]"
        booked = tracked("Meeting Booked", NOON + DAY)

        either = tell(tmp_path / "a", [demo(), booked], slow, AFTERWARDS)
        completed = tell(tmp_path / "b", [demo(), booked], slow, AFTERWARDS.replace(", ended: either", ""))

        assert either.steps() == ["next"]
        assert completed.steps() == []
