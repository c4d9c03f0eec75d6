"""Has those who sign up confirm it by mail, where the shop asks for that, and never mails one too often."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from homing.domain.confirmation import ASKING, Request, is_for_mail, is_request
from homing.domain.consent import ConsentState, ConsentStatement
from homing.domain.contact import Contact
from homing.domain.double_opt_in import DoubleOptIn
from homing.domain.events import Event, EventName
from homing.domain.message import Reason
from homing.domain.rules import Rules
from homing.domain.suppression import address_key
from homing.domain.timeline import Kind, Line
from homing.services import ports


class Asking:
    """What the consumer of events asks about a grant: before it is written down, and when it stands."""

    def __init__(
        self,
        *,
        mails: ports.ConfirmationMails,
        timeline: ports.Timeline,
        double_opt_in: DoubleOptIn,
        rules: Rules,
        id_secret: bytes,
    ) -> None:
        self._mails = mails
        self._timeline = timeline
        self._double_opt_in = double_opt_in
        self._rules = rules
        self._id_secret = id_secret

    def unconfirmed(self, event: Event, contact: Contact) -> Event:
        """The event with its grant waiting to be confirmed, if it has to be; else the event."""
        said = event.consent
        return event if said is None else replace(event, consent=self._waiting(said, event, contact))

    def requests(self, event: Event, contact: Contact, now: datetime) -> Sequence[Event]:
        """The event upon which the mail is sent that asks, unless nothing is left to ask.

        Who is subscribed already is not asked again, and nobody outside can tell: the form answered before.
        """
        said = event.consent
        if said is None or not is_request(said) or contact.consent.agreed or contact.email is None:
            return ()
        if not event.is_fresh(self._rules.live_from):
            return ()
        address = address_key(contact.email, self._id_secret)
        if not self._mails.allow(contact.email, event.id, now, self._double_opt_in.resends):
            self._tell_refused(contact, now)
            return ()
        request = Request(
            proof=event.id,
            source=said.source,
            address=address,
            asked_at=said.time.at,
            expires_at=said.time.at + self._double_opt_in.expires,
            wording=said.evidence.wording,
            wording_version=said.evidence.wording_version,
        )
        return (
            Event(
                id=event.id,
                name=EventName.SUBSCRIPTION_REQUESTED,
                time=said.time,
                arrived_at=event.arrived_at,
                properties=request.properties(),
            ),
        )

    def _waiting(self, said: ConsentStatement, event: Event, contact: Contact) -> ConsentStatement:
        grants = said.state is ConsentState.SUBSCRIBED and said.source in ASKING and is_for_mail(said)
        if not grants or self._is_history(event):
            return said
        if not self._double_opt_in.asks(said.source, contact, self._rules.zone, said.to_confirm):
            return said
        return replace(said, state=ConsentState.PENDING)

    def _is_history(self, event: Event) -> bool:
        """Whether it was said before we ran: whoever asked then has asked."""
        return self._rules.live_from is not None and event.arrived_at < self._rules.live_from

    def _tell_refused(self, contact: Contact, now: datetime) -> None:
        self._timeline.write(
            Line(
                at=now,
                kind=Kind.RECEIVED,
                contact_id=contact.id,
                event=EventName.SUBSCRIPTION_REQUESTED,
                reason=Reason.FREQUENCY_CAP.value,
            )
        )
