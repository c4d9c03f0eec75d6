"""Tells of each product of an order, as the catalogue knows it."""

from collections.abc import Sequence
from datetime import datetime

from homing.domain.contact import Contact
from homing.domain.events import Event, EventName
from homing.services import ports
from homing.services.derived import events_of, products_of


class Purchases:
    """Asks the catalogue only where somebody hears of single products."""

    def __init__(self, *, catalogue: ports.Catalogue, workflows: ports.Workflows) -> None:
        self._catalogue = catalogue
        self._workflows = workflows

    def follow(self, event: Event, contact: Contact, now: datetime) -> Sequence[Event]:  # noqa: ARG002
        """One `Product Purchased` for each product of an order."""
        if EventName.PRODUCT_PURCHASED not in self._workflows.heard():
            return ()
        wanted = products_of(event)
        return events_of(event, self._catalogue.get(wanted)) if wanted else ()
