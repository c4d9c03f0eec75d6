"""Use cases of functions/trigger: everything that comes in."""

from functools import cache
from typing import TYPE_CHECKING

from homing.bootstrap import aftermath, closings, confirming, shared
from homing.bootstrap.around import neighbours_of

if TYPE_CHECKING:
    from homing.adapters.page_renderer import PageRenderer
    from homing.neighbours import Records
    from homing.services.answers import Answers
    from homing.services.door import Door
    from homing.services.forms import FormDoor
    from homing.services.giveaways import Giveaways
    from homing.services.intake import Intake
    from homing.services.leave import Leave
    from homing.services.listen import Listen
    from homing.services.replies import Replies
    from homing.services.tracking import TrackingDoor

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


@cache
def door() -> "Door":
    """functions/trigger/webhook.py"""
    from homing.adapters.shopify import TOPICS
    from homing.services.door import Door
    from homing.settings import WebhookSettings

    around = neighbours_of(WebhookSettings)
    return Door(
        queue=around.event_queue,
        check_signature=around.check_signature,
        shop_domain=around.shop.shopify_domain,
        topics=TOPICS,
        clock=around.clock,
    )


@cache
def tracking() -> "TrackingDoor":
    """functions/trigger/track.py"""
    from homing.services.tracking import TrackingDoor
    from homing.settings import TrackSettings

    around = neighbours_of(TrackSettings)
    return TrackingDoor(queue=around.event_queue, check_key=around.check_write_key, clock=around.clock)


@cache
def forms() -> "FormDoor":
    """functions/trigger/forms.py"""
    from homing.services.forms import FormDoor
    from homing.settings import FormsSettings

    around = neighbours_of(FormsSettings)
    return FormDoor(
        queue=around.event_queue,
        forms=around.shop.forms,
        token_holds=around.form_tokens.holds,
        clock=around.clock,
    )


@cache
def records() -> "Records":
    """functions/trigger/events.py: bodies as the door queued them."""
    from homing.settings import EventsSettings

    return neighbours_of(EventsSettings).records


@cache
def intake() -> "Intake":
    """functions/trigger/events.py"""
    from homing.adapters import page_answers, segment, shopify
    from homing.adapters.forms import normaliser
    from homing.services.asked import NoteRequest
    from homing.services.intake import Intake
    from homing.services.observe import Observe
    from homing.services.page_events import SOURCE
    from homing.services.people import People
    from homing.services.strangers import Strangers
    from homing.services.whose import Whose
    from homing.settings import EventsSettings

    around = neighbours_of(EventsSettings)
    asking = confirming.asking(around)
    people = People(contacts=around.contacts, erased_names=around.erased_names, id_secret=around.id_secret)
    observe = Observe(
        seen=around.seen,
        shelf=aftermath.shelf(around),
        timeline=around.timeline,
        people=people,
        merging=aftermath.merging(around, people),
        whose=Whose(carts=aftermath.carts(around), orders=around.orders, people=people),
        strangers=Strangers(visits=around.visits, people=people),
        carts=aftermath.carts(around),
        asking=asking,
        consents=shared.consents(around),
        relocation=closings.relocation(around),
        consequences=aftermath.consequences(around, purchases=True, derive=(asking.requests,)),
        rules=shared.rules(around),
    )
    told_by = {"shopify": shopify.heard, "segment": segment.normalise, SOURCE: page_answers.normalise}
    told_by |= {"form": normaliser(around.shop.forms)}
    note_request = NoteRequest(requests=around.privacy_requests, timeline=around.timeline)
    return Intake(normalise=told_by, observe=observe, note_request=note_request, timeline=around.timeline)


@cache
def listen() -> "Listen":
    """functions/trigger/feedback.py"""
    from homing.settings import FeedbackSettings

    return aftermath.listen(neighbours_of(FeedbackSettings))


@cache
def replies() -> "Replies":
    """functions/trigger/feedback.py: answers to text messages."""
    from homing.services.number_owners import NumberOwners
    from homing.services.replies import Replies
    from homing.settings import FeedbackSettings

    around = neighbours_of(FeedbackSettings)
    return Replies(
        clock=around.clock,
        marks=around.marks,
        suppressions=around.suppressions,
        timeline=around.timeline,
        owners=NumberOwners(contacts=around.contacts, secret=around.id_secret),
        consents=shared.consents(around),
    )


@cache
def leave() -> "Leave":
    """functions/trigger/pages.py"""
    from homing.services.leave import Leave
    from homing.settings import PagesSettings

    around = neighbours_of(PagesSettings)
    return Leave(
        clock=around.clock,
        contacts=around.contacts,
        messages=around.messages,
        links=around.links,
        timeline=around.timeline,
        consents=shared.consents(around),
        rules=shared.rules(around),
    )


@cache
def answers() -> "Answers":
    """functions/trigger/pages.py"""
    from homing.services.answers import Answers
    from homing.settings import PagesSettings

    around = neighbours_of(PagesSettings)
    return Answers(
        clock=around.clock,
        contacts=around.contacts,
        enrollments=around.enrollments,
        links=around.links,
        queue=around.event_queue,
        workflows=around.workflows,
        leave=leave(),
        rules=shared.rules(around),
    )


@cache
def giveaways() -> "Giveaways":
    """functions/trigger/pages.py: where the links to what the shop gives away lead."""
    from homing.settings import PagesSettings

    return shared.giveaways(neighbours_of(PagesSettings))


@cache
def pages() -> "PageRenderer":
    """functions/trigger/pages.py: what a recipient sees."""
    from homing.adapters.page_renderer import PageRenderer
    from homing.settings import PagesSettings

    around = neighbours_of(PagesSettings)
    return PageRenderer(around.templates, around.shop)
