"""In-memory waits for events; one thread, so every method is a transaction."""

from collections.abc import Sequence
from dataclasses import replace

from homing.services.ports import Wait

from local.memory.tables import Store


class MemoryWaits(Store):
    """Waits by contact, event and message."""

    def arm(self, wait: Wait) -> Wait:
        key = (wait.contact_id, wait.event, wait.message)
        known = self._tables.waits.get(key)
        stands = wait if known is None else replace(known, tokens=known.tokens | wait.tokens)
        self._tables.waits[key] = stands
        return stands

    def of(self, contact_id: str, event: str | None = None) -> Sequence[Wait]:
        found = (each for each in self._tables.waits.values() if each.contact_id == contact_id)
        return sorted(
            (each for each in found if event in (None, each.event)),
            key=lambda each: (each.event, str(each.message)),
        )

    def drop(self, wait: Wait) -> None:
        self._tables.waits.pop((wait.contact_id, wait.event, wait.message), None)
