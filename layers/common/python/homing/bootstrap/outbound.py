"""Use cases of functions/send: everything with an effect outside, and the wait for an event."""

from functools import cache
from typing import TYPE_CHECKING

from homing.bootstrap import passages, shared, waits
from homing.bootstrap.around import neighbours_of

if TYPE_CHECKING:
    from homing.neighbours import Visibility
    from homing.services.deliver import Deliver

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


@cache
def deliver() -> "Deliver":
    """functions/send/handler.py"""
    from homing.domain.senders import Senders
    from homing.services.arms import Arms
    from homing.services.calling import Calling
    from homing.services.candidates import Candidates
    from homing.services.claims import Claims
    from homing.services.composing import Composing
    from homing.services.content import Content
    from homing.services.deliver import Deliver
    from homing.services.dispatch import Dispatch
    from homing.services.effects import Effects
    from homing.services.judging import Judging
    from homing.services.number_owners import NumberOwners
    from homing.services.outcomes import Outcomes
    from homing.services.precedence import Precedence
    from homing.services.subject_lines import SubjectLines
    from homing.services.telling import Telling
    from homing.services.texting import Texting
    from homing.services.wares import Wares
    from homing.services.writing import Writing
    from homing.settings import SendSettings

    around = neighbours_of(SendSettings)
    shop = around.shop
    candidates = Candidates(
        enrollments=around.enrollments,
        contacts=around.contacts,
        suppressions=around.suppressions,
        carts=around.carts,
        workflows=around.workflows,
        knowledge=shared.knowledge(around),
        phones=around.phones,
        precedence=Precedence(
            enrollments=around.enrollments,
            messages=around.messages,
            workflows=around.workflows,
            rules=shared.rules(around),
        ),
        arms=Arms(clock=around.clock, experiments=around.experiments),
        rules=shared.rules(around),
    )
    content = Content(
        wares=Wares(catalogue=around.catalogue, shop_url=shop.url, currency=shop.currency),
        discounts=around.discounts,
        links=around.links,
        brand=shop.for_mails(),
        colleagues={name: each.model_dump() for name, each in shop.colleagues.items()},
        domains=shop.own_domains,
        trap_link=shop.tracking.trap_link,
        giveaways=shared.giveaways(around),
    )
    writing = Writing(
        renderer=around.renderer,
        content=content,
        rules=shared.rules(around),
        senders=Senders.of_shop(shop),
        lines=SubjectLines(figures=around.figures),
    )
    outcomes = Outcomes(
        clock=around.clock,
        enrollments=around.enrollments,
        messages=around.messages,
        discounts=around.discounts,
        tasks=around.tasks,
        timeline=around.timeline,
        onward=passages.onward(around),
        rules=shared.rules(around),
    )
    judging = Judging(candidates=candidates, outcomes=outcomes, exits=shared.exits(around))
    composing = Composing(clock=around.clock, pace=around.pace, outcomes=outcomes)
    dispatch = Dispatch(
        clock=around.clock,
        composing=composing,
        writing=writing,
        messages=around.messages,
        mailer=around.mailer,
        pace=around.pace,
        outcomes=outcomes,
    )
    waiting = waits.waiting(around)
    calling = Calling(
        webhooks=around.webhooks,
        renderer=around.renderer,
        content=content,
        knowledge=shared.knowledge(around),
        rules=shared.rules(around),
    )
    telling = Telling(
        mailer=around.mailer,
        notices=around.notices,
        story_in_notices=shop.notices.story,
        renderer=around.renderer,
        content=content,
        history=around.history,
        enrollments=around.enrollments,
        messages=around.messages,
        workflows=around.workflows,
        sender=shop.sender,
        locale=shop.default_locale,
        rules=shared.rules(around),
    )
    texting = Texting(
        clock=around.clock,
        candidates=candidates,
        judging=judging,
        messages=around.messages,
        suppressions=around.suppressions,
        texts=around.texts,
        renderer=around.renderer,
        content=content,
        outcomes=outcomes,
        composing=composing,
        owners=NumberOwners(contacts=around.contacts, secret=around.id_secret),
        rules=shared.rules(around),
    )
    effects = Effects(
        clock=around.clock,
        candidates=candidates,
        judging=judging,
        messages=around.messages,
        outcomes=outcomes,
        composing=composing,
        kinds={"webhook": calling.prepare, "notify": telling.prepare},
    )
    return Deliver(
        clock=around.clock,
        candidates=candidates,
        judging=judging,
        claims=Claims(backlog=around.backlog, pace=around.pace),
        dispatch=dispatch,
        outcomes=outcomes,
        messages=around.messages,
        pace=around.pace,
        works={
            "wait_for": lambda request, _: waiting.arm(request),
            "webhook": effects,
            "notify": effects,
            "sms": texting,
        },
    )


@cache
def visibility() -> "Visibility":
    """functions/send/handler.py: when a message shall come again."""
    from homing.settings import SendSettings

    return neighbours_of(SendSettings).visibility
