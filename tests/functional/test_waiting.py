"""A wait is armed and its event comes, each in the middle of the other, call by call."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from homing.adapters.workflow_set import WorkflowSet
from homing.contracts import Next, SendRequest
from homing.domain.contact import Contact, Identity
from homing.domain.deeds import deed_of
from homing.domain.due import DueEntry, DueKind
from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.errors import ResumeRefused
from homing.domain.events import Event
from homing.domain.message import Message, MessageId, MessageState
from homing.domain.rules import Rules
from homing.domain.time import Stamp
from homing.domain.workflow import Workflow
from homing.services.done import Done
from homing.services.endings import Endings
from homing.services.onward import Onward
from homing.services.passages import Passages
from homing.services.waiting import Waiting

from local.memory import stores
from tests.builders import DAY, HOUR, at

STARTED = at("2026-03-02 10:00")
ROW = "asking-1"
ANSWER = MessageId(enrollment=ROW, step="answer")
WORKFLOW = Workflow.model_validate(
    {
        "name": "asking",
        "title": "Asks",
        "status": "live",
        "stage": "after",
        "trigger": {"type": "event", "event": "Subscribed"},
        "steps": [
            {"id": "survey", "type": "email"},
            {
                "id": "answer",
                "type": "wait_for",
                "event": "Survey Answered",
                "match": ["order_id"],
                "timeout": "5d",
                "then": [{"id": "thanks", "type": "email"}],
            },
        ],
    }
)
Hook = Callable[[], None]


class Seam:
    """A port; before its nth call of all, somebody else has a turn."""

    calls = 0
    at_call: int | None = None
    turn: Hook = staticmethod(lambda: None)

    def __init__(self, port: Any) -> None:
        self._port = port

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)

        def called(*args: Any, **kwargs: Any) -> Any:
            Seam.calls += 1
            if Seam.calls == Seam.at_call:
                Seam.turn()
            return found(*args, **kwargs)

        return called if callable(found) else found


class Tasks:
    """Executions that wait; each token is good for one answer."""

    def __init__(self) -> None:
        self.answers: dict[str, str | None] = {}

    def succeed(self, token: str, output: str) -> None:
        if token in self.answers:
            raise ResumeRefused("TaskTimedOut")
        self.answers[token] = Next.model_validate_json(output).branch

    def fail(self, token: str, error: str, cause: str) -> None:
        raise AssertionError("no wait is parked")


class Clock:
    moment = STARTED + HOUR

    def now(self) -> Any:
        return self.moment


class Quiet:
    def write(self, line: object) -> None:
        """Nobody reads it."""


class World:
    def __init__(self) -> None:
        Seam.calls, Seam.at_call = 0, None
        self.tables = stores.MemoryTables()
        self.tasks, self.clock = Tasks(), Clock()
        stores.MemoryContacts(self.tables).create(Contact(id="c-1"), [])
        self.row = Enrollment(
            id=ROW,
            workflow="asking",
            version="v",
            contact_id="c-1",
            key="c-1",
            started=Stamp.of(STARTED, STARTED),
            enrolled_at=STARTED,
            first_wait_until=STARTED,
            state=EnrollmentState.ACTIVE,
            last_mail_at=STARTED,
            trigger={"order_id": "7"},
        )
        self.tables.keep(self.row)
        self.history: Any = Seam(stores.MemoryHistory(self.tables))
        messages: Any = Seam(stores.MemoryMessages(self.tables))
        enrollments: Any = Seam(stores.MemoryEnrollments(self.tables))
        workflows = WorkflowSet([WORKFLOW])
        rules = Rules(zone="Europe/Oslo", locales=("en",))
        timeline: Any = Quiet()
        due: Any = Seam(stores.MemoryDueIndex(self.tables))
        waits: Any = Seam(stores.MemoryWaits(self.tables))
        tasks: Any = Seam(self.tasks)
        contacts: Any = stores.MemoryContacts(self.tables)
        onward = Onward(timeline=timeline, endings=Endings(due=due, workflows=workflows), rules=rules)
        self.waiting = Waiting(
            clock=self.clock,
            waits=waits,
            history=self.history,
            messages=messages,
            workflows=workflows,
            due=due,
            tasks=tasks,
            timeline=timeline,
            passages=Passages(enrollments=enrollments, contacts=contacts, workflows=workflows),
            done=Done(messages=messages, timeline=timeline, onward=onward),
        )

    def arm(self, token: str = "t-1") -> None:
        self.waiting.arm(
            SendRequest(token=token, enrollment=ROW, version="v", step="answer", due=STARTED + HOUR)
        )

    def tell(self, hours: float = 2, order: str = "7", name: str = "Survey Answered") -> None:
        """The event comes, as the consumer works it off: history first, then whoever waits."""
        when = STARTED + hours * HOUR
        event = Event(
            id=f"e-{hours}",
            name=name,
            time=Stamp.of(when, when),
            arrived_at=when,
            identity=Identity(),
            properties={"order_id": order},
        )
        self.history.note("c-1", deed_of(event), event.id)
        self.waiting.resume(event, "c-1", when)

    def time_is_over(self) -> None:
        end = STARTED + HOUR + 5 * DAY
        self.clock.moment = end
        entry = DueEntry(at=end, kind=DueKind.TIMEOUT, workflow="asking", key=str(ANSWER))
        self.waiting.expire(entry, end)

    def outcome(self) -> Message | None:
        return self.tables.messages.get(ANSWER)


def calls_of(doing: Callable[[World], None], before: Callable[[World], None] | None = None) -> int:
    world = World()
    if before is not None:
        before(world)
    start = Seam.calls
    doing(world)
    return Seam.calls - start


def test_an_event_that_comes_at_any_moment_of_the_arming_is_not_missed() -> None:
    for at_call in range(1, calls_of(World.arm) + 2):
        world = World()
        Seam.at_call, Seam.turn = at_call, staticmethod(world.tell)

        world.arm()
        if at_call > Seam.calls:
            world.tell()

        assert world.tasks.answers == {"t-1": "happened"}, at_call
        assert world.tables.waits == {}, at_call


def test_an_arming_at_any_moment_of_the_event_is_not_missed() -> None:
    for at_call in range(1, calls_of(World.tell, World.arm) + 2):
        world = World()
        world.arm("t-0")
        Seam.at_call, Seam.turn = Seam.calls + at_call, staticmethod(lambda: world.arm("t-1"))  # noqa: B023

        world.tell()
        if world.tasks.answers.keys() != {"t-0", "t-1"}:
            world.arm("t-1")

        assert world.tasks.answers == {"t-0": "happened", "t-1": "happened"}, at_call
        assert world.tables.waits == {}, at_call


def test_an_event_and_the_end_of_the_time_agree_on_one_way() -> None:
    for at_call in range(1, calls_of(World.time_is_over, World.arm) + 2):
        world = World()
        world.arm()
        Seam.at_call, Seam.turn = Seam.calls + at_call, staticmethod(world.tell)

        world.time_is_over()

        outcome = world.outcome()
        assert outcome is not None, at_call
        assert outcome.state is MessageState.DONE
        assert world.tasks.answers == {"t-1": outcome.branch}, at_call
        assert world.tables.waits == {}, at_call


def test_what_happened_in_time_counts_though_nobody_was_told_until_it_was_over() -> None:
    world = World()
    world.arm()
    when = STARTED + 20 * HOUR
    told = Event(
        id="e",
        name="Survey Answered",
        time=Stamp.of(when, when),
        arrived_at=when,
        properties={"order_id": "7"},
    )
    world.history.note("c-1", deed_of(told), told.id)

    world.time_is_over()

    assert world.tasks.answers == {"t-1": "happened"}


@pytest.mark.parametrize(
    ("hours", "order"),
    [(0, "7"), (-1, "7"), (2, "8"), (200, "7")],
    ids=["with the mail", "before the mail", "of another order", "too late"],
)
def test_an_event_that_is_not_the_one_lets_nobody_go_on(hours: float, order: str) -> None:
    world = World()
    world.arm()

    world.tell(hours, order)

    assert world.tasks.answers == {}
    assert len(world.tables.waits) == 1


def test_what_ended_one_wait_ends_no_other_of_the_same_enrollment() -> None:
    world = World()
    world.tables.messages[replace(ANSWER, step="earlier")] = Message(
        id=replace(ANSWER, step="earlier"),
        workflow="asking",
        contact_id="c-1",
        state=MessageState.DONE,
        decided_at=STARTED + 2 * HOUR,
        branch="happened",
    )
    world.tables.by_enrollment.setdefault(ROW, []).append(replace(ANSWER, step="earlier"))
    world.arm()

    world.tell(hours=2)
    assert world.tasks.answers == {}

    world.tell(hours=3)
    assert world.tasks.answers == {"t-1": "happened"}


def test_who_waits_in_an_enrollment_that_has_ended_is_let_go() -> None:
    world = World()
    world.tables.keep(replace(world.row, state=EnrollmentState.EXITED))

    world.arm()

    assert world.tasks.answers == {"t-1": "otherwise"}
    assert world.outcome() is None
