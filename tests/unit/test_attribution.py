"""Which mail earned an order, and which orders are a workflow's goal."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from homing.domain.attribution import Credit, credit, meets_goal
from homing.domain.enrollment import Enrollment
from homing.domain.events import EventName
from homing.domain.message import MessageId
from homing.domain.time import Stamp
from homing.domain.touch import Attribution, OwnAttribution, Touch, TouchKind, Windows
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


WELCOME, CART = ("welcome-1", "abandoned_cart-1")
WINDOWS: dict[str, Windows] = {
    "welcome": {TouchKind.CLICK: FIVE_DAYS},
    "abandoned_cart": {TouchKind.CLICK: 2 * DAY, TouchKind.OPEN: DAY},
}


def click(ago: timedelta, step: str = "hello", of: str = WELCOME) -> Touch:
    return Touch(message=MessageId(enrollment=of, step=step), at=ORDERED - ago)


def opening(ago: timedelta, step: str = "reminder", of: str = CART) -> Touch:
    return replace(click(ago, step, of), kind=TouchKind.OPEN)


def thanked(*touches: Touch) -> Credit:
    return credit(touches, ORDERED, lambda workflow: WINDOWS[workflow])


def step_of(*touches: Touch) -> str | None:
    found = thanked(*touches).earned_by
    return found.step if found else None


@pytest.mark.parametrize(
    ("touches", "step"),
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
        ([click(3 * DAY, "a"), click(3 * DAY, "b", CART)], "a"),  # each in its own workflow's window
        ([click(HOUR, "a"), opening(MINUTE, "b")], "b"),  # the last touch, whatever its kind
        ([click(MINUTE, "a"), opening(HOUR, "b")], "a"),
        ([click(MINUTE, "a"), opening(MINUTE, "b")], "a"),  # at one instant a click outranks an open
        ([click(HOUR, "a"), opening(MINUTE, "b", WELCOME)], "a"),  # a workflow that counts clicks alone
        ([opening(DAY + MINUTE, "b")], None),
    ],
)
def test_the_last_touch_before_the_order_within_its_workflows_window_earned_it(
    touches: list[Touch], step: str | None
) -> None:
    assert step_of(*touches) == step


def test_one_message_is_credited_and_the_others_assisted_the_last_touched_first() -> None:
    found = thanked(click(HOUR, "a"), click(2 * HOUR, "b"), click(DAY, "a"), opening(3 * HOUR, "c"))

    assert found.earned_by == MessageId(enrollment=WELCOME, step="a")
    assert [(each.enrollment, each.step) for each in found.assisted] == [(WELCOME, "b"), (CART, "c")]


def test_what_came_too_early_or_after_the_order_did_not_assist() -> None:
    assert thanked(click(HOUR, "a"), click(6 * DAY, "b"), click(-HOUR, "c")).assisted == ()


def test_an_order_names_ten_that_assisted_at_most() -> None:
    many = [click(n * HOUR, f"s{n}") for n in range(1, 30)]

    assert [each.step for each in thanked(*many).assisted] == [f"s{n}" for n in range(2, 12)]


@pytest.mark.parametrize(
    ("own", "windows"),
    [
        (None, {"click": 5}),
        ({"click_days": 14}, {"click": 14}),
        ({"by": "open"}, {"open": 1}),
        ({"by": ["click", "open"], "open_days": 3}, {"click": 5, "open": 3}),
    ],
)
def test_a_workflow_says_what_is_otherwise_than_in_shop_yaml(
    own: dict[str, Any] | None, windows: dict[str, int]
) -> None:
    said = OwnAttribution.model_validate(own) if own else None

    assert {kind.value: each.days for kind, each in Attribution().windows(said).items()} == windows


touches = st.builds(
    click,
    st.integers(-10, 200).map(lambda hours: hours * HOUR),
    st.sampled_from(["a", "b", "c"]),
    st.sampled_from([WELCOME, CART]),
)


@given(st.lists(touches, max_size=6), st.randoms(use_true_random=False))
def test_credit_does_not_depend_on_the_order_in_which_touches_are_read(
    read: list[Touch], chance: Any
) -> None:
    shuffled = list(read)
    chance.shuffle(shuffled)

    assert thanked(*shuffled) == thanked(*read)


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
