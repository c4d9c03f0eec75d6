"""Finds enrollments that stand still, once an hour: whose execution is gone though they are on their way."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import assert_never

from homing.domain.due import DueEntry
from homing.domain.enrollment import Enrollment
from homing.domain.errors import Throttled
from homing.domain.figures import Metric
from homing.domain.message import Message, MessageId
from homing.domain.rules import Rules
from homing.domain.steps import WaitForStep
from homing.domain.timeline import Kind, about
from homing.domain.walk import find
from homing.domain.watch import GRACE, standing_until, wakes_at
from homing.services import counting, ports
from homing.services.endings import Endings
from homing.services.restart import Restart

LONGEST_RUN = timedelta(minutes=4)
"""Shorter than the index's lease and the function's timeout; what is left is the next run's."""

_BATCH = 100  # what DynamoDB reads in one call

Next = datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What a run found: entries looked at, and of those the enrollments that..."""

    looked_at: int = 0
    ended: int = 0
    restarted: int = 0
    """...were overdue, and have no execution that runs"""
    completed: int = 0
    """...were overdue, and whose execution had gone its whole way"""
    exited: int = 0
    """...were overdue, and whose execution we had stopped, which a restored table forgot"""
    standing: int = 0
    """...were overdue, but run: in a paused workflow, parked, or held by a queue"""
    unfinished: bool = False
    """Whether time or AWS's patience ran out before the last entry."""

    def plus(self, **more: int) -> "Reconciled":
        """With so many more."""
        return replace(self, **{name: getattr(self, name) + count for name, count in more.items()})


class Reconcile:
    """Works the watch off: each enrollment has one entry, moved on at each look to an hour after its wake-up.

    An entry is moved last, so that a crash before means another look; nothing here can be done twice.
    """

    def __init__(
        self,
        *,
        clock: ports.Clock,
        watch: ports.DueIndex,
        enrollments: ports.Enrollments,
        messages: ports.Messages,
        executions: ports.Executions,
        workflows: ports.Workflows,
        timeline: ports.Timeline,
        restart: Restart,
        endings: Endings,
        rules: Rules,
    ) -> None:
        self._clock = clock
        self._watch = watch
        self._enrollments = enrollments
        self._messages = messages
        self._executions = executions
        self._workflows = workflows
        self._timeline = timeline
        self._restart = restart
        self._endings = endings
        self._rules = rules

    def __call__(self, *, dry_run: bool = False) -> Reconciled:
        """Look at whoever should have moved by now; a dry run changes nothing."""
        now = self._clock.now()
        found = Reconciled()
        for batch in _batches(self._watch.until(now)):
            if self._clock.now() - now > LONGEST_RUN:
                return replace(found, unfinished=True)
            found = self._work_off(batch, found, now, dry_run=dry_run)
            if found.unfinished:
                break
        return found

    def _work_off(
        self, batch: Sequence[DueEntry], found: Reconciled, now: datetime, *, dry_run: bool
    ) -> Reconciled:
        rows = self._enrollments.several([entry.key for entry in batch])
        at_step = [_last(row) for row in rows.values()]
        messages = self._messages.get([each for each in at_step if each is not None])
        moves: dict[DueEntry, Next] = {}
        for entry in batch:
            row = rows.get(entry.key)
            last = _last(row)
            message = messages.get(last) if last is not None else None
            try:
                what, moves[entry] = self._look(row, message, now, dry_run=dry_run)
            except Throttled:
                found = replace(found, unfinished=True)
                break
            found = found.plus(looked_at=1, **({what: 1} if what else {}))
        if not dry_run:
            self._watch.move(moves)
        return found

    def _look(
        self, row: Enrollment | None, message: Message | None, now: datetime, *, dry_run: bool
    ) -> tuple[str, Next]:
        """What was found, in the words of Reconciled, and when to look again."""
        if row is None or not row.running:
            return "ended", None
        woke_at = wakes_at(row, message) + self._waits_for_an_event(row)
        if woke_at + GRACE > now:
            return "", woke_at + GRACE
        if row.sleeping:
            return self._start_again(row, now, dry_run=dry_run)
        status = self._executions.status(row)
        match status:
            case ports.ExecutionStatus.RUNNING:
                return "standing", standing_until(woke_at, now)
            case ports.ExecutionStatus.EXITED:
                return self._end_again(row, now, dry_run=dry_run)
            case ports.ExecutionStatus.SUCCEEDED if row.pass_started is not None:
                # A pass ended, and a restored table forgot the next: a new attempt puts it down again.
                return self._start_again(row, now, dry_run=dry_run)
            case ports.ExecutionStatus.SUCCEEDED:
                return self._complete(row, now, dry_run=dry_run)
            case ports.ExecutionStatus.BROKEN | ports.ExecutionStatus.MISSING:
                return self._start_again(row, now, dry_run=dry_run)
            case _:
                assert_never(status)

    def _waits_for_an_event(self, row: Enrollment) -> timedelta:
        """How long it may stand at its step because that waits for an event."""
        workflow = self._workflows.get(row.workflow)
        step = find(workflow.steps, row.waits_for) if workflow is not None and row.waits_for else None
        return step.timeout if isinstance(step, WaitForStep) else timedelta(0)

    def _complete(self, row: Enrollment, now: datetime, *, dry_run: bool) -> tuple[str, Next]:
        """Its last step was edited away while it was on its way, so no task ended it."""
        if not dry_run:
            counts = counting.for_enrollment(row, Metric.COMPLETED, self._rules.zone)
            self._endings.expect(row, now)
            if self._enrollments.complete(row, now, counts):
                self._timeline.write(about(row, Kind.COMPLETED, now))
        return "completed", None

    def _end_again(self, row: Enrollment, now: datetime, *, dry_run: bool) -> tuple[str, Next]:
        """The row ends before its execution is stopped: a restored table forgot it, the execution did not."""
        if not dry_run:
            reason = self._executions.cause(row)
            counts = counting.for_enrollment(row, Metric.EXITED, self._rules.zone)
            self._endings.expect(row, now)
            if self._enrollments.end(row, reason, now, counts):
                self._timeline.write(about(row, Kind.EXITED, now, step=row.step, reason=reason))
        return "exited", None

    def _start_again(self, row: Enrollment, now: datetime, *, dry_run: bool) -> tuple[str, Next]:
        if self._workflows.get(row.workflow) is None:
            return "standing", standing_until(now, now)  # no machine to start; it may be deployed again
        if not dry_run:
            self._restart(row, now)
        return "restarted", now + GRACE


def _last(row: Enrollment | None) -> MessageId | None:
    if row is None or row.step is None or not row.running:
        return None
    return MessageId(enrollment=row.id, step=row.step, number=row.number)


def _batches(entries: Iterable[DueEntry]) -> Iterator[Sequence[DueEntry]]:
    rest = iter(entries)
    while batch := list(islice(rest, _BATCH)):
        yield batch
