"""Starts a campaign: once, for everyone in its segment when it begins, at a time on their own clock."""

from datetime import UTC, datetime, timedelta
from itertools import islice

from homing.domain.contact import Contact
from homing.domain.due import DueEntry, DueKind
from homing.domain.rules import Rules
from homing.domain.schedule import spread
from homing.domain.time import Stamp, local_instant
from homing.domain.trigger import CampaignTrigger
from homing.domain.workflow import Workflow
from homing.services import ports
from homing.services.enroll import Enroll
from homing.services.occurrence import Occurrence, occurrence_key

FIRST_ZONE, LAST_ZONE = timedelta(hours=14), timedelta(hours=12)
"""How long before noon UTC it is noon in Kiritimati, and how long after on Baker Island."""

LEAD = timedelta(hours=26)
"""How long before its first hour anywhere a campaign begins: 300 members a minute are 450,000 by then."""

MOST_MEMBERS = 300
"""Of one call of the sweep, which has other things to do in its minute."""

MOST_SECONDS = timedelta(seconds=25)
MOST_FAILURES = 10
A_MINUTE = timedelta(minutes=1)
ALONE = "="
"""Begins the key of an entry for one member who failed, and not for all that follow."""


class Campaigns:
    """Lists a segment page by page through the due index, so that no call of the sweep takes long."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        due: ports.DueIndex,
        campaigns: ports.Campaigns,
        contacts: ports.Contacts,
        segments: ports.Segments,
        workflows: ports.Workflows,
        enroll: Enroll,
        rules: Rules,
    ) -> None:
        self._clock = clock
        self._due = due
        self._campaigns = campaigns
        self._contacts = contacts
        self._segments = segments
        self._workflows = workflows
        self._enroll = enroll
        self._rules = rules
        self._begun: set[str] = set()

    def begin(self, now: datetime) -> None:
        """Begin what is to begin by now; a campaign whose time is past everywhere never does."""
        live_from = self._rules.live_from
        if live_from is not None and now < live_from:
            return
        for workflow in self._workflows.live():
            trigger = workflow.trigger
            if not isinstance(trigger, CampaignTrigger) or run_of(workflow, trigger) in self._begun:
                continue
            opens, closes = window(trigger)
            if not opens <= now <= closes:
                continue
            run = run_of(workflow, trigger)
            if self._campaigns.begun(run) is None:
                # The same entry from whoever dies before the next line.
                self._due.put(_entry(workflow, opens, ""))
                self._campaigns.begin(run, now)
            self._begun.add(run)

    def __call__(self, entry: DueEntry, now: datetime) -> None:
        """Enroll the next members, and leave an entry for those behind them."""
        workflow = self._workflows.get(entry.workflow)
        if workflow is None or not isinstance(workflow.trigger, CampaignTrigger):
            return
        if workflow not in self._workflows.live():
            return
        trigger = workflow.trigger
        began = self._campaigns.begun(run_of(workflow, trigger)) or now
        if entry.key.startswith(ALONE):
            self._member(workflow, trigger, entry.key.removeprefix(ALONE), began, now)
            return
        last = self._page(workflow, trigger, entry, began, now)
        if last is not None:
            self._due.put(_entry(workflow, max(now, entry.at) + A_MINUTE, last))

    def _page(
        self, workflow: Workflow, trigger: CampaignTrigger, entry: DueEntry, began: datetime, now: datetime
    ) -> str | None:
        """Enroll a page of members; the last of them, None if none is left behind."""
        failures: list[tuple[str, Exception]] = []
        members = iter(self._segments.members(trigger.segment, entry.key))
        last: str | None = None
        for contact_id in islice(members, MOST_MEMBERS):
            try:
                self._member(workflow, trigger, contact_id, began, now)
            except Exception as error:
                failures.append((contact_id, error))
                if len(failures) == MOST_FAILURES:
                    raise ExceptionGroup("too many members failed", [each for _, each in failures]) from None
            last = contact_id
            if self._clock.now() - now > MOST_SECONDS:
                break
        for contact_id, _ in failures:
            self._due.put(_entry(workflow, max(now, entry.at) + A_MINUTE, f"{ALONE}{contact_id}"))
        return last if next(members, None) is not None else None

    def _member(
        self, workflow: Workflow, trigger: CampaignTrigger, contact_id: str, began: datetime, now: datetime
    ) -> None:
        contact = self._contacts.get(contact_id)
        if contact is None:
            return
        at = self._instant(trigger, contact)
        live_from = self._rules.live_from
        if at < began or (live_from is not None and at < live_from):
            return  # their hour had passed when the campaign was deployed
        occurrence = Occurrence(
            id=f"campaign/{run_of(workflow, trigger)}/{contact.id}",
            key=occurrence_key(workflow, contact, {}),
            started=Stamp(at, at),
            trigger={},
        )
        self._enroll(workflow, contact, occurrence, now)

    def _instant(self, trigger: CampaignTrigger, contact: Contact) -> datetime:
        zone = self._rules.recipient(contact).zone
        return local_instant(trigger.at.date(), trigger.at.time(), zone) + spread(contact.id)


def run_of(workflow: Workflow, trigger: CampaignTrigger) -> str:
    """One run of a campaign: another time is another run."""
    return f"{workflow.name} {trigger.at.isoformat()}"


def window(trigger: CampaignTrigger) -> tuple[datetime, datetime]:
    """When a campaign may begin: from a day before its hour in the first zone until its hour in the last."""
    noon = trigger.at.replace(tzinfo=UTC)
    return noon - FIRST_ZONE - LEAD, noon + LAST_ZONE


def _entry(workflow: Workflow, at: datetime, after: str) -> DueEntry:
    return DueEntry(at=at, kind=DueKind.CAMPAIGN, workflow=workflow.name, key=after)
