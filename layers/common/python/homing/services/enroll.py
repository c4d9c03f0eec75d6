"""Lets a contact into a workflow, or refuses with one reason."""

from dataclasses import replace
from datetime import datetime

from homing.contracts import ExecutionInput, Next
from homing.domain.contact import Contact
from homing.domain.due import DueEntry, DueKind
from homing.domain.enrollment import Enrollment, EnrollmentState, Entry
from homing.domain.exit_marks import matched_marks
from homing.domain.figures import Metric
from homing.domain.message import Reason
from homing.domain.rules import Rules
from homing.domain.steps import WaitStep
from homing.domain.timeline import Kind, Line, about
from homing.domain.walk import following
from homing.domain.watch import watch_entry
from homing.domain.workflow import After, Workflow
from homing.services import counting, ports
from homing.services.admission import Admission
from homing.services.beginning import Beginning
from homing.services.exits import only_markets
from homing.services.follow_up import FollowUp
from homing.services.occurrence import Occurrence
from homing.services.rivals import Rivals


class Enroll:
    """Puts enrollments and starts their executions."""

    def __init__(
        self,
        *,
        enrollments: ports.Enrollments,
        executions: ports.Executions,
        due: ports.DueIndex,
        timeline: ports.Timeline,
        admission: Admission,
        follow_up: FollowUp,
        beginning: Beginning,
        rivals: Rivals,
        rules: Rules,
    ) -> None:
        self._enrollments = enrollments
        self._executions = executions
        self._due = due
        self._timeline = timeline
        self._admission = admission
        self._follow_up = follow_up
        self._beginning = beginning
        self._rivals = rivals
        self._rules = rules

    def __call__(
        self, workflow: Workflow, contact: Contact, occurrence: Occurrence, now: datetime
    ) -> Enrollment | Reason:
        """The enrollment, running; or why there is none. The same occurrence again changes nothing."""
        known = self._enrollments.get(self._beginning.id(workflow, occurrence))
        if known is not None and known.trigger.get("occurrence") != occurrence.id:
            return self._refuse(workflow, contact, occurrence, Reason.RE_ENTRY, now)
        if known is None:
            entered = self._enter(workflow, contact, occurrence, now)
            if isinstance(entered, Reason):
                return self._refuse(workflow, contact, occurrence, entered, now)
            known = entered
        self.start(known)
        self._rivals.leave_one(workflow, known, now)
        return known

    def refuse(
        self, workflow: Workflow, contact: Contact, occurrence: Occurrence, reason: Reason, now: datetime
    ) -> None:
        """Tell and count that an occurrence lets nobody in."""
        self._refuse(workflow, contact, occurrence, reason, now)

    def start(self, enrollment: Enrollment) -> None:
        """Start the execution of a `starting` row from its stored input, and make the row active.

        One that sleeps until its first pass is put down to be looked at then.
        """
        if enrollment.sleeping and enrollment.next_pass_at is not None:
            at, name = enrollment.next_pass_at, enrollment.workflow
            self._due.put(DueEntry(at=at, kind=DueKind.PASS, workflow=name, key=enrollment.id))
        elif enrollment.state is EnrollmentState.STARTING:
            text = ExecutionInput(
                enrollment=enrollment.id,
                version=enrollment.version,
                next=Next(wait_until=enrollment.first_wait_until),
                number=enrollment.number if enrollment.pass_started is not None else None,
            ).text()
            self._executions.start(enrollment, text)
            self._enrollments.started(enrollment)

    def _enter(
        self, workflow: Workflow, contact: Contact, occurrence: Occurrence, now: datetime
    ) -> Enrollment | Reason:
        if self._entered_before(workflow, contact, occurrence):
            return Reason.RE_ENTRY
        while True:
            last = self._last_entry(workflow, occurrence)
            if last is not None and _too_soon(workflow, last, occurrence):
                return Reason.RE_ENTRY
            reason = self._admission(workflow, contact, occurrence, now)
            if reason in (None, Reason.HOLDOUT):  # both arms here, whatever becomes of an entry
                held_out = reason is Reason.HOLDOUT
                self._follow_up.assign(workflow, contact, occurrence, now, held_out=held_out)
            if reason is not None:
                return reason
            if self._rivals.newer(workflow, contact.id, occurrence.key, occurrence.started):
                return Reason.SUPERSEDED
            new = self._beginning(workflow, contact, occurrence, now)
            match self._put(workflow, contact, new, occurrence, last):
                case "raced":
                    continue
                case "exited":
                    return Reason.EXITED
                case "exists":
                    return self._enrollments.get(new.id) or new
                case _:
                    self._tell_enrolled(new, workflow, contact, now)
                    return new

    def _entered_before(self, workflow: Workflow, contact: Contact, occurrence: Occurrence) -> bool:
        """Whether the person entered as somebody else, who has proved to be the same."""
        former = (replace(occurrence, key=key) for key in occurrence.former_keys(contact))
        return any(self._enrollments.get(self._beginning.id(workflow, each)) for each in former)

    def _last_entry(self, workflow: Workflow, occurrence: Occurrence) -> Entry | None:
        if not isinstance(workflow.re_entry, After):
            return None
        return self._enrollments.last_entry(self._beginning.entry_id(workflow, occurrence))

    def _put(
        self,
        workflow: Workflow,
        contact: Contact,
        new: Enrollment,
        occurrence: Occurrence,
        last: Entry | None,
    ) -> str:
        entry = None
        if isinstance(workflow.re_entry, After):
            entry_id = self._beginning.entry_id(workflow, occurrence)
            entry = Entry(id=entry_id, enrollment=new.id, at=occurrence.started.at)
        guard = ports.Guard(
            events=workflow.exit_events,
            cart_tokens=occurrence.cart.tokens() if occurrence.cart else (),
            contact_id=new.contact_id,
            since=occurrence.started,
            matched=tuple(matched_marks(workflow, new.contact_id, occurrence.trigger)),
            entry=entry,
            entered=last,
            only_markets=only_markets(workflow),
            departed=contact.consent.departed,
        )
        counts = counting.for_enrollment(new, Metric.ENROLLED, self._rules.zone)
        return self._enrollments.put(new, guard, watch_entry(new), counts)

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
        counts = counting.refused(workflow.name, now, contact.id, self._rules.zone, reason)
        self._enrollments.refuse(occurrence.id, workflow.name, now, counts)
        line = Line(
            at=now, kind=Kind.REFUSED, contact_id=contact.id, workflow=workflow.name, reason=reason.value
        )
        self._timeline.write(line)
        return reason

    def _tell_enrolled(
        self, enrollment: Enrollment, workflow: Workflow, contact: Contact, now: datetime
    ) -> None:
        self._timeline.write(about(enrollment, Kind.ENROLLED, now))
        undated = self._beginning.undated(workflow, contact, enrollment.trigger)
        if undated is not None and not enrollment.sleeping:
            self._timeline.write(about(enrollment, Kind.DECIDED, now, step=undated, reason="no date"))
        first = workflow.steps[0]
        after = following(workflow.steps, first.id) if isinstance(first, WaitStep) else None
        step = enrollment.waits_for if enrollment.sleeping else after.id if after is not None else None
        if step is not None and enrollment.first_wait_until > now:
            until = enrollment.first_wait_until
            self._timeline.write(about(enrollment, Kind.WAITING, now, step=step, until=until))


def _too_soon(workflow: Workflow, last: Entry, occurrence: Occurrence) -> bool:
    after = workflow.re_entry
    return isinstance(after, After) and occurrence.started.at - last.at < after.after
