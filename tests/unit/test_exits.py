"""What an event ends, what leaving ends, and what goes on."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.cart import Cart
from homing.domain.enrollment import Enrollment, EnrollmentState, ExitReason, enrollment_id
from homing.domain.events import EventName
from homing.domain.rules import Rules
from homing.domain.time import Stamp
from homing.domain.timeline import Line
from homing.domain.watch import watch_entry
from homing.domain.workflow import Workflow
from homing.services.endings import Endings
from homing.services.exits import Exits
from homing.services.ports import ExecutionStatus, Guard

from local.memory.passages import MemoryEnrollments
from local.memory.stores import MemoryDueIndex, MemoryMarks
from local.memory.tables import MemoryTables
from tests.builders import DAY, HOUR, at

NOW = at("2026-03-04 11:00")
SECRET = b"key"
ORDERED = EventName.ORDER_COMPLETED
MARKETING = {"id": "news", "type": "email"}
SERVICE = {"id": "receipt", "type": "email", "purpose": "transactional"}


def stamp(since: timedelta = timedelta(0)) -> Stamp:
    return Stamp(NOW + since, NOW + since)


def workflow(name: str, *steps: dict[str, Any], **more: Any) -> Workflow:
    trigger = {"type": "event", "event": "Subscribed"}
    usual = {"title": name, "status": "live", "stage": "before", "trigger": trigger}
    return Workflow.model_validate(usual | {"name": name, "steps": steps or [MARKETING]} | more)


WORKFLOWS = [
    workflow("welcome"),
    workflow("onboarding", SERVICE, MARKETING),
    workflow("nurture", exit=[{"event": "Order Completed"}]),
    workflow(
        "cart",
        key="cart",
        trigger={"type": "quiet", "events": ["Cart Updated"], "for": "1h"},
        exit=[{"event": "Order Completed"}],
        goal={"event": "Order Completed", "within": "7d"},
    ),
]


@dataclass
class Shop:
    """The enrollments of one contact, and what became of them."""

    tables: MemoryTables = field(default_factory=MemoryTables)
    stopped: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def start(self, enrollment: Enrollment, text: str) -> None:
        raise NotImplementedError

    def stop(self, enrollment: Enrollment, cause: str) -> None:
        self.stopped.append(enrollment.workflow)

    def status(self, enrollment: Enrollment) -> ExecutionStatus:
        raise NotImplementedError

    def cause(self, enrollment: Enrollment) -> str:
        raise NotImplementedError

    def write(self, line: Line) -> None:
        self.lines.append(line)

    def enroll(self, name: str, *, key: str = "c-1", started: timedelta = -DAY, **known: Any) -> None:
        row = Enrollment(
            id=enrollment_id(name, key, SECRET),
            workflow=name,
            version="v1",
            contact_id="c-1",
            key=key,
            started=stamp(started),
            enrolled_at=NOW,
            first_wait_until=NOW,
            **{"state": EnrollmentState.ACTIVE} | known,
        )
        MemoryEnrollments(self.tables).put(row, Guard(events=frozenset()), watch_entry(row), ())

    @property
    def exits(self) -> Exits:
        return Exits(
            enrollments=MemoryEnrollments(self.tables),
            executions=self,
            marks=MemoryMarks(self.tables),
            workflows=WorkflowSet(WORKFLOWS),
            timeline=self,
            endings=Endings(due=MemoryDueIndex(self.tables), workflows=WorkflowSet(WORKFLOWS)),
            rules=Rules(zone="Europe/Oslo", locales=("nb",)),
            id_secret=SECRET,
        )

    def ordered(self, *, cart: Cart | None = None, contacts: Sequence[str] = ("c-1",), **more: Any) -> None:
        tokens = cart.tokens() if cart else ()
        self.exits.by_event(
            ORDERED, stamp(), NOW, contact_ids=contacts, cart_tokens=tokens, cart=cart, **more
        )

    def leaves(self, *, until: Stamp | None = None) -> None:
        for enrollment in self.exits.marketing("c-1", until=until):
            self.exits.end(enrollment, ExitReason.UNSUBSCRIBED.value, NOW)

    def ended(self) -> dict[str, str | None]:
        """Why each ended enrollment ended."""
        rows = self.tables.enrollments.values()
        return {row.workflow: row.end_reason for row in rows if row.state is EnrollmentState.EXITED}


@pytest.fixture
def shop() -> Shop:
    return Shop()


CART = Cart(key="t1", changed=stamp(), cart_token="t1")


def test_an_event_ends_the_workflows_that_name_it_and_no_other(shop: Shop) -> None:
    shop.enroll("welcome")
    shop.enroll("nurture")

    shop.ordered()

    assert shop.ended() == {"nurture": "Order Completed"}
    assert shop.stopped == ["nurture"]
    assert [(line.kind.value, line.workflow) for line in shop.lines] == [("exited", "nurture")]


@pytest.mark.parametrize(
    ("started", "ended"), [(-HOUR, True), (timedelta(0), True), (timedelta(seconds=1), False)]
)
def test_an_event_ends_nothing_of_its_contact_that_started_after_it(
    shop: Shop, started: timedelta, ended: bool
) -> None:
    shop.enroll("nurture", started=started)

    shop.ordered()

    assert ("nurture" in shop.ended()) is ended


def test_an_order_ends_its_cart_whoever_bought_it_and_whenever_it_started(shop: Shop) -> None:
    shop.enroll("cart", key="t1", started=HOUR)

    shop.ordered(cart=CART, contacts=["c-2"])

    assert shop.ended() == {"cart": "Order Completed"}


def test_the_order_of_another_cart_by_another_contact_ends_nothing(shop: Shop) -> None:
    shop.enroll("cart", key="t1")

    shop.ordered(cart=Cart(key="t2", changed=stamp(), cart_token="t2"), contacts=["c-2"])

    assert shop.ended() == {}


def test_who_was_led_to_the_goal_is_said_to_have_reached_it(shop: Shop) -> None:
    shop.enroll("cart", key="t1", converted_at=NOW)

    shop.ordered(cart=CART, goal_event=ORDERED)

    assert shop.ended() == {"cart": ExitReason.GOAL}


def test_a_mark_is_left_for_enrollments_on_their_way_in(shop: Shop) -> None:
    shop.ordered(cart=CART)

    assert shop.tables.marks == {"c-1": {ORDERED: stamp()}, "cart#t1": {ORDERED: stamp()}}


def test_an_event_that_ends_no_workflow_leaves_no_mark(shop: Shop) -> None:
    shop.exits.by_event(
        EventName.PRODUCT_UPDATED, stamp(), NOW, contact_ids=["c-1"], cart_tokens=[], cart=None
    )

    assert shop.tables.marks == {}


def test_leaving_ends_what_has_only_marketing_to_send(shop: Shop) -> None:
    for name in ("welcome", "onboarding", "nurture", "removed"):
        shop.enroll(name)

    shop.leaves()

    assert shop.ended() == dict.fromkeys(("welcome", "nurture", "removed"), "unsubscribed")


@pytest.mark.parametrize(
    ("started", "ended"), [(-HOUR, True), (timedelta(0), True), (timedelta(seconds=1), False)]
)
def test_who_came_back_keeps_what_started_after_they_had_left(
    shop: Shop, started: timedelta, ended: bool
) -> None:
    shop.enroll("welcome", started=started)

    shop.leaves(until=stamp())

    assert ("welcome" in shop.ended()) is ended


def test_a_complaint_or_a_dead_address_ends_everything(shop: Shop) -> None:
    for name in ("welcome", "onboarding", "removed"):
        shop.enroll(name)

    shop.exits.everything("c-1", ExitReason.COMPLAINED, NOW)

    assert shop.ended() == dict.fromkeys(("welcome", "onboarding", "removed"), "complained")


def test_what_has_ended_ends_once_and_is_counted_once(shop: Shop) -> None:
    shop.enroll("nurture")
    shop.ordered()
    counted = dict(shop.tables.figures)

    shop.ordered()
    shop.exits.everything("c-1", ExitReason.BOUNCED, NOW)

    assert shop.ended() == {"nurture": "Order Completed"}
    assert shop.stopped == ["nurture"]
    assert len(shop.lines) == 1
    assert shop.tables.figures == counted


def test_another_sender_who_ended_it_first_has_said_so(shop: Shop) -> None:
    """The row read a moment ago says that it runs; the table knows better."""
    shop.enroll("welcome")
    (stale,) = shop.tables.enrollments.values()
    shop.exits.end(stale, "unsubscribed", NOW)

    shop.exits.end(stale, "complained", NOW)

    assert shop.ended() == {"welcome": "unsubscribed"}
    assert len(shop.lines) == len(shop.stopped) == 1
