"""Who is in which segment: what is kept is at any time what a recount from scratch would find."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from homing.adapters.workflow_set import WorkflowSet
from homing.domain.contact import Contact, Trait
from homing.domain.deeds import deed_of
from homing.domain.due import DueKind
from homing.domain.events import Event, Traits
from homing.domain.figures import SEGMENTS, Count
from homing.domain.membership import MembershipRow
from homing.domain.reads import Reads
from homing.domain.rules import Rules
from homing.domain.segment import Segment
from homing.domain.time import Stamp
from homing.domain.workflow import Workflow
from homing.services.knowledge import Knowledge
from homing.services.memberships import Memberships
from hypothesis import given, settings
from hypothesis import strategies as st

from local.memory.groups import MemoryScores, MemorySegments
from local.memory.stores import (
    MemoryContacts,
    MemoryDueIndex,
    MemoryHistory,
    MemoryMessages,
    MemoryTables,
)
from local.metered import Metered
from local.tally import Tally
from tests.builders import DAY, HOUR, at

NOW = at("2026-03-04 11:00")
RULES = Rules(zone="Europe/Oslo", locales=("nb",))

SHIPPED: dict[str, Any] = {
    "keen": {"event": "Product Viewed", "at_least": 2, "within": "3d"},
    "quiet": {"not": {"event": "Product Viewed", "within": "5d"}},
    "norwegian": {"fact": "contact.favourite_team", "is": "Norway"},
    "keen_norwegian": {"all": [{"segment": "keen"}, {"segment": "norwegian"}]},
    "new": {"fact": "contact.first_seen", "within": "4d"},
    "lukewarm": {"event": "Product Viewed", "at_least": 1, "at_most": 2, "within": "2d"},
}


def using(*names: str) -> Workflow:
    return Workflow.model_validate(
        {
            "name": "mail",
            "title": "Mail",
            "status": "live",
            "stage": "before",
            "trigger": {"type": "segment", "entered": names[0]},
            "entry": {"any": [{"segment": name} for name in names]},
            "steps": [{"type": "email", "id": "hello"}],
        }
    )


def segments(**written: Any) -> list[Segment]:
    return [Segment.model_validate({"name": n, "title": n, "when": when}) for n, when in written.items()]


class RacingSegments(MemorySegments):
    """Lets something happen between the reading and the writing of a membership."""

    meanwhile: Callable[[], None] | None = None

    def put(self, known: MembershipRow, row: MembershipRow, counts: Sequence[Count]) -> bool:
        if self.meanwhile is not None:
            self.meanwhile()
        return super().put(known, row, counts)


@dataclass
class Shop:
    """Events and time, as the consumer and the sweep work them off."""

    written: dict[str, Any] = field(default_factory=lambda: SHIPPED)
    now: datetime = NOW
    tables: MemoryTables = field(default_factory=MemoryTables)
    tally: Tally = field(default_factory=Tally)
    told: list[tuple[str, str]] = field(default_factory=list)
    number: int = 0

    def __post_init__(self) -> None:
        self.deploy(**self.written)
        self.tables.contacts["c-1"] = Contact(id="c-1", first_seen=Stamp.of(self.now, self.now))

    def deploy(self, **written: Any) -> None:
        self.written = written
        self.history = MemoryHistory(self.tables)
        self.segments = RacingSegments(self.tables)
        self.workflows = WorkflowSet([using(*written)] if written else [], segments(**written))
        self.due = MemoryDueIndex(self.tables)
        contacts = self._metered("contacts", MemoryContacts(self.tables))
        self.knowledge = Knowledge(
            contacts=contacts,
            history=self._metered("history", self.history),
            messages=MemoryMessages(self.tables),
            scores=MemoryScores(self.tables),
            workflows=self.workflows,
            rules=RULES,
        )
        self.memberships = Memberships(
            segments=self._metered("segments", self.segments),
            contacts=contacts,
            due=self.due,
            workflows=self.workflows,
            knowledge=self.knowledge,
            rules=RULES,
        )

    def _metered(self, name: str, port: Any) -> Any:
        return Metered(port, name, self.tally)

    def event(self, name: str, *, ago: timedelta = timedelta(0), **traits: Any) -> Event:
        self.number += 1
        return Event(
            id=f"e{self.number}",
            name=name,
            time=Stamp.of(self.now - ago, self.now),
            arrived_at=self.now,
            traits=Traits(others=traits),
        )

    def happen(self, event: Event, contact_id: str = "c-1") -> Sequence[Event]:
        contact = self.tables.contacts[contact_id]
        traits = {n: Trait(value=v, time=event.time) for n, v in event.traits.others.items()}
        self.tables.contacts[contact_id] = contact.with_traits(traits)
        if event.name in self.workflows.reads().events:
            self.history.note(contact_id, deed_of(event), event.id)
        return self.tell(self.memberships.changed_by(event, contact, self.now))

    def do(self, name: str, **details: Any) -> list[tuple[str, str]]:
        """(what, which segment) that an event tells of."""
        return _told(self.happen(self.event(name, **details)))

    def tell(self, events: Sequence[Event]) -> Sequence[Event]:
        self.told += _told(events)
        return events

    def wait(self, until: datetime) -> None:
        """Let the sweep look every minute at which anything is due."""
        while (due := self.due.next_at()) is not None and due <= until:
            self.now = max(self.now, due)
            for entry in self.due.until(self.now):
                assert entry.kind is DueKind.SEGMENTS
                self.tell(self.memberships.look(entry, self.now))
                self.due.remove(entry)
        self.now = max(self.now, until)

    def inside(self, contact_id: str = "c-1") -> frozenset[str]:
        return self.tables.memberships.get(contact_id, MembershipRow(contact_id=contact_id)).inside()

    def recount(self, contact_id: str = "c-1") -> frozenset[str]:
        asked = Reads(segments=frozenset(self.written))
        contact = self.tables.contacts[contact_id]
        return self.knowledge.facts(contact, asked, self.now, trigger={}).segments

    def members(self) -> dict[str, int]:
        """How many members the figures count, by segment."""
        counted: dict[str, int] = {}
        for cell, metrics in self.tables.figures.items():
            assert cell.workflow == SEGMENTS
            change = metrics.get("gained", 0) - metrics.get("lost", 0)
            counted[cell.step] = counted.get(cell.step, 0) + int(change)
        return counted


def _told(events: Sequence[Event]) -> list[tuple[str, str]]:
    return [(each.name.removeprefix("Segment "), each.properties["segment"]) for each in events]


def test_who_does_enough_enters_and_is_told_of_once() -> None:
    shop = Shop({"keen": SHIPPED["keen"]})

    assert shop.do("Product Viewed") == []
    assert shop.do("Product Viewed") == [("Entered", "keen")]
    assert shop.do("Product Viewed") == []
    assert shop.inside() == {"keen"}
    assert list(shop.memberships.members("keen")) == ["c-1"]


def test_who_does_nothing_more_leaves_by_time_alone() -> None:
    shop = Shop({"keen": SHIPPED["keen"]})
    shop.do("Product Viewed")
    shop.wait(NOW + DAY)
    shop.do("Product Viewed")

    shop.wait(NOW + 3 * DAY - HOUR)
    assert shop.inside() == {"keen"}
    shop.wait(NOW + 3 * DAY)
    assert shop.inside() == set()
    assert shop.told == [("Entered", "keen"), ("Left", "keen")]
    assert shop.members() == {"keen": 0}


def test_a_segment_of_those_who_did_nothing_is_entered_by_time_alone() -> None:
    shop = Shop({"quiet": SHIPPED["quiet"]})

    shop.do("Product Viewed")
    shop.wait(NOW + 5 * DAY)

    assert shop.told == [("Entered", "quiet")]


def test_the_same_event_again_tells_the_same_again_and_changes_nothing() -> None:
    shop = Shop({"keen": SHIPPED["keen"]})
    shop.do("Product Viewed")
    second = shop.event("Product Viewed")
    first_time = shop.happen(second)
    row = shop.tables.memberships["c-1"]

    shop.now += HOUR

    assert [(e.id, e.name, e.time) for e in shop.happen(second)] == [
        (e.id, e.name, e.time) for e in first_time
    ]
    assert shop.tables.memberships["c-1"] == row
    assert shop.members() == {"keen": 1}


def test_a_look_that_died_after_it_wrote_tells_the_same_again() -> None:
    shop = Shop({"quiet": SHIPPED["quiet"]})
    shop.do("Product Viewed")
    entry = next(iter(shop.due.until(NOW + 5 * DAY)))
    shop.now = entry.at

    first_time = shop.memberships.look(entry, shop.now)
    again = shop.memberships.look(entry, shop.now + HOUR)

    assert [(e.id, e.time) for e in first_time] == [(e.id, e.time) for e in again] != []


def test_nobody_is_told_of_who_was_in_a_new_segment_all_along() -> None:
    shop = Shop({"keen": SHIPPED["keen"]})
    shop.do("Signed In", favourite_team="Norway")

    shop.deploy(keen=SHIPPED["keen"], norwegian=SHIPPED["norwegian"])

    assert shop.do("Product Viewed") == []
    assert shop.inside() == {"norwegian"}
    assert shop.members() == {"norwegian": 1}


def test_a_definition_that_changed_applies_at_the_next_event() -> None:
    shop = Shop({"keen": SHIPPED["keen"]})
    shop.do("Product Viewed")
    shop.do("Product Viewed")

    shop.deploy(keen={"event": "Product Viewed", "at_least": 9, "within": "3d"})
    assert shop.do("Signed In") == []

    assert shop.inside() == set()
    assert shop.members() == {"keen": 0}


def test_a_segment_that_nothing_names_any_more_lets_everyone_go() -> None:
    shop = Shop({"norwegian": SHIPPED["norwegian"], "new": SHIPPED["new"]})
    shop.do("Signed In", favourite_team="Norway")

    shop.deploy(new=SHIPPED["new"])
    shop.do("Signed In")

    assert shop.inside() == {"new"}
    assert list(shop.memberships.members("norwegian")) == []


def test_without_segments_nothing_is_read_or_written() -> None:
    shop = Shop({})

    shop.do("Product Viewed")

    assert sum(shop.tally.calls.values()) == 0


def test_an_event_that_no_segment_reads_costs_one_read() -> None:
    shop = Shop({"keen": SHIPPED["keen"]})
    shop.do("Product Viewed")
    shop.tally.calls.clear()

    shop.do("Page Viewed")

    assert shop.tally.calls == {"segments.of": 1}


def test_what_an_event_costs_does_not_depend_on_how_many_contacts_there_are() -> None:
    calls = []
    for crowd in (10, 1000):
        shop = Shop()
        for number in range(2, crowd):
            shop.tables.contacts[f"c-{number}"] = Contact(id=f"c-{number}", first_seen=Stamp.of(NOW, NOW))
            if number % 7 == 0:
                shop.happen(shop.event("Product Viewed"), f"c-{number}")
        shop.tally.calls.clear()
        shop.do("Product Viewed")
        shop.wait(NOW + HOUR)
        calls.append(dict(shop.tally.calls))

    assert calls[0] == calls[1]


def test_a_race_is_judged_again() -> None:
    """Between another's reading and writing an event comes that undoes what the other has read."""
    shop = Shop({"keen_only": {"all": [{"event": "Product Viewed"}, {"not": {"event": "Order Completed"}}]}})
    viewed, ordered = shop.event("Product Viewed"), shop.event("Order Completed")

    def overtake() -> None:
        shop.segments.meanwhile = None
        shop.happen(ordered)

    shop.segments.meanwhile = overtake
    shop.happen(viewed)

    assert shop.inside() == shop.recount() == set()


def test_what_an_update_step_wrote_is_judged_by_the_sweep() -> None:
    shop = Shop({"norwegian": SHIPPED["norwegian"]})
    shop.do("Signed In")
    contact = shop.tables.contacts["c-1"]
    told = {"favourite_team": Trait(value="Norway", time=Stamp.of(NOW, NOW))}
    shop.tables.contacts["c-1"] = replace(contact, traits=told)

    shop.memberships.look_soon("c-1", shop.now)
    shop.wait(NOW + HOUR)

    assert shop.told == [("Entered", "norwegian")]


def test_who_proved_to_be_another_is_in_no_segment_any_more() -> None:
    shop = Shop({"norwegian": SHIPPED["norwegian"]})
    shop.do("Signed In", favourite_team="Norway")
    shop.tables.contacts["c-1"] = replace(shop.tables.contacts["c-1"], id="c-2")  # as contacts.get reads them

    shop.memberships.look_soon("c-1", shop.now)
    shop.wait(NOW + HOUR)

    assert shop.inside() == set()
    assert list(shop.memberships.members("norwegian")) == []


happenings = st.tuples(
    st.sampled_from(["Product Viewed", "Product Viewed", "Page Viewed", "moved"]),
    st.integers(0, 60).map(lambda n: n * HOUR),  # since the last
    st.sampled_from([0, 0, 0, 30]).map(lambda n: n * HOUR),  # late on its way
    st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(happenings, max_size=15))
def test_what_is_kept_is_what_a_recount_finds_at_any_time(story: list[Any]) -> None:
    shop = Shop()
    shop.do("Signed In")
    for name, since, late, again in story:
        for part in range(3):
            shop.wait(shop.now + since / 3)
            assert shop.inside() == shop.recount(), part
        traits = {"favourite_team": "Norway" if again else "Sweden"} if name == "moved" else {}
        event = shop.event(name, ago=late, **traits)
        shop.happen(event)
        if again:
            shop.happen(event)
        assert shop.inside() == shop.recount()
    shop.wait(shop.now + 10 * DAY)

    assert shop.inside() == shop.recount()
    assert {name for name, count in shop.members().items() if count} == shop.inside()
    assert all(name in shop.inside() for name in SHIPPED if list(shop.memberships.members(name)))
