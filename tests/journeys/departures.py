"""What must hold of whoever left, from the moment that it was written down."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from homing.domain.consent import ConsentSource
from homing.domain.enrollment import Enrollment
from homing.domain.message import MessageId, MessageState
from homing.domain.occupancy import recount
from homing.domain.permission import permission
from homing.domain.steps import Purpose
from homing.domain.walk import find
from homing.services.exits import only_markets

from local.memory.stores import MemorySuppressions
from local.ses import SentEmail
from tests.journeys.leavers import BACK_AFTER, CutShort, Reader, Way, at_once, come_back


@dataclass(frozen=True, slots=True)
class Left:
    """What does not hold; how many marketing mails never came, and how many did that were claimed before."""

    broken: Sequence[str]
    prevented: int
    claimed_before: int


class Watch:
    """Sees each claim of a mail, and whether its reader had left by then."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.account = reader.account
        self._suppressions = MemorySuppressions(self.account.tables, reader.account.neighbours.id_secret)
        self._claimed_by_who_had_left: dict[str, bool] = {}

    def claimed(self) -> None:
        """A claim was written."""
        for message in self.account.tables.messages.values():
            if message.state is MessageState.CLAIMED and str(message.id) not in self._claimed_by_who_had_left:
                self._claimed_by_who_had_left[str(message.id)] = self.gone()

    def gone(self) -> bool:
        """Whether it is written down that the reader wants no marketing."""
        contacts = self.account.tables.contacts.values()
        contact = next((each for each in contacts if each.email == self.reader.email), None)
        causes = frozenset(each.cause for each in self._suppressions.of(self.reader.email))
        return contact is not None and permission(contact, Purpose.MARKETING, causes) is not None

    def too_late(self, mail: SentEmail) -> bool:
        """Whether a mail was claimed when its reader had left."""
        return self._claimed_by_who_had_left[mail.tag("message")]

    def is_marketing(self, message: str) -> bool:
        """Whether a message needs consent to marketing."""
        parsed = MessageId.parse(message)
        workflow = self.account.workflows.get(message.partition("-")[0])
        step = find(workflow.steps, parsed.step) if workflow is not None and parsed is not None else None
        return getattr(step, "purpose", None) is Purpose.MARKETING

    def enrollments(self) -> list[Enrollment]:
        """The reader's, by their contact's id."""
        contacts = self.account.tables.contacts.values()
        ids = {each.id for each in contacts if each.email == self.reader.email}
        return [each for each in self.account.tables.enrollments.values() if each.contact_id in ids]


class Departure:
    """One reader who leaves now."""

    def __init__(self, watch: Watch, way: Way, untroubled: Sequence[str]) -> None:
        self._watch = watch
        self._way = way
        self._untroubled = untroubled
        self._mails_before = len(watch.reader.mails())
        self._texts_before = len(watch.account.texts)
        self._running = {each.id for each in watch.enrollments() if each.running}
        self._was_gone = watch.gone()
        self._written_down = self._was_gone

    def go(self, *, within: bool) -> bool:
        """Leave, in the middle of other work or through the queues; False if there is no such door yet."""
        reader = self._watch.reader
        if self._way.comes_back:
            clock = reader.account.clock
            reader.account.agenda.at(clock.now() + BACK_AFTER, partial(come_back, reader))
        try:
            return at_once(self._way.leave, reader) if within else self._way.leave(reader)
        except CutShort:
            return True

    def written(self) -> None:
        """Something was written; as soon as it says that they left, what is on its way is to end."""
        if not self._written_down and self._watch.gone():
            self._written_down = True
            ended = {e.id for e in self._watch.enrollments() if not e.running and e.end_reason is None}
            self._running -= ended  # the last mail of it came before
            if self._way.cut_short:
                raise CutShort

    def outcome(self) -> Left:
        """What came of it in the end."""
        since = self._watch.reader.mails()[self._mails_before :]
        got = {mail.tag("message") for mail in self._watch.reader.mails()}
        marketing = [mail for mail in since if self._watch.is_marketing(mail.tag("message"))]
        missed = [each for each in self._untroubled if each not in got]
        return Left(
            broken=[*self._crashes(), *self._breaches(since, missed)],
            prevented=sum(map(self._watch.is_marketing, missed)),
            claimed_before=0 if self._way.reason is None or self._way.comes_back else len(marketing),
        )

    def _crashes(self) -> Iterator[str]:
        account = self._watch.account
        for each in account.crashes:
            if not isinstance(each, CutShort):
                yield f"a function died: {each!r}"
        yield from account.dead_letters()
        if recount(account.tables.enrollments.values()) != account.neighbours.enrollments.occupancy():
            yield "the counters of who waits where are wrong"

    def _breaches(self, since: Sequence[SentEmail], missed: Sequence[str]) -> Iterator[str]:
        if self._way.reason is None:
            if len(self._watch.account.texts) > self._texts_before:
                yield "a text left after STOP"
            return
        if self._watch.gone() is self._way.comes_back:
            yield f"they are {'gone' if self._way.comes_back else 'not gone'}"
        for mail in since:
            message = mail.tag("message")
            if self._watch.too_late(mail) and (self._way.everything or self._watch.is_marketing(message)):
                yield f"{message} was claimed after they had left"
        for message in missed:
            if not self._way.everything and not self._watch.is_marketing(message):
                yield f"{message}, a service mail, did not come"
        for each in self._watch.enrollments():
            yield from self._ends(each)

    def _begun_too_late(self, enrollment: Enrollment) -> bool:
        """Whether it was put in the very moment of a bounce or complaint: all that it sends is skipped."""
        return self._way.everything and enrollment.id not in self._running

    def _sunset(self) -> bool:
        """Whether it was a flow of ours that unsubscribed them, in the moment in which they left."""
        contacts = self._watch.account.tables.contacts.values()
        mine = next(each for each in contacts if each.email == self._watch.reader.email)
        return mine.consent.source is ConsentSource.SUNSET

    def _ends(self, enrollment: Enrollment) -> Iterator[str]:
        workflow = self._watch.account.workflows.get(enrollment.workflow)
        assert workflow is not None
        if not (self._way.everything or only_markets(workflow)):
            return
        if enrollment.running and not self._way.comes_back and not self._begun_too_late(enrollment):
            yield f"{enrollment.id} is still on its way"
        if enrollment.id not in self._running or self._was_gone:
            return
        lines = self._watch.account.timeline.lines
        told = [
            each["reason"]
            for each in lines
            if each["kind"] == "exited" and each["enrollment"] == enrollment.id
        ]
        if enrollment.end_reason != self._way.reason and (self._way.ends_later or self._sunset()):
            return  # it came to another end first, with nothing sent on its way there
        if enrollment.end_reason != self._way.reason:
            yield f"{enrollment.id} is {enrollment.state}: {enrollment.end_reason}"
        elif told != [self._way.reason] and not self._way.cut_short:  # whose line of the log is lost
            yield f"{enrollment.id} ended, and the timeline says {told}"
