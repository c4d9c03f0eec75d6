"""Calls a laptop's sweep when a campaign or a test begins; AWS's is called every minute anyway."""

from collections.abc import Callable
from datetime import datetime

from homing.domain.trigger import CampaignTrigger
from homing.domain.workflow import Workflow
from homing.services.campaigns import window
from homing.services.experimenting import tested

from local.clock import Agenda
from local.functions import CRASHES
from local.rounds import SWEEP


def arrange(
    agenda: Agenda, workflows: tuple[Workflow, ...], live_from: datetime, sweep: Callable[[], object]
) -> None:
    """Put the sweep's call for each of them on the agenda; after a crash the next minute's does it."""

    def begin() -> None:
        try:
            sweep()
        except CRASHES:
            agenda.after(SWEEP.period.total_seconds(), begin)

    for workflow in workflows:
        if isinstance(workflow.trigger, CampaignTrigger):
            opens, closes = window(workflow.trigger)
            at = SWEEP.at_or_after(max(opens, live_from))
            if at <= closes:
                agenda.at(at, begin)
    if any(list(tested(each)) for each in workflows):
        agenda.at(SWEEP.at_or_after(live_from), begin)
