"""What the shop gives away: a link to it in a mail, good for a week, and where that leads."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from homing.domain.errors import UnknownLink
from homing.domain.shop_forms import Resource
from homing.services import ports

GOOD_FOR = timedelta(days=7)


class Giveaways:
    """The shop's resources, by the names that shop.yaml gives them."""

    def __init__(
        self, *, resources: Mapping[str, Resource], links: ports.ResourceLinks, clock: ports.Clock
    ) -> None:
        self._resources = resources
        self._links = links
        self._clock = clock

    def link(self, name: object, now: datetime) -> str | None:
        """The address for a mail that leaves now; None if the shop has no such resource."""
        known = isinstance(name, str) and name in self._resources
        return self._links.make(str(name), now + GOOD_FOR) if known else None

    def __call__(self, token: str) -> str | None:
        """Where a link leads; None if its time is over.

        Raises:
            UnknownLink: we did not write that link, or the resource is gone.
        """
        found = self._links.read(token)
        resource = self._resources.get(found[0]) if found is not None else None
        if found is None or resource is None:
            raise UnknownLink
        return resource.url if self._clock.now() < found[1] else None
