"""What several use cases are put together from."""

from typing import TYPE_CHECKING

from homing.bootstrap.holdouts import follow_up
from homing.domain.rules import Rules
from homing.neighbours import Neighbours

if TYPE_CHECKING:
    from homing.services.consents import Consents
    from homing.services.endings import Endings
    from homing.services.enroll import Enroll
    from homing.services.exits import Exits
    from homing.services.giveaways import Giveaways
    from homing.services.knowledge import Knowledge
    from homing.services.later import Later
    from homing.services.memberships import Memberships
    from homing.services.partings import Partings
    from homing.services.remember import Remember
    from homing.services.report_experiments import ExperimentReports
    from homing.services.scores import Scores
    from homing.services.suppressing import Suppressing

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


def rules(around: Neighbours) -> Rules:
    """The shop's choices as the domain reads them."""
    shop = around.shop
    return Rules(
        zone=shop.zone,
        locales=shop.locales,
        hours=shop.quiet_hours.waking_hours(),
        caps=shop.caps.caps(),
        attribution=shop.attribution,
        currency=shop.currency,
        live_from=around.live_from,
        soft_opt_in=frozenset(shop.consent.soft_opt_in),
        topics=frozenset(shop.consent.topics),
        tracking=shop.tracking,
    )


def exits(around: Neighbours) -> "Exits":
    """Ends enrollments early."""
    from homing.services.exits import Exits

    return Exits(
        enrollments=around.enrollments,
        executions=around.executions,
        marks=around.marks,
        workflows=around.workflows,
        timeline=around.timeline,
        endings=endings(around),
        rules=rules(around),
        id_secret=around.id_secret,
    )


def endings(around: Neighbours) -> "Endings":
    """Tells of enrollments that are about to end."""
    from homing.services.endings import Endings

    return Endings(due=around.due, workflows=around.workflows)


def later(around: Neighbours) -> "Later":
    """Lets events wait for the sweep."""
    from homing.services.later import Later

    return Later(due=around.due)


def suppressing(around: Neighbours) -> "Suppressing":
    """Suppresses addresses, and takes that back."""
    from homing.services.suppressing import Suppressing

    return Suppressing(
        contacts=around.contacts,
        suppressions=around.suppressions,
        exits=exits(around),
        rules=rules(around),
    )


def consents(around: Neighbours) -> "Consents":
    """Writes consent."""
    from homing.services.consents import Consents
    from homing.services.mirroring import ShopTold

    return Consents(
        contacts=around.contacts,
        suppressions=around.suppressions,
        suppressing=suppressing(around),
        exits=exits(around),
        partings=partings(around),
        workflows=around.workflows,
        rules=rules(around),
        shop_told=ShopTold() if around.shop.consent.write_back else None,
    )


def partings(around: Neighbours) -> "Partings":
    """Lets people leave."""
    from homing.services.partings import Partings

    return Partings(
        contacts=around.contacts,
        messages=around.messages,
        timeline=around.timeline,
        exits=exits(around),
        endings=endings(around),
        rules=rules(around),
    )


def giveaways(around: Neighbours) -> "Giveaways":
    """What the shop gives away behind a link."""
    from homing.services.giveaways import Giveaways

    return Giveaways(resources=around.shop.resources, links=around.resource_links, clock=around.clock)


def knowledge(around: Neighbours) -> "Knowledge":
    """Reads what conditions are judged on."""
    from homing.services.knowledge import Knowledge

    return Knowledge(
        contacts=around.contacts,
        history=around.history,
        messages=around.messages,
        scores=around.scores,
        workflows=around.workflows,
        rules=rules(around),
    )


def memberships(around: Neighbours) -> "Memberships":
    """Keeps who is in which segment."""
    from homing.services.memberships import Memberships

    return Memberships(
        segments=around.segments,
        contacts=around.contacts,
        due=around.due,
        workflows=around.workflows,
        knowledge=knowledge(around),
        rules=rules(around),
    )


def scores(around: Neighbours) -> "Scores":
    """Counts points."""
    from homing.services.scores import Scores

    return Scores(scores=around.scores, workflows=around.workflows)


def remember(around: Neighbours) -> "Remember":
    """Keeps of what contacts do that which conditions look back at."""
    from homing.services.remember import Remember

    return Remember(history=around.history, workflows=around.workflows)


def experiment_reports(around: Neighbours) -> "ExperimentReports":
    """Tells how A/B tests stand."""
    from homing.services.report_experiments import ExperimentReports

    return ExperimentReports(
        clock=around.clock, experiments=around.experiments, figures=around.figures, rules=rules(around)
    )


def enroll(around: Neighbours) -> "Enroll":
    """Lets contacts in."""
    from homing.services.admission import Admission
    from homing.services.beginning import Beginning
    from homing.services.enroll import Enroll
    from homing.services.rivals import Rivals

    return Enroll(
        enrollments=around.enrollments,
        executions=around.executions,
        due=around.due,
        timeline=around.timeline,
        admission=Admission(
            suppressions=around.suppressions, knowledge=knowledge(around), rules=rules(around)
        ),
        follow_up=follow_up(around, rules(around)),
        beginning=Beginning(rules=rules(around), id_secret=around.id_secret),
        rivals=Rivals(enrollments=around.enrollments, exits=exits(around)),
        rules=rules(around),
    )
