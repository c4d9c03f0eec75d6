"""Lets a recipient leave by the link of a mail."""

from dataclasses import replace
from datetime import datetime

from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement
from homing.domain.consent_ledger import Evidence
from homing.domain.contact import Contact
from homing.domain.errors import UnknownLink
from homing.domain.feedback import unsubscribed
from homing.domain.message import MessageId
from homing.domain.pages import Page
from homing.domain.rules import Rules
from homing.domain.time import Stamp
from homing.domain.timeline import Kind, Line
from homing.services import counting, ports
from homing.services.consents import Consents


class Leave:
    """What stands behind the unsubscribe page."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        contacts: ports.Contacts,
        messages: ports.Messages,
        links: ports.Links,
        timeline: ports.Timeline,
        consents: Consents,
        rules: Rules,
    ) -> None:
        self._clock = clock
        self._contacts = contacts
        self._messages = messages
        self._links = links
        self._timeline = timeline
        self._consents = consents
        self._rules = rules

    def locale(self, token: str) -> str:
        """The language of the page behind a link, which changes nothing.

        Raises:
            UnknownLink: we did not write that link.
        """
        return self._rules.locale(self._reader(token)[1])

    def __call__(self, token: str, evidence: Evidence = Evidence()) -> str:  # noqa: B008
        """Withdraw the reader's consent to marketing now; the language to say so in.

        Raises:
            UnknownLink: we did not write that link.
        """
        message_id, contact = self._reader(token)
        self.withdraw(message_id, contact, evidence=replace(evidence, proof=str(message_id)))
        return self._rules.locale(contact)

    def withdraw(
        self,
        message_id: MessageId,
        contact: Contact,
        source: ConsentSource = ConsentSource.RECIPIENT,
        evidence: Evidence = Evidence(),  # noqa: B008
    ) -> Contact:
        """The contact whose consent to marketing is withdrawn now, on account of a mail."""
        now = self._clock.now()
        self._timeline.write(Line(at=now, kind=Kind.RECEIVED, contact_id=contact.id, event="Unsubscribed"))
        said = ConsentStatement(
            state=ConsentState.UNSUBSCRIBED, source=source, time=Stamp.of(now, now), evidence=evidence
        )
        left = self._consents.change(contact, said, f"leave/{message_id}", now)
        self._note(message_id, now)
        return left

    def _reader(self, token: str) -> tuple[MessageId, Contact]:
        departure = self._links.read(token, Page.UNSUBSCRIBE)
        if departure is None:
            raise UnknownLink
        contact = self._contacts.get(departure.contact_id)
        return departure.message, contact or Contact(id=departure.contact_id)

    def _note(self, message_id: MessageId, now: datetime) -> None:
        while True:
            known = self._messages.get([message_id]).get(message_id)
            if known is None:
                return
            changed, counts = unsubscribed(known, now)
            counted = counting.for_message(changed, dict(counts), self._rules.zone)
            if changed == known or self._messages.observe(known, changed, counted):
                return
