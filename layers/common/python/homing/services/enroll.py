"""Lets a contact into a workflow, or refuses with one reason."""

from datetime import datetime

from homing.contracts import ExecutionInput, Next
from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment, EnrollmentState, ExitReason, enrollment_id
from homing.domain.facts import holds
from homing.domain.figures import Metric
from homing.domain.message import Reason
from homing.domain.permission import permission
from homing.domain.reads import reads
from homing.domain.rules import Rules
from homing.domain.schedule import due
from homing.domain.steps import WaitStep
from homing.domain.timeline import Kind, Line, about
from homing.domain.walk import email_steps, first_acting, following
from homing.domain.watch import watch_entry
from homing.domain.workflow import QuietTrigger, Workflow
from homing.services import counting, ports
from homing.services.exits import Exits
from homing.services.knowledge import Knowledge
from homing.services.occurrence import Occurrence


class Enroll:
    """Puts enrollments and starts their executions."""

    def __init__(
        self,
        *,
        contacts: ports.Contacts,
        suppressions: ports.Suppressions,
        enrollments: ports.Enrollments,
        executions: ports.Executions,
        timeline: ports.Timeline,
        exits: Exits,
        knowledge: Knowledge,
        rules: Rules,
        id_secret: bytes,
    ) -> None:
        self._contacts = contacts
        self._suppressions = suppressions
        self._enrollments = enrollments
        self._executions = executions
        self._timeline = timeline
        self._exits = exits
        self._knowledge = knowledge
        self._rules = rules
        self._id_secret = id_secret

    def __call__(
        self, workflow: Workflow, contact: Contact, occurrence: Occurrence, now: datetime
    ) -> Enrollment | Reason:
        """The enrollment, running; or why there is none. The same occurrence again changes nothing."""
        known = self._enrollments.get(enrollment_id(workflow.name, occurrence.key, self._id_secret))
        if known is None:
            reason = self._refusal(workflow, contact, occurrence, now)
            if reason is not None:
                return self._refuse(workflow, contact, occurrence, reason, now)
            new = self._new(workflow, contact, occurrence, now)
            known = self._put(workflow, new, occurrence)
            if known is None:
                return self._refuse(workflow, contact, occurrence, Reason.EXITED, now)
            if known == new:
                self._tell_enrolled(known, workflow, now)
        elif known.trigger.get("occurrence") != occurrence.id:
            return self._refuse(workflow, contact, occurrence, Reason.RE_ENTRY, now)
        self.start(known)
        if workflow.one_at_a_time:
            self._supersede_others(known, now)
        return known

    def refuse(
        self, workflow: Workflow, contact: Contact, occurrence: Occurrence, reason: Reason, now: datetime
    ) -> None:
        """Tell and count that an occurrence lets nobody in."""
        self._refuse(workflow, contact, occurrence, reason, now)

    def start(self, enrollment: Enrollment) -> None:
        """Start the execution of a `starting` row from its stored input, and make the row active."""
        if enrollment.state is not EnrollmentState.STARTING:
            return
        waiting = Next(wait_until=enrollment.first_wait_until)
        text = ExecutionInput(enrollment=enrollment.id, version=enrollment.version, next=waiting).text()
        self._executions.start(enrollment, text)
        self._enrollments.started(enrollment)

    def _refusal(
        self, workflow: Workflow, contact: Contact, occurrence: Occurrence, now: datetime
    ) -> Reason | None:
        former = (
            enrollment_id(workflow.name, key, self._id_secret) for key in occurrence.former_keys(contact)
        )
        if any(self._enrollments.get(each) for each in former):
            return Reason.RE_ENTRY
        known = self._knowledge.facts(
            contact, reads(workflow.entry), now, trigger=occurrence.trigger, cart=occurrence.cart
        )
        if workflow.entry is not None and not holds(workflow.entry, known):
            return Reason.CONDITION
        causes = self._suppressions.of(contact.email) if contact.email else ()
        against = frozenset(each.cause for each in causes)
        refusals = [permission(contact, step.purpose, against) for step in email_steps(workflow.steps)]
        if all(refusals):
            return refusals[0]
        if workflow.one_at_a_time and self._newer_runs(workflow, contact, occurrence):
            return Reason.SUPERSEDED
        return None

    def _newer_runs(self, workflow: Workflow, contact: Contact, occurrence: Occurrence) -> bool:
        return any(
            other.workflow == workflow.name and other.running and other.started > occurrence.started
            for other in self._enrollments.of_contact(contact.id)
        )

    def _supersede_others(self, enrollment: Enrollment, now: datetime) -> None:
        for other in self._enrollments.of_contact(enrollment.contact_id):
            same = other.workflow == enrollment.workflow and other.id != enrollment.id
            if same and other.started <= enrollment.started:
                self._exits.end(other, ExitReason.SUPERSEDED.value, now)

    def _new(self, workflow: Workflow, contact: Contact, occurrence: Occurrence, now: datetime) -> Enrollment:
        waiting = first_acting(workflow.steps)
        return Enrollment(
            id=enrollment_id(workflow.name, occurrence.key, self._id_secret),
            workflow=workflow.name,
            version=workflow.version,
            contact_id=contact.id,
            key=occurrence.key,
            started=occurrence.started,
            enrolled_at=now,
            first_wait_until=self._first_instant(workflow, contact, occurrence.started.at, now),
            waits_for=waiting.id if waiting is not None else None,
            trigger={**occurrence.trigger, "occurrence": occurrence.id},
        )

    def _first_instant(
        self, workflow: Workflow, contact: Contact, started: datetime, now: datetime
    ) -> datetime:
        first = workflow.steps[0]
        if not isinstance(first, WaitStep):
            quiet = workflow.trigger.for_ if isinstance(workflow.trigger, QuietTrigger) else None
            return started if quiet is None else started + quiet
        return due(
            following(workflow.steps, first.id),
            first,
            started=started,
            now=now,
            last_mail_at=None,
            recipient=self._rules.recipient(contact),
            window=self._rules.window,
        )

    def _put(self, workflow: Workflow, new: Enrollment, occurrence: Occurrence) -> Enrollment | None:
        guard = ports.Guard(
            events=frozenset(workflow.exit_events),
            cart_tokens=occurrence.cart.tokens() if occurrence.cart else (),
            contact_id=new.contact_id,
            since=occurrence.started,
        )
        counts = counting.for_enrollment(new, Metric.ENROLLED, self._rules.zone)
        match self._enrollments.put(new, guard, watch_entry(new), counts):
            case "exited":
                return None
            case "exists":
                return self._enrollments.get(new.id)
            case _:
                return new

    def _refuse(
        self,
        workflow: Workflow,
        contact: Contact,
        occurrence: Occurrence,
        reason: Reason,
        now: datetime,
    ) -> Reason:
        if occurrence.refused_before:
            return reason
        counts = counting.refused(workflow.name, now, contact.id, self._rules.zone)
        self._enrollments.refuse(occurrence.id, workflow.name, now, counts)
        self._timeline.write(
            Line(
                at=now,
                kind=Kind.REFUSED,
                contact_id=contact.id,
                workflow=workflow.name,
                reason=reason.value,
            )
        )
        return reason

    def _tell_enrolled(self, enrollment: Enrollment, workflow: Workflow, now: datetime) -> None:
        self._timeline.write(about(enrollment, Kind.ENROLLED, now))
        first = workflow.steps[0]
        after = following(workflow.steps, first.id) if isinstance(first, WaitStep) else None
        if after is not None and enrollment.first_wait_until > now:
            until = enrollment.first_wait_until
            self._timeline.write(about(enrollment, Kind.WAITING, now, step=after.id, until=until))
