"""Keeps what nobody's visitors do, and tells it again as theirs once they say who they are."""

from collections.abc import Callable
from dataclasses import replace

from homing.domain.contact import Contact
from homing.domain.events import Event
from homing.domain.visit import KEPT, Visit
from homing.services import ports
from homing.services.people import People


class Strangers:
    """Visitors without a name, known by their browser or device."""

    def __init__(self, *, visits: ports.Visits, people: People) -> None:
        self._visits = visits
        self._people = people

    def keep(self, event: Event) -> None:
        """Remember what a visitor whom nobody knows did."""
        visit = Visit(id=event.id, name=event.name, time=event.time, properties=event.properties)
        for alias in event.identity.visitor_aliases():
            self._visits.keep(alias, visit)

    def recognise(self, event: Event, contact: Contact, observe: Callable[[Event], None]) -> None:
        """Tell a visitor's past as the contact's, and lead the visitor to them from now on.

        It is told before the visitor is led, so that a crash between tells it again; and once more after,
        because somebody may have visited meanwhile. What was told already is known by its id.
        """
        for alias in self._people.unknown(event.identity.visitor_aliases()):
            told = self._tell(alias, event, observe, frozenset())
            self._people.lead(alias, contact)
            self._tell(alias, event, observe, told)

    def _tell(
        self, alias: str, event: Event, observe: Callable[[Event], None], told: frozenset[str]
    ) -> frozenset[str]:
        person = replace(event.identity, anonymous_id=None)
        visits = self._visits.of(alias, event.arrived_at - KEPT)
        for visit in visits:
            if visit.id in told:
                continue
            observe(
                Event(
                    id=f"{visit.id}-told",
                    name=visit.name,
                    time=visit.time,
                    arrived_at=event.arrived_at,
                    identity=person,
                    properties=visit.properties,
                )
            )
        return frozenset(visit.id for visit in visits)
