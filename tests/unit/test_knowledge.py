"""What is known when a condition is judged: all that it names, and nothing is read that it does not."""

from collections import Counter
from dataclasses import replace
from typing import Any

from homing.adapters.workflow_set import WorkflowSet
from homing.domain.condition import Condition
from homing.domain.contact import Contact, Place, Trait
from homing.domain.enrollment import Enrollment
from homing.domain.facts import Deed, holds
from homing.domain.message import Message, MessageId, MessageState
from homing.domain.policy import Ledger
from homing.domain.reads import reads
from homing.domain.rules import Rules
from homing.domain.segment import Segment
from homing.domain.time import Stamp
from homing.services.knowledge import Knowledge
from pydantic import TypeAdapter

from local.memory.groups import MemoryScores
from local.memory.stores import MemoryContacts, MemoryHistory, MemoryMessages, MemoryTables
from local.metered import Metered
from local.tally import Tally
from tests.builders import DAY, HOUR, at

NOW = at("2026-01-15 11:00")
STAMP = Stamp.of(NOW, NOW)
READER: TypeAdapter[Condition] = TypeAdapter(Condition)
SYDNEY = Trait(value=Place(country_code="AU", province_code="NSW"), time=STAMP)
KEEN = {"event": "Product Viewed", "at_least": 2, "within": "7d"}


class Known:
    """Knowledge over tables in memory, its reads counted."""

    def __init__(self, **segments: Any) -> None:
        self.tables = MemoryTables()
        self.tally = Tally()
        self.contact = Contact(id="c-1")
        named = [
            Segment(name=name, title=name, when=READER.validate_python(w)) for name, w in segments.items()
        ]
        self.knowledge = Knowledge(
            contacts=self._port("contacts", MemoryContacts(self.tables)),
            history=self._port("history", MemoryHistory(self.tables)),
            messages=self._port("messages", MemoryMessages(self.tables)),
            scores=self._port("scores", MemoryScores(self.tables)),
            workflows=WorkflowSet([], named),
            rules=Rules(zone="Europe/Oslo", locales=("nb",)),
        )

    def _port(self, name: str, port: Any) -> Any:
        return Metered(port, name, self.tally)

    def did(self, name: str, *ago: Any, **properties: Any) -> None:
        for number, each in enumerate(ago):
            deed = Deed(name=name, at=NOW - each, properties=properties)
            MemoryHistory(self.tables).note("c-1", deed, f"{name}{number}{properties}")

    def holds(self, written: Any, **known: Any) -> bool:
        condition = READER.validate_python(written)
        facts = self.knowledge.facts(self.contact, reads(condition), NOW, trigger={}, **known)
        return holds(condition, facts)

    @property
    def calls(self) -> Counter[str]:
        return self.tally.calls


def test_what_a_condition_does_not_name_is_not_read() -> None:
    known = Known(keen=KEEN)

    known.holds({"fact": "contact.has_ordered", "is": True})

    assert known.calls == Counter()


def test_each_event_that_is_named_is_read_once() -> None:
    known = Known(keen=KEEN)
    known.did("Product Viewed", HOUR, DAY)

    assert known.holds({"all": [KEEN, {"segment": "keen"}, {"not": {"event": "Page Viewed"}}]})
    assert known.calls == Counter({"history.deeds": 2})


def test_the_ledger_is_read_where_a_sent_step_is_named_and_the_caller_has_not_read_it() -> None:
    known = Known()
    lately = {"sent": "welcome.hello", "within": "7d"}
    known.tables.ledgers["c-1"] = Ledger(last_sent={"welcome.hello": NOW - DAY})

    assert known.holds(lately)
    assert known.calls == Counter({"contacts.ledger": 1})
    assert not known.holds(lately, ledger=Ledger())
    assert known.calls == Counter({"contacts.ledger": 1})


def test_properties_of_a_deed_are_compared() -> None:
    known = Known()
    known.did("Product Viewed", HOUR, product_id="7")

    assert known.holds({"event": "Product Viewed", "where": {"product_id": 7}})
    assert not known.holds({"event": "Product Viewed", "where": {"product_id": 8}})


def test_a_segment_of_a_segment_is_judged_on_the_same_facts() -> None:
    known = Known(
        keen=KEEN, keen_abroad={"all": [{"segment": "keen"}, {"fact": "contact.country", "is": "AU"}]}
    )
    known.did("Product Viewed", HOUR, DAY)

    assert not known.holds({"segment": "keen_abroad"})
    known.contact = known.contact.with_traits({"shipping": SYDNEY})
    assert known.holds({"segment": "keen_abroad"})
    assert not known.holds({"segment": "of_nobody"})


def test_who_proved_to_be_another_did_what_both_did() -> None:
    known = Known()
    known.did("Product Viewed", HOUR)
    known.contact = Contact(id="c-2", formerly=frozenset({"c-1"}))

    assert known.holds({"event": "Product Viewed"})
    assert known.calls == Counter({"history.deeds": 2})


def test_what_became_of_a_message_is_that_of_the_same_pass() -> None:
    known = Known()
    enrollment = Enrollment(
        id="tips-1",
        workflow="tips",
        version="v",
        contact_id="c-1",
        key="c-1",
        started=STAMP,
        enrolled_at=NOW,
        first_wait_until=NOW,
        number=1,
    )
    first = Message(
        id=MessageId(enrollment="tips-1", step="tip"),
        workflow="tips",
        contact_id="c-1",
        state=MessageState.SENT,
        decided_at=NOW,
        delivered_at=NOW,
        clicked_at=NOW,
    )
    second = replace(first, id=replace(first.id, number=1), clicked_at=None, machine_clicked_at=NOW)
    known.tables.messages |= {each.id: each for each in (first, second)}

    def was(what: str, passage: Enrollment | None) -> bool:
        return known.holds({"message": "tip", "was": what}, enrollment=passage)

    assert was("delivered", enrollment)
    assert not was("clicked", enrollment)
    assert was("clicked", replace(enrollment, number=0))
    assert not was("sent", None)


def test_the_season_and_half_of_the_earth_are_where_the_contact_lives() -> None:
    known = Known()

    assert known.holds({"fact": "contact.season", "is": "winter"})
    known.contact = known.contact.with_traits({"shipping": SYDNEY})
    assert known.holds({"fact": "contact.season", "is": "summer"})
    assert known.holds({"fact": "contact.hemisphere", "is": "south"})
