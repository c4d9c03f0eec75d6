"""What comes of events, put together: needed wherever one is heard of, or follows from another."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from homing.bootstrap import closings, shared, waits
from homing.bootstrap.holdouts import follow_up
from homing.neighbours import Neighbours

if TYPE_CHECKING:
    from homing.services.back_in_stock import BackInStock
    from homing.services.brought_dates import BroughtDates
    from homing.services.cart_book import CartBook
    from homing.services.consequences import Consequences, Derive
    from homing.services.contact_dates import ContactDates
    from homing.services.listen import Listen
    from homing.services.merging import Merging
    from homing.services.people import People
    from homing.services.quiet_contacts import QuietContacts
    from homing.services.shelf import Shelf
    from homing.services.triggers import Triggers

# What a function does not need it does not import, so the imports stand inside.
# ruff: noqa: PLC0415


def consequences(
    around: Neighbours, *, purchases: bool = False, derive: "Sequence[Derive]" = ()
) -> "Consequences":
    """What comes of an event; of an order also what it bought, where a function has the catalogue.

    `derive` finds what follows from events that only this function hears.
    """
    from homing.services.consequences import Consequences
    from homing.services.purchases import Purchases

    bought = Purchases(catalogue=around.catalogue, workflows=around.workflows) if purchases else None
    return Consequences(
        closing=closings.closing(around, carts(around)),
        remember=shared.remember(around),
        waiting=waits.waiting(around),
        triggers=_triggers(around),
        derive=(
            *derive,
            *((bought.follow,) if bought is not None else ()),
            shared.memberships(around).changed_by,
            shared.scores(around).changed_by,
        ),
        later=shared.later(around),
    )


def listen(around: Neighbours) -> "Listen":
    """Takes in what SES tells."""
    from homing.services.arrivals import Arrivals
    from homing.services.listen import Listen
    from homing.services.soft_bouncing import SoftBouncing

    suppressing = shared.suppressing(around)
    return Listen(
        clock=around.clock,
        contacts=around.contacts,
        suppressing=suppressing,
        soft_bouncing=SoftBouncing(
            days=around.soft_bounces, suppressions=around.suppressions, suppressing=suppressing
        ),
        arrivals=Arrivals(
            enrollments=around.enrollments, messages=around.messages, rules=shared.rules(around)
        ),
        messages=around.messages,
        touches=closings.touches(around),
        backlog=around.backlog,
        timeline=around.timeline,
        consents=shared.consents(around),
        workflows=around.workflows,
        consequences=consequences(around),
        rules=shared.rules(around),
    )


def carts(around: Neighbours) -> "CartBook":
    """Keeps carts."""
    from homing.services.cart_book import CartBook

    return CartBook(
        carts=around.carts, due=around.due, workflows=around.workflows, rules=shared.rules(around)
    )


def shelf(around: Neighbours) -> "Shelf":
    """Keeps the catalogue."""
    from homing.services.shelf import Shelf

    return Shelf(catalogue=around.catalogue, requests=around.stock_requests, back=back_in_stock(around))


def merging(around: Neighbours, people: "People") -> "Merging":
    """Makes one contact of two."""
    from homing.services.merging import Merging

    return Merging(
        contacts=around.contacts,
        people=people,
        marks=around.marks,
        history=around.history,
        enrollments=around.enrollments,
        waits=around.waits,
        memberships=shared.memberships(around),
        follow_up=follow_up(around, shared.rules(around)),
        suppressions=around.suppressions,
        exits=shared.exits(around),
        partings=shared.partings(around),
        rules=shared.rules(around),
    )


def back_in_stock(around: Neighbours) -> "BackInStock":
    """Tells who waits for goods."""
    from homing.services.back_in_stock import BackInStock

    return BackInStock(
        requests=around.stock_requests,
        contacts=around.contacts,
        due=around.due,
        consequences=consequences(around),
    )


def _triggers(around: Neighbours) -> "Triggers":
    from homing.services.counts import Counts
    from homing.services.triggers import Triggers

    knowledge, enroll = shared.knowledge(around), shared.enroll(around)
    return Triggers(
        workflows=around.workflows,
        knowledge=knowledge,
        enroll=enroll,
        counts=Counts(history=around.history, knowledge=knowledge, enroll=enroll),
        quiet=quiet_contacts(around),
        contact_dates=contact_dates(around),
        brought_dates=brought_dates(around),
        rules=shared.rules(around),
    )


def quiet_contacts(around: Neighbours) -> "QuietContacts":
    """Waits for a contact to have been quiet."""
    from homing.services.quiet_contacts import QuietContacts

    return QuietContacts(
        due=around.due,
        contacts=around.contacts,
        history=around.history,
        workflows=around.workflows,
        enroll=shared.enroll(around),
        rules=shared.rules(around),
    )


def contact_dates(around: Neighbours) -> "ContactDates":
    """Waits for dates of contacts."""
    from homing.services.contact_dates import ContactDates

    return ContactDates(
        due=around.due,
        contacts=around.contacts,
        workflows=around.workflows,
        knowledge=shared.knowledge(around),
        enroll=shared.enroll(around),
        rules=shared.rules(around),
    )


def brought_dates(around: Neighbours) -> "BroughtDates":
    """Waits for dates that events brought."""
    from homing.services.brought_dates import BroughtDates

    return BroughtDates(
        dates=around.dates,
        due=around.due,
        contacts=around.contacts,
        history=around.history,
        workflows=around.workflows,
        knowledge=shared.knowledge(around),
        enroll=shared.enroll(around),
        rules=shared.rules(around),
    )
