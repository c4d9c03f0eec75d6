"""The preference page: to look changes nothing, to post counts at once, and the rest of us hears of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from homing.domain.consent import ConsentSource, ConsentState
from homing.domain.consent_ledger import Evidence
from homing.domain.contact import Contact
from homing.domain.errors import UnknownLink
from homing.domain.event_names import EventName
from homing.domain.message import MessageId
from homing.domain.pages import Page
from homing.domain.preferences import MARKETING_TICK, TOPIC, Choices, Chosen, marked, read, shown
from homing.domain.restraint import PAUSE
from homing.domain.rules import Rules
from homing.domain.single_steps import WISHED_BY_THE_CONTACT
from homing.domain.time import iso, parse_iso
from homing.domain.zones import zone_names
from homing.services import ports
from homing.services.page_events import Shown, event_id, tell
from homing.services.wishes import Offered, Wishes

_GRANTED = {
    "state": ConsentState.SUBSCRIBED.value,
    "source": ConsentSource.PREFERENCES.value,
    "evidence": {},  # the page has written it down already; it is said again for what follows from it
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    message: MessageId
    contact: Contact
    stands: Choices


class Preferences:
    """What stands behind the preference page, and behind the way back on the page of who has left."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        contacts: ports.Contacts,
        links: ports.Links,
        queue: ports.EventQueue,
        wishes: Wishes,
        offered: Offered,
        rules: Rules,
    ) -> None:
        self._clock = clock
        self._contacts = contacts
        self._links = links
        self._queue = queue
        self._wishes = wishes
        self._offered = offered
        self._rules = rules

    def look(self, token: str, query: Mapping[str, str]) -> Shown:
        """The page behind a link, with what the link proposes marked; it changes nothing.

        Raises:
            UnknownLink: we did not write that link, or whom it is about is long gone.
        """
        reader = self._reader(Page.PREFERENCES, token, self._now())
        return self._ask(reader, Chosen(choices=marked(reader.stands, query)))

    def take(self, token: str, form: Mapping[str, str], evidence: Evidence) -> Shown:
        """Do what the form says, at once, and what to show then; raises as `look` does."""
        now = self._now()
        reader = self._reader(Page.PREFERENCES, token, now)
        chosen = read(form, reader.stands, self._rules.locales, zone_names())
        if chosen.mistaken:
            return self._ask(reader, chosen)
        return self._thank(reader, self._do(reader, chosen, evidence, now), now)

    def undo(self, token: str, evidence: Evidence) -> Shown:
        """Take back that somebody left, by the link by which they did; raises as `look` does."""
        now = self._now()
        reader = self._reader(Page.UNSUBSCRIBE, token, now)
        back = Chosen(choices=reader.stands, touched={MARKETING_TICK: True})
        return self._thank(reader, self._do(reader, back, evidence, now), now)

    def instead(self, page: Page, token: str) -> Mapping[str, object]:
        """Where a page may lead on to for who wants less rather than nothing; nowhere for a stranger."""
        found = self._links.read(token, page)
        return {} if found is None else {"preferences": self._path(found.message, found.contact_id)}

    def _now(self) -> datetime:
        return parse_iso(iso(self._clock.now()))  # as the events queue keeps it

    def _reader(self, page: Page, token: str, now: datetime) -> _Reader:
        found = self._links.read(token, page)
        contact = self._contacts.get(found.contact_id) if found else None
        if found is None or contact is None:
            raise UnknownLink
        return _Reader(message=found.message, contact=contact, stands=self._wishes.of(contact, now))

    def _do(self, reader: _Reader, chosen: Chosen, evidence: Evidence, now: datetime) -> Contact:
        contact = self._wishes.learn(reader.contact, chosen.choices, now)
        told_as = event_id(_once(reader.message, chosen, now))
        told = replace(evidence, proof=str(reader.message), locale=self._rules.locale(reader.contact))
        for name, on in chosen.touched.items():
            contact = self._wishes.allow(contact, name, reader.message, told_as, now, on=on, evidence=told)
        # Last of all: whoever hears of it finds it done.
        body = {
            "contact": contact.id,
            "properties": said(self._wishes.of(contact, now)),
            "traits": {
                name: iso(trait.value) if isinstance(trait.value, datetime) else trait.value
                for name, trait in contact.traits.items()
                if name in WISHED_BY_THE_CONTACT and trait.time.at == now
            },
            "consent": _GRANTED if chosen.touched.get(MARKETING_TICK) else None,
        }
        tell(self._queue, EventName.PREFERENCES_UPDATED, body, told_as, now)
        return contact

    def _ask(self, reader: _Reader, chosen: Chosen) -> Shown:
        context = {
            **self._context(reader, chosen.choices),
            "languages": self._rules.locales,
            "zones": zone_names(),
            "shown": shown(reader.stands),
            "mistaken": chosen.mistaken,
            "month_from_now": self._now() + PAUSE,
        }
        locale = self._rules.locale(reader.contact)
        return Shown(page="preferences", locale=locale, context=context, complete=not chosen.mistaken)

    def _thank(self, reader: _Reader, contact: Contact, now: datetime) -> Shown:
        context = self._context(replace(reader, contact=contact), self._wishes.of(contact, now))
        return Shown(page="preferences_saved", locale=self._rules.locale(contact), context=context)

    def _context(self, reader: _Reader, choices: Choices) -> dict[str, object]:
        topics = self._offered.topics.items()
        return {
            "choices": choices,
            "topics": [{"field": f"{TOPIC}{name}", **topic.model_dump()} for name, topic in topics],
            "blocked": self._wishes.blocked(reader.contact),
            "zone": reader.stands.zone if choices.zone == reader.stands.zone else choices.zone,
            "preferences": self._path(reader.message, reader.contact.id),
        }

    def _path(self, message: MessageId, contact_id: str) -> str:
        return urlsplit(self._links.page(Page.PREFERENCES, message, contact_id)).path


def _once(message: MessageId, chosen: Chosen, now: datetime) -> str:
    """Whoever presses twice within a minute says it once."""
    minute = iso(now.replace(second=0, microsecond=0))
    words = [str(message), said(chosen.choices), sorted(chosen.touched.items()), minute]
    return json.dumps(words)


def said(choices: Choices) -> dict[str, Any]:
    """What was chosen, as the properties of an event."""
    return {
        **choices.ticks,
        "often": choices.often.value,
        "paused": choices.paused_until is not None,
        "locale": choices.locale,
        "zone": choices.zone,
    }
