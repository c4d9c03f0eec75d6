"""A change of consent as an event of its own."""

from homing.domain.consent import (
    ConsentState,
    ConsentStatement,
    is_first_grant,
    made_current,
)
from homing.domain.contact import Contact
from homing.domain.events import FRESH, Event, EventName


def change_of_consent(event: Event, contact: Contact) -> Event | None:
    """`Subscribed`, if this event has just made it so; the same again at a redelivery.

    It says where the consent came from, and whether it was the first ever. Who leaves does so by ways that no
    event tells of, and whoever writes that down tells of it.
    """
    said = event.consent
    if said is None or said.state is not ConsentState.SUBSCRIBED or not _is_recent(said, event, contact):
        return None
    first = is_first_grant(contact.consent, event.id)
    if not first and not (made_current(contact.consent, event.id) and contact.consent.granted):
        return None
    return Event(
        id=event.id,
        name=EventName.SUBSCRIBED,
        time=said.time,
        arrived_at=event.arrived_at,
        properties={"source": said.source.value, "first": first},
    )


def speaks_of_consent(event: Event) -> bool:
    """Whether an event only claims a change of consent; what became of the claim is an event of its own."""
    return event.consent is not None and event.name in (EventName.SUBSCRIBED, EventName.UNSUBSCRIBED)


def _is_recent(said: ConsentStatement, event: Event, contact: Contact) -> bool:
    """Whether the grant is new: an old customer whose undated record we first see now gave it long ago."""
    if event.arrived_at - event.time.at > FRESH or event.arrived_at - said.time.at >= FRESH:
        return False
    if said.dated or said.known_since is None or event.arrived_at - said.known_since < FRESH:
        return True
    return contact.first_seen is not None and contact.first_seen < event.time
