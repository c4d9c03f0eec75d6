"""Takes in what SES tells of a mail: settles claims, counts firsts, suppresses bad addresses."""

from datetime import datetime

from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement
from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment
from homing.domain.evidence import Evidence
from homing.domain.feedback import Feedback, FeedbackKind, observed
from homing.domain.interactions import Label
from homing.domain.labelled import judgement
from homing.domain.labels import Judged
from homing.domain.mail_events import event_of
from homing.domain.message import Message
from homing.domain.open_tracking import refused
from homing.domain.rules import Rules
from homing.domain.suppression import Suppression, SuppressionCause
from homing.domain.time import Stamp
from homing.domain.timeline import Kind, Line
from homing.services import counting, link_counting, ports
from homing.services.arrivals import Arrivals
from homing.services.consents import Consents
from homing.services.consequences import Consequences
from homing.services.soft_bouncing import SoftBouncing
from homing.services.suppressing import Suppressing
from homing.services.touches import Touches


class Listen:
    """The consumer of the feedback queue; the same event twice changes nothing the second time."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        contacts: ports.Contacts,
        suppressing: Suppressing,
        soft_bouncing: SoftBouncing,
        arrivals: Arrivals,
        messages: ports.Messages,
        touches: Touches,
        backlog: ports.FeedbackBacklog,
        timeline: ports.Timeline,
        consents: Consents,
        workflows: ports.Workflows,
        consequences: Consequences,
        rules: Rules,
    ) -> None:
        self._clock = clock
        self._contacts = contacts
        self._suppressing = suppressing
        self._soft_bouncing = soft_bouncing
        self._arrivals = arrivals
        self._messages = messages
        self._touches = touches
        self._backlog = backlog
        self._timeline = timeline
        self._consents = consents
        self._workflows = workflows
        self._consequences = consequences
        self._rules = rules

    def __call__(self, feedback: Feedback) -> None:
        """Work one SES event off."""
        now = self._clock.now()
        known = self._known(feedback)
        if known is not None and feedback.kind is FeedbackKind.OPEN and self._is_refused(known):
            return
        enrollment = self._enrollment(feedback, known)
        message = self._note(feedback, known, enrollment)
        told = judgement(feedback.interaction, message)
        self._tell(feedback, message, told, now)
        match feedback.kind:
            case FeedbackKind.SEND:
                self._backlog.note_send_event(feedback.at)
            case FeedbackKind.DELIVERY:
                if message is not None:
                    self._arrivals.reach(message, enrollment)
                    self._touches(message, None)
                self._soft_bouncing.arrived(feedback, now)
            case FeedbackKind.CLICK | FeedbackKind.OPEN if message is not None:
                self._touches(message, told)
            case FeedbackKind.BOUNCE:
                self._suppress(feedback, message, SuppressionCause.BOUNCE, now)
            case FeedbackKind.COMPLAINT:
                self._suppress(feedback, message, SuppressionCause.COMPLAINT, now)
            case FeedbackKind.SOFT_BOUNCE:
                self._soft_bouncing.bounced(feedback, message, now)
            case FeedbackKind.SUBSCRIPTION if feedback.unsubscribes:
                self._unsubscribe(feedback, now)
            case _:
                pass
        if message is not None:
            self._follow(feedback, message, told, now)

    def _follow(self, feedback: Feedback, message: Message, told: Judged | None, now: datetime) -> None:
        """What comes of it, where anything listens for that."""
        event = event_of(feedback, message, told, self._workflows.get(message.workflow), now)
        if event is None or event.name not in self._workflows.heard():
            return
        contact = self._contacts.get(message.contact_id)
        if contact is not None:
            self._consequences(event, contact, now)

    def _known(self, feedback: Feedback) -> Message | None:
        if feedback.message is None:
            return None
        return self._messages.get([feedback.message]).get(feedback.message)

    def _is_refused(self, message: Message) -> bool:
        """Whether nobody may know that it was opened: its reader has said so, though it has a pixel."""
        contact = self._contacts.get(message.contact_id)
        return contact is not None and refused(contact)

    def _enrollment(self, feedback: Feedback, known: Message | None) -> Enrollment | None:
        moves = feedback.kind in (FeedbackKind.DELIVERY, FeedbackKind.BOUNCE, FeedbackKind.COMPLAINT)
        return self._arrivals.of(known) if known is not None and moves else None

    def _note(
        self, feedback: Feedback, known: Message | None, enrollment: Enrollment | None
    ) -> Message | None:
        """Write what the event changes on its message; a lost race means reading again."""
        while known is not None:
            changed, counts = observed(known, feedback)
            if changed == known:
                return known
            counted = counting.for_message(changed, dict(counts), self._rules.zone)
            counted += link_counting.clicked(known, changed, self._rules.zone)
            counted += tuple(self._arrivals.counts(known, changed, enrollment))
            if self._messages.observe(known, changed, counted):
                return changed
            known = self._known(feedback)
        return None

    def _suppress(
        self, feedback: Feedback, message: Message | None, cause: SuppressionCause, now: datetime
    ) -> None:
        # The mail's own contact may share its address with the one whom the address leads to.
        also = [message.contact_id] if message is not None else []
        for email in feedback.recipients:
            self._suppressing.suppress(email, Suppression(cause=cause, since=feedback.at), now, also=also)

    def _unsubscribe(self, feedback: Feedback, now: datetime) -> None:
        said = ConsentStatement(
            state=ConsentState.UNSUBSCRIBED,
            source=ConsentSource.RECIPIENT,
            time=Stamp.of(feedback.at, now),
            evidence=Evidence(where="ses", proof=str(feedback.message) if feedback.message else feedback.id),
        )
        for email in feedback.recipients:
            contact = self._of(email)
            if contact is not None:
                self._consents.change(contact, said, feedback.id, now)

    def _of(self, email: str) -> Contact | None:
        alias = f"email#{email}"
        contact_id = self._contacts.find([alias]).get(alias)
        return self._contacts.get(contact_id) if contact_id else None

    def _tell(self, feedback: Feedback, message: Message | None, told: Judged | None, now: datetime) -> None:
        by_machine = told is not None and told.label is Label.MACHINE
        contact_id = message.contact_id if message else None
        if contact_id is None and feedback.recipients:
            contact = self._of(feedback.recipients[0])
            contact_id = contact.id if contact else None
        self._timeline.write(
            Line(
                at=now,
                kind=Kind.FEEDBACK,
                contact_id=contact_id,
                workflow=message.workflow if message else None,
                enrollment=message.id.enrollment if message else None,
                step=message.id.step if message else None,
                locale=message.locale if message else None,
                reason=f"{feedback.kind.value} by machine" if by_machine else feedback.kind.value,
                because=None if told is None else told.words,
            )
        )
