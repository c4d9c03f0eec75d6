"""What a rehearsal's shop is told, which no network leads to."""

from datetime import datetime


class RecordedConsents:
    """ports.ConsentMirror that remembers."""

    def __init__(self) -> None:
        self.withdrawn: list[tuple[str, datetime]] = []

    def withdraw(self, customer_id: str, at: datetime) -> bool:
        """Remember who left, and when."""
        self.withdrawn.append((customer_id, at))
        return True
