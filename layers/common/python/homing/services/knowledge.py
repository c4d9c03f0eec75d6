"""What is known of a contact when a condition is judged: everything that the condition names, and no more."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from homing.domain.cart import Cart
from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment
from homing.domain.facts import CLICKED, OPENED, UNSEEN, Deed, Facts
from homing.domain.message import Message, MessageId, MessageState
from homing.domain.noted import with_segments
from homing.domain.policy import Ledger
from homing.domain.reads import Reads
from homing.domain.rules import Rules
from homing.domain.segments import members_of, unknown_of
from homing.services import ports
from homing.services.facts import gather

SCORE = "score."


class Knowledge:
    """Reads facts; whoever judges a condition asks it, so that a fact means the same everywhere."""

    def __init__(
        self,
        *,
        contacts: ports.Contacts,
        history: ports.History,
        messages: ports.Messages,
        scores: ports.Scores,
        workflows: ports.Workflows,
        rules: Rules,
    ) -> None:
        self._contacts = contacts
        self._history = history
        self._messages = messages
        self._scores = scores
        self._workflows = workflows
        self._rules = rules

    def facts(
        self,
        contact: Contact,
        reads: Reads,
        now: datetime,
        *,
        trigger: Mapping[str, Any],
        cart: Cart | None = None,
        ledger: Ledger | None = None,
        enrollment: Enrollment | None = None,
    ) -> Facts:
        """What a condition that reads this is judged on; `ledger` is what the caller has read already."""
        segments = self._workflows.segments()
        wanted = with_segments(reads, segments)
        if ledger is None and wanted.sent:
            ledger = self._contacts.ledger(contact.id)
        known = gather(contact, rules=self._rules, now=now, trigger=trigger, cart=cart, ledger=ledger)
        known = known.model_copy(
            update={
                "values": {**known.values, **self._points(contact, wanted.facts, now)},
                "deeds": {
                    name: self._deeds(contact, name, now - wanted.back(name))
                    for name in sorted(wanted.events)
                },
                "reactions": self._reactions(enrollment, reads.messages),
            }
        )
        if not reads.segments:
            return known
        inside = members_of(reads.segments, segments, known)
        unknown = unknown_of(reads.segments, segments, known)
        return known.model_copy(update={"segments": inside, "unknown": unknown})

    def _deeds(self, contact: Contact, name: str, since: datetime) -> tuple[Deed, ...]:
        """What the contact did, under their own id and under those of whom they proved to be."""
        found = (deed for each in contact.ids for deed in self._history.deeds(each, name, since))
        return tuple(sorted(found, key=lambda deed: deed.at))

    def _points(self, contact: Contact, facts: frozenset[str], now: datetime) -> Mapping[str, Any]:
        """Scores that are named; who has not consented has none."""
        if not contact.consent.agreed:
            return {}
        named = sorted(name for name in facts if name.startswith(SCORE))
        return {name: self._scores.of(contact.id, name.removeprefix(SCORE)).points(now) for name in named}

    def _reactions(
        self, enrollment: Enrollment | None, steps: frozenset[str]
    ) -> Mapping[str, frozenset[str]]:
        if enrollment is None or not steps:
            return {}
        ids = [
            MessageId(enrollment=enrollment.id, step=step, number=enrollment.number) for step in sorted(steps)
        ]
        return {each.step: _became(message) for each, message in self._messages.get(ids).items()}


def _became(message: Message) -> frozenset[str]:
    """What became of a message, by people or nobody knows whom: what machines open and click is no answer."""
    happened = {
        "sent": message.state is MessageState.SENT,
        "delivered": message.delivered_at is not None and message.bounced_at is None,
        OPENED: message.opened_at is not None,
        CLICKED: message.clicked_at is not None,
        UNSEEN: message.state is MessageState.SENT and not message.pixel,
    }
    return frozenset(name for name, did in happened.items() if did)
