"""Which mail earned an order, and which orders are a workflow's goal."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from homing.domain.attribution import Click, credited, meets_goal
from homing.domain.enrollment import Enrollment
from homing.domain.events import EventName
from homing.domain.message import MessageId
from homing.domain.time import Stamp
from homing.domain.workflow import Workflow
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import DAY, HOUR, MINUTE, at

ORDERED = at("2026-03-10 12:00")
FIVE_DAYS = timedelta(days=5)
STARTED = at("2026-03-02 10:00")
WORKFLOW = Workflow.model_validate(
    {
        "name": "welcome",
        "title": "Welcome",
        "status": "live",
        "stage": "before",
        "trigger": {"type": "event", "event": "Subscribed"},
        "goal": {"event": "Order Completed", "within": "14d"},
        "steps": [{"id": "hello", "type": "email"}],
    }
)


def click(ago: timedelta, step: str = "hello") -> Click:
    return Click(message=MessageId(enrollment="welcome-1", step=step), at=ORDERED - ago)


def step_of(*clicks: Click) -> str | None:
    found = credited(clicks, ORDERED, FIVE_DAYS)
    return found.step if found else None


@pytest.mark.parametrize(
    ("clicks", "step"),
    [
        ([], None),
        ([click(HOUR, "a")], "a"),
        ([click(timedelta(0), "a")], "a"),
        ([click(5 * DAY, "a")], "a"),
        ([click(5 * DAY + MINUTE, "a")], None),
        ([click(-MINUTE, "a")], None),  # who clicks after ordering was not led there
        ([click(2 * DAY, "a"), click(HOUR, "b")], "b"),
        ([click(HOUR, "b"), click(2 * DAY, "a")], "b"),
        ([click(HOUR, "a"), click(-HOUR, "b")], "a"),
    ],
)
def test_the_last_click_before_the_order_within_the_window_earned_it(
    clicks: list[Click], step: str | None
) -> None:
    assert step_of(*clicks) == step


clicks = st.builds(
    click, st.integers(-10, 200).map(lambda hours: hours * HOUR), st.sampled_from(["a", "b", "c"])
)


@given(st.lists(clicks, max_size=6), st.randoms(use_true_random=False))
def test_credit_does_not_depend_on_the_order_in_which_clicks_are_read(read: list[Click], chance: Any) -> None:
    shuffled = list(read)
    chance.shuffle(shuffled)

    assert step_of(*shuffled) == step_of(*read)


def enrollment(sent: datetime | None, delivered: datetime | None = None) -> Enrollment:
    return Enrollment(
        id="welcome-1",
        workflow="welcome",
        version="v1",
        contact_id="c-1",
        key="c-1",
        started=Stamp(STARTED, STARTED),
        enrolled_at=STARTED,
        first_wait_until=STARTED,
        first_sent_at=sent,
        first_delivered_at=delivered,
    )


SENT = STARTED + MINUTE
DELIVERED = SENT + 2 * HOUR


@pytest.mark.parametrize(
    ("passage", "when", "met"),
    [
        (enrollment(SENT, DELIVERED), DELIVERED + DAY, True),
        (enrollment(SENT, DELIVERED), SENT + MINUTE, True),  # sent, and not yet known to be delivered
        (enrollment(SENT, DELIVERED), SENT, False),
        (enrollment(SENT, DELIVERED), SENT - MINUTE, False),
        (enrollment(SENT, DELIVERED), DELIVERED + 14 * DAY, True),
        (enrollment(SENT, DELIVERED), DELIVERED + 14 * DAY + MINUTE, False),
        (enrollment(SENT), SENT + 14 * DAY, True),  # its delivery is never told
        (enrollment(SENT), SENT + 14 * DAY + MINUTE, False),
        (enrollment(None), STARTED + DAY, False),  # before any mail it is nobody's merit
    ],
)
def test_the_goal_counts_after_the_first_mail_and_within_its_time(
    passage: Enrollment, when: datetime, met: bool
) -> None:
    assert meets_goal(WORKFLOW, passage, EventName.ORDER_COMPLETED, when, {}) is met


def test_another_event_is_not_the_goal() -> None:
    assert not meets_goal(WORKFLOW, enrollment(SENT), EventName.ORDER_PAID, SENT + DAY, {})


def test_a_workflow_without_a_goal_meets_none() -> None:
    aimless = WORKFLOW.model_copy(update={"goal": None})

    assert not meets_goal(aimless, enrollment(SENT), EventName.ORDER_COMPLETED, SENT + DAY, {})


def test_an_enrollment_that_has_ended_may_still_be_met() -> None:
    over = replace(enrollment(SENT), ended_at=SENT + HOUR, end_reason="completed")

    assert meets_goal(WORKFLOW, over, EventName.ORDER_COMPLETED, SENT + DAY, {})


def test_the_order_that_began_an_enrollment_is_not_its_goal() -> None:
    began = replace(enrollment(SENT), trigger={"order_id": "7"})
    paid = SENT + MINUTE

    assert not meets_goal(WORKFLOW, began, EventName.ORDER_COMPLETED, paid, {"order_id": "7"})
    assert meets_goal(WORKFLOW, began, EventName.ORDER_COMPLETED, paid, {"order_id": "8"})
