"""Keeps of what contacts do that which something deployed looks back at."""

from homing.domain.contact import Contact
from homing.domain.deeds import deed_of
from homing.domain.events import Event
from homing.services import ports


class Remember:
    """The writer of history; what nobody asks for is not kept, and costs nothing."""

    def __init__(self, *, history: ports.History, workflows: ports.Workflows) -> None:
        self._history = history
        self._workflows = workflows

    def __call__(self, event: Event, contact: Contact) -> None:
        """Note an event that a workflow reads; a test order is none."""
        if event.name not in self._workflows.reads().events or (event.order and event.order.test):
            return
        self._history.note(contact.id, deed_of(event), event.id)
