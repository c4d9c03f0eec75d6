"""Use cases that the scheduler calls: the sweep of every minute and the reconciler of every hour."""

from functools import cache
from typing import TYPE_CHECKING

from homing.bootstrap import aftermath, passages, shared, waits
from homing.bootstrap.around import neighbours_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from homing.domain.due import DueKind
    from homing.neighbours import Neighbours
    from homing.services.campaigns import Campaigns
    from homing.services.compare_lists import CompareLists
    from homing.services.experimenting import Experimenting
    from homing.services.fill_codes import FillCodes
    from homing.services.reconcile import Reconcile
    from homing.services.sweep import Sweep, Worker

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


@cache
def sweep() -> "Sweep":
    """functions/trigger/sweep.py"""
    from homing.domain.due import DueKind
    from homing.services.sweep import Sweep
    from homing.settings import SweepSettings

    around = neighbours_of(SweepSettings)
    campaigns = _campaigns(around)
    experimenting = _experimenting(around)
    workers: Mapping[DueKind, Worker] = {
        **_workers(around),
        DueKind.CAMPAIGN: campaigns,
        DueKind.EXPERIMENT: experimenting,
    }
    return Sweep(
        clock=around.clock, due=around.due, workers=workers, begins=(campaigns.begin, experimenting.begin)
    )


def _workers(around: "Neighbours") -> "Mapping[DueKind, Worker]":
    """Who works off which kind of due entry."""
    from homing.domain.due import DueKind
    from homing.services.beginning import Beginning
    from homing.services.end_codes import EndCodes
    from homing.services.endings import Ended
    from homing.services.later import Derived
    from homing.services.looks import Looks
    from homing.services.mirroring import Mirroring
    from homing.services.quiet_carts import QuietCarts
    from homing.services.revive import Revive
    from homing.services.wake import Wake

    enroll, consequences = shared.enroll(around), aftermath.consequences(around)
    return {
        DueKind.QUIET: QuietCarts(
            due=around.due,
            carts=around.carts,
            contacts=around.contacts,
            marks=around.marks,
            workflows=around.workflows,
            enroll=enroll,
        ),
        DueKind.QUIET_CONTACT: aftermath.quiet_contacts(around),
        DueKind.CONTACT_DATE: aftermath.contact_dates(around),
        DueKind.EVENT_DATE: aftermath.brought_dates(around),
        DueKind.ENDED: Ended(
            enrollments=around.enrollments, contacts=around.contacts, consequences=consequences
        ),
        DueKind.SEGMENTS: Looks(
            memberships=shared.memberships(around), contacts=around.contacts, consequences=consequences
        ),
        DueKind.DERIVED: Derived(contacts=around.contacts, consequences=consequences),
        DueKind.MIRROR: Mirroring(
            contacts=around.contacts, mirror=around.consent_mirror, due=around.due, timeline=around.timeline
        ),
        DueKind.STOCK: aftermath.back_in_stock(around),
        DueKind.BROKEN: Revive(enrollments=around.enrollments, enroll=enroll),
        DueKind.TIMEOUT: waits.waiting(around).expire,
        DueKind.CODE: EndCodes(pool=around.codes, shop=around.shop_codes, due=around.due),
        DueKind.PASS: Wake(
            due=around.due,
            contacts=around.contacts,
            enrollments=around.enrollments,
            workflows=around.workflows,
            beginning=Beginning(rules=shared.rules(around), id_secret=around.id_secret),
            enroll=enroll,
            rules=shared.rules(around),
        ),
    }


def _experimenting(around: "Neighbours") -> "Experimenting":
    from homing.services.experimenting import Experimenting

    return Experimenting(
        due=around.due,
        experiments=around.experiments,
        figures=around.figures,
        workflows=around.workflows,
        rules=shared.rules(around),
    )


def _campaigns(around: "Neighbours") -> "Campaigns":
    from homing.services.campaigns import Campaigns

    return Campaigns(
        clock=around.clock,
        due=around.due,
        campaigns=around.campaigns,
        contacts=around.contacts,
        segments=around.segments,
        workflows=around.workflows,
        enroll=shared.enroll(around),
        rules=shared.rules(around),
    )


@cache
def fill_codes() -> "FillCodes":
    """functions/trigger/reconcile.py: discount codes are made ahead of the mails."""
    from homing.adapters.discounts import code_prefix, derived
    from homing.services.fill_codes import FillCodes
    from homing.settings import ReconcileSettings

    around = neighbours_of(ReconcileSettings)
    prefix = code_prefix(around.shop.name)
    return FillCodes(
        clock=around.clock,
        pool=around.codes,
        shop=around.shop_codes,
        workflows=around.workflows,
        code_of=lambda kind, number: derived(around.id_secret, prefix, f"{kind}/{number}"),
    )


@cache
def compare_lists() -> "CompareLists":
    """functions/trigger/reconcile.py: whom SES no longer tries, we do not mail."""
    from homing.services.compare_lists import CompareLists
    from homing.settings import ReconcileSettings

    around = neighbours_of(ReconcileSettings)
    return CompareLists(
        clock=around.clock,
        account_list=around.account_list,
        reading=around.list_reading,
        suppressions=around.suppressions,
        suppressing=shared.suppressing(around),
    )


@cache
def reconcile() -> "Reconcile":
    """functions/trigger/reconcile.py"""
    from homing.services.reconcile import Reconcile
    from homing.settings import ReconcileSettings

    around = neighbours_of(ReconcileSettings)
    return Reconcile(
        clock=around.clock,
        watch=around.watch,
        enrollments=around.enrollments,
        messages=around.messages,
        executions=around.executions,
        workflows=around.workflows,
        timeline=around.timeline,
        restart=passages.restart(around),
        endings=shared.endings(around),
        rules=shared.rules(around),
    )
