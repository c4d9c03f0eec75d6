"""Groups of contacts and their points: what the use cases need to keep of them."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from homing.domain.figures import Count
from homing.domain.membership import MembershipRow
from homing.domain.score import Score


class Segments(Protocol):
    """Who is in which segment, by contact and by segment."""

    def of(self, contact_id: str) -> MembershipRow:
        """One contact's memberships, read consistently; empty for one who was never judged."""

    def put(self, known: MembershipRow, row: MembershipRow, counts: Sequence[Count]) -> bool:
        """Replace `known`, list the contact under the segments it is in now, and count, in one transaction.

        False if it is no longer `known`.
        """

    def members(self, segment: str, after: str = "") -> Iterator[str]:
        """The contacts in a segment, page by page, in an order that never changes; from behind `after` on."""


class Scores(Protocol):
    """Points of contacts, by workflow."""

    def of(self, contact_id: str, workflow: str) -> Score:
        """One contact's score, read consistently; without points for one who was never scored."""

    def put(self, known: Score, score: Score, event_id: str) -> str:
        """Replace `known` and note that the event was counted, in one transaction.

        Returns `put`; `exists` if the event was counted before; `raced` if it is no longer `known`.
        """

    def forget(self, contact_id: str, workflow: str) -> None:
        """Take a contact's points away."""
