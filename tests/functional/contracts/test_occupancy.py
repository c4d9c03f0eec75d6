"""Who waits where: the counts that the writes keep equal a recount of the rows, in any order of writes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from homing.domain.enrollment import Enrollment
from homing.domain.message import MessageState, Reason
from homing.domain.occupancy import Occupancy, Place, recount
from homing.domain.watch import watch_entry
from homing.services.ports import Completion
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.functional.contracts.engines import Engine, VirtualClock, in_memory, moto_tables, on_moto
from tests.functional.contracts.samples import (
    NO_GUARD,
    NOW,
    after,
    claim,
    enrollment,
    sent,
    spent,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

LAST = Completion(at=after(minutes=5))


def at(step: str, count: int = 1, version: str = "v1", workflow: str = "welcome") -> dict[Place, int]:
    return {Place(workflow, version, step): count}


def put(engine: Engine, name: str = "welcome-1", **known: Any) -> Enrollment:
    row = enrollment(name, **{"waits_for": "hello", **known})
    engine.enrollments.put(row, NO_GUARD, watch_entry(row), [])
    return row


def row(engine: Engine, name: str = "welcome-1") -> Enrollment:
    found = engine.enrollments.get(name)
    assert found is not None
    return found


def settle(engine: Engine, step: str, onto: str | None = None, completion: Completion | None = None) -> None:
    known = engine.messages.get([claim(step).id]).get(claim(step).id)
    engine.messages.settle(sent(known or claim(step)), completion, [], waits_for=onto)


def test_who_enters_waits_for_the_first_step(engine: Engine) -> None:
    put(engine)
    put(engine, "welcome-2")
    put(engine, "welcome-2")
    put(engine, "welcome-3", version="v2")
    put(engine, "cart-1", workflow="cart", waits_for="pk")

    assert engine.enrollments.occupancy() == at("hello", 2) | at("hello", version="v2") | at(
        "pk", workflow="cart"
    )


def test_an_outcome_moves_its_reader_to_the_next_step_once(engine: Engine) -> None:
    put(engine)

    settle(engine, "hello", onto="second")
    settle(engine, "hello", onto="second")

    assert engine.enrollments.occupancy() == at("second")
    assert row(engine).waits_for == "second"


def test_a_claim_moves_nobody(engine: Engine) -> None:
    put(engine)
    ledger = engine.contacts.ledger("c-1")

    engine.messages.claim(claim("hello"), None, ledger, spent(ledger))

    assert engine.enrollments.occupancy() == at("hello")


def test_a_step_that_is_gone_leaves_its_reader_where_the_count_knows_them(engine: Engine) -> None:
    put(engine)

    settle(engine, "hello")

    assert engine.enrollments.occupancy() == at("hello")


def test_the_last_outcome_lets_its_reader_out(engine: Engine) -> None:
    put(engine)

    settle(engine, "hello", completion=LAST)

    assert engine.enrollments.occupancy() == {}


def test_a_branch_moves_from_where_its_reader_is(engine: Engine) -> None:
    put(engine)

    assert engine.enrollments.move(row(engine), "arm", NOW)
    assert not engine.enrollments.move(enrollment(waits_for="hello"), "other_arm", NOW)

    assert row(engine).waits_until == NOW
    assert engine.enrollments.occupancy() == at("arm")


def test_who_ended_is_moved_no_more(engine: Engine) -> None:
    known = put(engine)
    engine.enrollments.end(known, "Order Completed", NOW, [])

    assert not engine.enrollments.move(known, "arm", NOW)

    assert engine.enrollments.occupancy() == {}


def test_an_exit_leaves_the_step_that_was_reached_since_it_looked(engine: Engine) -> None:
    seen_by_the_exit = put(engine)
    settle(engine, "hello", onto="second")

    assert engine.enrollments.end(seen_by_the_exit, "Order Completed", NOW, [])

    assert engine.enrollments.occupancy() == {}
    assert row(engine).waits_for == "second"


def test_an_outcome_after_the_exit_counts_nobody_in_again(engine: Engine) -> None:
    engine.enrollments.end(put(engine), "Order Completed", NOW, [])

    settle(engine, "hello", onto="second")

    assert engine.enrollments.occupancy() == {}


def test_a_row_from_before_the_counting_ends_without_a_count(engine: Engine) -> None:
    known = put(engine, waits_for=None)

    assert engine.enrollments.complete(known, NOW, [])

    assert engine.enrollments.occupancy() == {}


NAMES = st.sampled_from(["welcome-1", "welcome-2"])
STEPS = st.sampled_from(["hello", "second", "third"])


@dataclass(frozen=True, slots=True)
class Write:
    """One write, perhaps with a row that was read `stale` writes ago."""

    verb: str
    name: str
    step: str
    onto: str
    stale: int

    def do(self, engine: Engine, rows: Sequence[Enrollment]) -> None:
        mine = [each for each in rows if each.id == self.name][-1 - self.stale :]
        if self.verb == "put" or not mine:
            put(engine, self.name, waits_for=self.step, version=self.onto)
            return
        known = mine[0]
        message = claim(self.step, row=self.name)
        stands = engine.messages.get([message.id]).get(message.id)
        skipped = replace(stands or message, state=MessageState.SKIPPED, reason=Reason.CONDITION)
        verbs: dict[str, Callable[[], object]] = {
            "end": lambda: engine.enrollments.end(known, "x", NOW, []),
            "complete": lambda: engine.enrollments.complete(known, NOW, []),
            "move": lambda: engine.enrollments.move(known, self.onto, NOW),
            "break": lambda: engine.enrollments.mark_broken(known),
            "again": lambda: engine.enrollments.next_attempt(known),
            "send": lambda: engine.messages.settle(sent(message), None, [], waits_for=self.onto),
            "skip": lambda: engine.messages.settle(skipped, None, [], waits_for=self.onto),
            "last": lambda: engine.messages.settle(sent(message), LAST, []),
        }
        verbs[self.verb]()


VERBS = st.sampled_from(["put", "end", "complete", "move", "break", "again", "send", "skip", "last"])
WRITES = st.builds(Write, VERBS, NAMES, STEPS, STEPS, st.integers(0, 3))


@settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # moto is too slow to shrink on, and the examples are short
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(writes=st.lists(WRITES, min_size=4, max_size=16))
def test_the_counts_equal_a_recount_after_any_writes_in_both_engines(
    client: "DynamoDBClient", writes: Sequence[Write]
) -> None:
    clock = VirtualClock()
    with moto_tables(client, clock) as tables:
        engines = (in_memory(), on_moto(tables, clock))
        rows: tuple[list[Enrollment], ...] = ([], [])
        for write in writes:
            kept: list[Occupancy] = []
            for engine, read in zip(engines, rows, strict=True):
                write.do(engine, read)
                stored = [engine.enrollments.get(name) for name in ("welcome-1", "welcome-2")]
                read += [each for each in stored if each is not None]
                assert engine.enrollments.occupancy() == recount(filter(None, stored)), write
                kept.append(engine.enrollments.occupancy())
            assert kept[0] == kept[1], write
