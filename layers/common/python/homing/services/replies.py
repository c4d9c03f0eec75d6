"""Heeds who answers STOP to a text message, and who answers START; their newest word counts in any order."""

from datetime import datetime

from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement
from homing.domain.evidence import Channel, Evidence
from homing.domain.suppression import Lifter, Lifting, Suppression, SuppressionCause, can_lift
from homing.domain.text_reply import TextReply, Wish
from homing.domain.time import Stamp
from homing.domain.timeline import Kind, Line
from homing.services import ports
from homing.services.consents import Consents
from homing.services.number_owners import NumberOwners

Words = tuple[Stamp | None, Stamp | None]
"""The newest STOP and the newest START of a number."""


class Replies:
    """Keeps the number, whoever has it: it is the number that carriers hold to."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        marks: ports.Marks,
        suppressions: ports.Suppressions,
        timeline: ports.Timeline,
        owners: NumberOwners,
        consents: Consents,
    ) -> None:
        self._clock = clock
        self._marks = marks
        self._suppressions = suppressions
        self._timeline = timeline
        self._owners = owners
        self._consents = consents

    def __call__(self, reply: TextReply) -> None:
        """Work one answer off; the same one again changes nothing."""
        now = self._clock.now()
        key = self._owners.alias(reply.number)
        self._marks.add([key], reply.wish.value, Stamp.of(reply.at, now))
        words = self._words(key)
        while True:
            self._heed(reply.number, words)
            # Another answer may have been heeded in the meantime; whoever writes last looks again.
            known, words = words, self._words(key)
            if words == known:
                break
        self._record(reply, now)
        self._timeline.write(Line(at=now, kind=Kind.FEEDBACK, channel="sms", reason=reply.wish.value))

    def _record(self, reply: TextReply, now: datetime) -> None:
        """Their word on text messages, where we know whose number it is.

        START takes a STOP back; who never agreed to be texted for marketing does not do so by it.
        """
        contact = self._owners.of(reply.number)
        if contact is None:
            return
        if reply.wish is Wish.STOP:
            state = ConsentState.UNSUBSCRIBED
        elif contact.texts.granted_at is not None or contact.texts.ticked_at is not None:
            state = ConsentState.SUBSCRIBED
        else:
            return
        said = ConsentStatement(
            state=state,
            source=ConsentSource.RECIPIENT,
            time=Stamp.of(reply.at, now),
            channel=Channel.SMS,
            evidence=Evidence(where="sms", wording=reply.wish.value.upper(), proof=reply.id),
        )
        self._consents.change(contact, said, reply.happening, now)

    def _words(self, key: str) -> Words:
        marks = self._marks.of([key])[key]
        return marks.get(Wish.STOP.value), marks.get(Wish.START.value)

    def _heed(self, number: str, words: Words) -> None:
        stop, start = words
        if stop is not None and (start is None or stop >= start):
            stopped = Suppression(cause=SuppressionCause.UNSUBSCRIBE, since=stop.at)
            self._suppressions.add(number, stopped, ())
        elif start is not None:
            self._lift(number, start.at)

    def _lift(self, number: str, at: datetime) -> None:
        for each in self._suppressions.of(number):
            if each.cause is SuppressionCause.UNSUBSCRIBE and can_lift(Lifter.GRANT, each, at):
                lifting = Lifting(cause=each.cause, since=each.since, at=at, lifter=Lifter.GRANT)
                self._suppressions.lift(number, lifting, ())
