"""Counts points for what contacts do, and tells when a threshold is reached."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from homing.domain.contact import Contact
from homing.domain.errors import WriteConflict
from homing.domain.events import Event, EventName
from homing.domain.score import Score, matching, scored
from homing.domain.trigger import ScoreTrigger
from homing.services import ports

RACES = 8
"""How often other events of one contact may be counted while one is."""


class Scores:
    """The one writer of scores. Who has not consented to marketing is not scored, and keeps no points.

    That a shop may write to its customers does not let it draw a picture of them.
    """

    def __init__(self, *, scores: ports.Scores, workflows: ports.Workflows) -> None:
        self._scores = scores
        self._workflows = workflows

    def changed_by(self, event: Event, contact: Contact, now: datetime) -> Sequence[Event]:
        """Count an event for every workflow that gives points for it, once; who reached a threshold tells so.

        The same event again tells the same again.
        """
        if not contact.consent.agreed:
            self._forget(event, contact)
            return ()
        return tuple(self._reached(event, contact, now))

    def _forget(self, event: Event, contact: Contact) -> None:
        if event.consent is None and event.name != EventName.UNSUBSCRIBED:
            return
        for name, _ in self._triggers():
            self._scores.forget(contact.id, name)

    def _reached(self, event: Event, contact: Contact, now: datetime) -> Iterator[Event]:
        for name, trigger in self._triggers():
            if not any(matching(trigger.rules, event)):
                continue
            score = self._count(name, trigger, event, contact, now)
            if score.cause == event.happening:
                points = int(score.points(event.arrived_at))
                yield Event(
                    id=hashlib.sha256(f"{event.happening}\n{name}".encode()).hexdigest()[:32],
                    name=EventName.SCORE_REACHED,
                    time=event.time,
                    arrived_at=event.arrived_at,
                    properties={"workflow": name, "points": points},
                )

    def _count(
        self, name: str, trigger: ScoreTrigger, event: Event, contact: Contact, now: datetime
    ) -> Score:
        for _ in range(RACES):
            known = self._scores.of(contact.id, name)
            score = scored(known, trigger, event, now)
            match self._scores.put(known, score, event.happening):
                case "put":
                    return score
                case "exists":
                    return known
        raise WriteConflict(f"{contact.id}: other events kept changing its score")

    def _triggers(self) -> Iterator[tuple[str, ScoreTrigger]]:
        for workflow in self._workflows.live():
            if isinstance(workflow.trigger, ScoreTrigger):
                yield workflow.name, workflow.trigger
