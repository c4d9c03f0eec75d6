"""Use case of functions/step: every decision inside a workflow that sends nothing."""

from functools import cache
from typing import TYPE_CHECKING

from homing.bootstrap import passages, shared
from homing.bootstrap.around import neighbours_of

if TYPE_CHECKING:
    from homing.services.advance import Advance

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


@cache
def advance() -> "Advance":
    """functions/step/handler.py"""
    from homing.services.advance import Advance
    from homing.services.again import Again
    from homing.services.arms import Arms
    from homing.services.claims import Claims
    from homing.services.handing_on import HandingOn
    from homing.services.leaving import Leaving
    from homing.services.lost import Lost
    from homing.settings import StepSettings

    around = neighbours_of(StepSettings)
    return Advance(
        clock=around.clock,
        enrollments=around.enrollments,
        contacts=around.contacts,
        carts=around.carts,
        timeline=around.timeline,
        passages=passages.passages(around),
        lost=Lost(
            messages=around.messages,
            timeline=around.timeline,
            claims=Claims(backlog=around.backlog, pace=around.pace),
            rules=shared.rules(around),
        ),
        onward=passages.onward(around),
        restart=passages.restart(around),
        leaving=Leaving(carts=around.carts, knowledge=shared.knowledge(around), exits=shared.exits(around)),
        consents=shared.consents(around),
        knowledge=shared.knowledge(around),
        memberships=shared.memberships(around),
        handing_on=HandingOn(
            workflows=around.workflows, timeline=around.timeline, enroll=shared.enroll(around)
        ),
        again=Again(
            enrollments=around.enrollments,
            due=around.due,
            timeline=around.timeline,
            knowledge=shared.knowledge(around),
            rules=shared.rules(around),
        ),
        arms=Arms(clock=around.clock, experiments=around.experiments),
        rules=shared.rules(around),
    )
