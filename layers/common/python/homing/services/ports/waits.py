"""Who waits for which event of a contact: what the consumer of events looks into."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from homing.domain.message import MessageId


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """A `wait_for` under way: for an event later than `since`, until `until`; `tokens` are who wait for it.

    A restarted enrollment asks with a new token. An old message of the queue may bring the old one again, so
    none takes the place of another: whatever comes, each of them is answered.
    """

    message: MessageId
    contact_id: str
    event: str
    since: datetime
    until: datetime
    tokens: frozenset[str]


class Waits(Protocol):
    """Waits by contact and event name."""

    def arm(self, wait: Wait) -> Wait:
        """Put a wait, or only add its tokens to one that stands; the wait that stands now."""

    def of(self, contact_id: str, event: str | None = None) -> Sequence[Wait]:
        """The waits of a contact for an event, or for any, read consistently."""

    def drop(self, wait: Wait) -> None:
        """Forget one that was answered."""
