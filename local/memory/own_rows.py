"""In-memory rows about a person that are kept under their own id, each with what takes it out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from homing.adapters.dynamodb.history import touch_place
from homing.adapters.dynamodb.items import dump, instant
from homing.adapters.dynamodb.segments import member_key
from homing.domain.facts import Deed
from homing.domain.message import Message
from homing.domain.privacy import Belonging

from local.memory.tables import MemoryTables, Store

Found = Iterator[tuple[Belonging, Callable[[], object]]]
"""Each row with what takes it out."""


class OwnRows(Store):
    """Passages, deeds and what they came to."""

    def __init__(self, tables: MemoryTables, entry_id: Callable[[str, str], str]) -> None:
        super().__init__(tables)
        self._entry_id = entry_id

    def _passages(self, ids: Sequence[str]) -> Found:
        tables = self._tables
        for contact_id in ids:
            for each in list(tables.by_contact.get(contact_id, ())):
                enrollment = tables.enrollments.get(each)
                if enrollment is not None and enrollment.contact_id in ids:
                    for message_id in list(tables.by_enrollment.get(each, ())):
                        yield self._message(tables.messages[message_id])
                    entry = self._entry_id(enrollment.workflow, enrollment.key)
                    if entry in tables.last_entries:
                        told = dump(tables.last_entries[entry])
                        gone = does(tables.last_entries.pop, entry, None)
                        yield at_place("enrollments", entry, "ENTRY", told), gone
                    gone = does(tables.enrollments.pop, each, None)
                    yield at_place("enrollments", each, "ENROLLMENT", dump(enrollment)), gone
                gone = does(_discard, tables.by_contact, contact_id, each)
                yield at_place("enrollments", f"contact#{contact_id}", each), gone

    def _message(self, message: Message) -> tuple[Belonging, Callable[[], object]]:
        def gone() -> None:
            del self._tables.messages[message.id]
            _discard(self._tables.by_enrollment, message.id.enrollment, message.id)

        place = f"MESSAGE#{message.id.step}#{message.id.number}"
        return at_place("enrollments", message.id.enrollment, place, dump(message)), gone

    def _deeds(self, ids: Sequence[str]) -> Found:
        tables = self._tables
        for contact_id in ids:
            own = f"contact#{contact_id}"
            for touch in list(tables.touches.get(contact_id, ())):
                gone = does(tables.touches[contact_id].discard, touch)
                yield at_place("contacts", own, touch_place(touch)), gone
            for key, deeds in tables.deeds.items():
                for (at, deed_id), deed in deeds.items() if key[0] == contact_id else ():
                    place = _deed(key[1], at, deed_id)
                    yield (
                        at_place("contacts", own, place, _said(deed)),
                        does(deeds.pop, (at, deed_id), None),
                    )
            for entry in tables.consent_entries.get(contact_id, ()):
                place = f"CONSENT#{instant(entry.recorded_at)}#{entry.event_id}"
                gone = does(_discard, tables.consent_entries, contact_id, entry)
                yield at_place("contacts", own, place, dump(entry)), gone
            for which, assigned in list(tables.assignments.get(contact_id, {}).items()):
                place = "ASSIGNED#" + "#".join(filter(None, which))
                gone = does(tables.assignments[contact_id].pop, which, None)
                yield at_place("contacts", own, place, dump(assigned)), gone
            for wait_key, wait in tables.waits.items():
                if wait.contact_id == contact_id:
                    place = f"WAIT#{wait.event}#{wait.message}"
                    gone = does(tables.waits.pop, wait_key, None)
                    yield at_place("contacts", own, place, {"event": wait.event, "until": wait.until}), gone
            for date_key, brought in tables.dates.items():
                if brought.contact_id == contact_id:
                    place = f"DATE#{brought.workflow}#{brought.key}"
                    yield (
                        at_place("contacts", own, place, dump(brought)),
                        does(tables.dates.pop, date_key, None),
                    )

    def _states(self, ids: Sequence[str]) -> Found:
        tables = self._tables
        for contact_id in ids:
            own = f"contact#{contact_id}"
            for key, score in tables.scores.items():
                if key[0] == contact_id:
                    yield (
                        at_place("contacts", own, f"SCORE#{key[1]}", dump(score)),
                        does(tables.scores.pop, key),
                    )
            for counted in list(tables.scored):
                if counted[0] == contact_id:
                    place = f"SCORED#{counted[1]}#{counted[2]}"
                    yield at_place("contacts", own, place), does(tables.scored.discard, counted)
            if contact_id in tables.memberships:
                row = tables.memberships[contact_id]
                for name in sorted(row.inside()):
                    key_ = member_key(name, contact_id)
                    gone = does(tables.members[name].discard, contact_id)
                    yield at_place("contacts", key_.pk, key_.sk or ""), gone
                gone = does(tables.memberships.pop, contact_id)
                yield at_place("contacts", own, "SEGMENTS", dump(row)), gone
            if contact_id in tables.ledgers:
                told = dump(tables.ledgers[contact_id])
                yield at_place("contacts", own, "LEDGER", told), does(tables.ledgers.pop, contact_id)
            if contact_id in tables.marks:
                gone = does(tables.marks.pop, contact_id)
                yield at_place("contacts", f"mark#{contact_id}", "MARK"), gone


def does(action: Callable[..., object], *given: object) -> Callable[[], object]:
    """What takes a row out, to be called later."""
    return partial(action, *given)


def at_place(table: str, pk: str, sk: str, told: Mapping[str, Any] | None = None) -> Belonging:
    """A row at its place."""
    return Belonging(table=table, pk=pk, sk=sk, told=told or {})


def _discard(lists: dict[Any, list[Any]], key: object, value: object) -> None:
    if value in lists.get(key, ()):
        lists[key].remove(value)


def _deed(name: str, at: datetime, deed_id: str) -> str:
    return f"DEED#{name}#{instant(at)}#{deed_id}"


def _said(deed: Deed) -> Mapping[str, Any]:
    return {"properties": deed.properties} if deed.properties else {}
