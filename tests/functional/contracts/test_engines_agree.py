"""Whatever is done in whatever order, both engines answer alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from homing.domain.contact import Trait
from homing.domain.events import EventName
from homing.domain.figures import Metric
from homing.domain.time import Stamp
from homing.domain.watch import watch_entry
from homing.services.ports import Guard
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.functional.contracts.engines import Engine, VirtualClock, in_memory, moto_tables, on_moto
from tests.functional.contracts.samples import (
    NOW,
    ORDERED,
    after,
    contact,
    counted,
    enrollment,
    one,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

EVENTS = st.sampled_from([ORDERED, EventName.CHECKOUT_COMPLETED])
TIMES = st.integers(-1, 1)
STAMPS = st.builds(lambda at, claimed: Stamp(after(hours=at), after(hours=claimed)), TIMES, TIMES)
CARTS = st.sampled_from(["cart#1", "checkout#2"])
NAMES = st.sampled_from(["welcome-1", "welcome-2"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An event that ends workflows."""

    keys: tuple[str, ...]
    event: str
    time: Stamp

    def do(self, engine: Engine) -> object:
        engine.marks.add(self.keys, self.event, self.time)
        return engine.marks.of(self.keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A trigger."""

    name: str
    guard: Guard

    def do(self, engine: Engine) -> object:
        row = enrollment(self.name)
        return engine.enrollments.put(row, self.guard, watch_entry(row), [one(Metric.ENROLLED, row.id)])


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """What an exit does to what it finds."""

    def do(self, engine: Engine) -> object:
        found = engine.enrollments.of_contact("c-1")
        return {
            each.id: engine.enrollments.end(each, "x", NOW, [one(Metric.EXITED, each.id)]) for each in found
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Learn:
    """What an event says of its contact."""

    traits: tuple[tuple[str, str, Stamp], ...]

    def do(self, engine: Engine) -> object:
        changes = {name: Trait(value=value, time=time) for name, value, time in self.traits}
        return engine.contacts.set_traits("c-1", changes)


KEYS = st.lists(CARTS | st.just("c-1"), min_size=1, max_size=3, unique=True).map(tuple)
GUARDS = st.builds(
    Guard,
    events=st.frozensets(EVENTS, max_size=2),
    cart_tokens=st.lists(CARTS, max_size=2, unique=True).map(tuple),
    contact_id=st.sampled_from(["", "c-1"]),
    since=st.none() | STAMPS,
)
TRAITS = st.lists(
    st.tuples(st.sampled_from(["first_name", "last_name"]), st.sampled_from(["Ada", "Eve"]), STAMPS),
    max_size=2,
).map(tuple)
STEPS = (
    st.builds(Mark, keys=KEYS, event=EVENTS, time=STAMPS)
    | st.builds(Put, name=NAMES, guard=GUARDS)
    | st.builds(End)
    | st.builds(Learn, traits=TRAITS)
)


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # moto is too slow to shrink on, and the examples are short
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=3, max_size=12))
def test_exits_enrollments_and_traits_are_the_same_in_both_engines(
    client: "DynamoDBClient", steps: "Sequence[Mark | Put | End | Learn]"
) -> None:
    clock = VirtualClock()
    with moto_tables(client, clock) as tables:
        engines = (in_memory(), on_moto(tables, clock))
        for engine in engines:
            engine.contacts.create(contact(), [])

        for step in steps:
            in_laptop, in_cloud = (step.do(engine) for engine in engines)
            assert in_laptop == in_cloud, step

        states = [_state(engine) for engine in engines]
        assert states[0] == states[1]


def _state(engine: Engine) -> object:
    return (
        engine.contacts.get("c-1"),
        sorted(engine.enrollments.of_contact("c-1"), key=lambda each: each.id),
        engine.marks.of(["c-1", "cart#1", "checkout#2"]),
        list(engine.due.until(NOW)),
        counted(engine.figures),
    )
