"""What is given away behind a link."""

from datetime import datetime
from typing import Protocol


class ResourceLinks(Protocol):
    """Signed links to the shop's resources, which end."""

    def make(self, name: str, until: datetime) -> str:
        """The address that leads to a resource until an instant."""

    def read(self, token: str) -> tuple[str, datetime] | None:
        """The resource, and until when; None for what we did not write."""
