"""Why each message of a rehearsal is of its instant, told when it is decided, by what decided it."""

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from homing.adapters.workflow_set import WorkflowSet
from homing.bootstrap import shared
from homing.domain.contact import Contact
from homing.domain.contact import zone as zone_of
from homing.domain.enrollment import Enrollment
from homing.domain.schedule import BREATHER
from homing.domain.shop import Shop
from homing.domain.timeline import Kind, Line
from homing.domain.timing import Timing, lateness, sentence
from homing.domain.trigger import QuietTrigger
from homing.domain.walk import find, first_acting, preceding_wait, repeat_around
from homing.domain.workflow import Workflow
from homing.services import facts

_A_DAY = timedelta(days=1)


class Timings:
    """Reads what a line's message depends on, as it stands when the line is written."""

    def __init__(self, workflows: WorkflowSet, shop: Shop) -> None:
        around: Any = SimpleNamespace(shop=shop, live_from=None)
        self._workflows = workflows
        self._shop = shop
        self._rules = shared.rules(around)
        self._rests: dict[tuple[str, str], datetime] = {}

    def why(self, line: Line, row: Enrollment, contact: Contact) -> str:
        """Why its message is of its instant; empty for a line that tells of none."""
        instant = line.until if line.kind is Kind.WAITING else line.due_at
        workflow = self._workflows.get(row.workflow)
        if workflow is None or instant is None or line.step is None:
            return ""
        self._note(line, row)
        timing = self._timing(line, row, workflow, contact, instant)
        late = lateness(timing, instant, line.at) if line.kind is not Kind.WAITING else ""
        return "; ".join(filter(None, (sentence(timing, instant), line.because, late)))

    def _note(self, line: Line, row: Enrollment) -> None:
        """Keep the last mail by which the instant was found: later the last one is this message itself."""
        message = (row.id, line.step or "")
        if line.kind is not Kind.WAITING:
            return
        self._rests.pop(message, None)
        if row.last_mail_at is not None and row.last_mail_at + BREATHER > line.at:
            self._rests[message] = row.last_mail_at

    def _timing(
        self, line: Line, row: Enrollment, workflow: Workflow, contact: Contact, instant: datetime
    ) -> Timing:
        step, quiet = line.step or "", workflow.trigger
        waiting = line.kind is Kind.WAITING
        first = first_acting(workflow.steps)
        return Timing(
            step=find(workflow.steps, step),
            wait=preceding_wait(workflow.steps, step),
            started=row.counts_from,
            # As the gate counts: the same weekday is less than a day away, whatever the zone.
            began=line.at if waiting and line.reason is None else instant - _A_DAY,
            recipient=self._rules.recipient(contact),
            zone=zone_of(contact, self._shop.zone),
            window=self._rules.window(contact, find(workflow.steps, step)),
            values=facts.told(contact, row.trigger),
            repeat=repeat_around(workflow.steps, step),
            number=row.number + 1 if row.next_pass_at is not None and row.pass_started else row.number,
            rests_after=self._rests.get((row.id, step)),
            first=first is not None and first.id == step,
            quiet=quiet.for_ if isinstance(quiet, QuietTrigger) else None,
        )
