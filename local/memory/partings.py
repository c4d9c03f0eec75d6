"""Consent, and all that is true once somebody has left, written together or not at all."""

from collections.abc import Sequence
from dataclasses import replace

from homing.domain.consent import WITHDRAWN
from homing.domain.consent_ledger import ConsentChange, standing, with_standing
from homing.domain.enrollment import EnrollmentState
from homing.domain.exit_marks import LEFT
from homing.domain.figures import Count
from homing.domain.policy import Ledger
from homing.services.ports import Parting

from local.memory.tables import MemoryTables


def agree(tables: MemoryTables, contact_id: str, change: ConsentChange, counts: Sequence[Count]) -> bool:
    """Change one permission, with its entry."""
    contact = tables.contacts.get(contact_id)
    if contact is None or contact.moved_to is not None:
        return False
    if standing(contact, change.purpose, change.channel) != change.known:
        return False
    tables.contacts[contact_id] = with_standing(contact, change.purpose, change.channel, change.consent)
    if change.entry is not None:
        tables.consent_entries.setdefault(contact_id, []).append(change.entry)
    if change.entry is None or change.entry.state in WITHDRAWN:
        ledger = tables.ledgers.get(contact_id, Ledger())
        tables.ledgers[contact_id] = replace(ledger, revision=ledger.revision + 1)
    tables.count(tuple(counts))
    return True


def leave(tables: MemoryTables, contact_id: str, parting: Parting) -> bool:
    """Write all of it; False, and nothing is written, if any of it is no longer as it was read."""
    rows = [tables.enrollments[known.id] for known in parting.ends]
    waits = zip(rows, parting.ends, strict=True)
    if not all(row.running and row.waits_for == known.waits_for for row, known in waits):
        return False
    if any(skipped.id in tables.messages for skipped in parting.skips):
        return False
    if not agree(tables, contact_id, parting.change, parting.counts):
        return False
    if parting.left is not None:
        tables.marks.setdefault(contact_id, {})[LEFT] = parting.left
    for row in rows:
        tables.keep(
            replace(row, state=EnrollmentState.EXITED, ended_at=parting.at, end_reason=parting.reason)
        )
    for skipped in parting.skips:
        tables.messages[skipped.id] = replace(skipped, revision=1)
        tables.by_enrollment.setdefault(skipped.id.enrollment, []).append(skipped.id)
    for entry in parting.due:
        tables.entries(entry.kind.hourly).put(entry)
    return True
