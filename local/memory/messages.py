"""In-memory messages; one thread, so every method is a transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from homing.domain.figures import Count
from homing.domain.message import Message, MessageId
from homing.domain.policy import Ledger
from homing.services.ports import Completion

from local.memory.outcomes import moved, outcome, revision, same_claim
from local.memory.tables import MemoryTables


class MemoryMessages:
    """Messages in a dictionary."""

    def __init__(self, tables: MemoryTables) -> None:
        self._tables = tables

    def get(self, ids: Sequence[MessageId]) -> Mapping[MessageId, Message]:
        known = self._tables.messages
        return {each: known[each] for each in ids if each in known}

    def of_enrollment(self, enrollment_id: str) -> Sequence[Message]:
        return [self._tables.messages[each] for each in self._tables.by_enrollment.get(enrollment_id, ())]

    def begin(self, message: Message, known: Message | None) -> str:
        enrollment = self._tables.enrollments.get(message.id.enrollment)
        if enrollment is None or not enrollment.running:
            return "ended"
        if revision(self._tables.messages.get(message.id)) != revision(known):
            return "taken"
        self._put(message, known)
        self._tables.keep(replace(enrollment, step=message.id.step))
        return "claimed"

    def claim(self, message: Message, known: Message | None, ledger: Ledger, new_ledger: Ledger) -> str:
        enrollment = self._tables.enrollments.get(message.id.enrollment)
        if enrollment is None or not enrollment.running:
            return "ended"
        if revision(self._tables.messages.get(message.id)) != revision(known):
            return "taken"
        if self._tables.ledgers.get(message.contact_id, Ledger()).revision != ledger.revision:
            return "raced"
        self._put(message, known)
        self._tables.ledgers[message.contact_id] = replace(new_ledger, revision=ledger.revision + 1)
        self._tables.keep(replace(enrollment, step=message.id.step))
        return "claimed"

    def release(self, message: Message, ledger: Ledger) -> None:
        known = self._tables.messages.get(message.id)
        if known is None or known.settled or not same_claim(known, message):
            return
        del self._tables.messages[message.id]
        self._tables.by_enrollment[message.id.enrollment].remove(message.id)
        now = self._tables.ledgers.get(message.contact_id, Ledger())
        if now.revision == ledger.revision + 1:
            self._tables.ledgers[message.contact_id] = replace(ledger, revision=now.revision + 1)

    def settle(
        self,
        message: Message,
        completion: Completion | None,
        counts: Sequence[Count],
        waits_for: str | None = None,
    ) -> Message:
        known = self._tables.messages.get(message.id)
        written = outcome(known, message)
        if written is None:
            assert known is not None
            return known
        self._put(written, known)
        enrollment = self._tables.enrollments.get(message.id.enrollment)
        if enrollment is not None:
            self._tables.keep(moved(enrollment, written, completion, waits_for))
            if completion is not None and enrollment.running:
                self._tables.count(completion.counts)
        self._tables.count(tuple(counts))
        return self._tables.messages[message.id]

    def observe(self, known: Message, observed: Message, counts: Sequence[Count]) -> bool:
        if revision(self._tables.messages.get(known.id)) != known.revision:
            return False
        self._put(observed, known)
        self._tables.count(tuple(counts))
        return True

    def _put(self, message: Message, known: Message | None) -> None:
        if message.id not in self._tables.messages:
            self._tables.by_enrollment.setdefault(message.id.enrollment, []).append(message.id)
        self._tables.messages[message.id] = replace(message, revision=revision(known) + 1)
