"""Dead letters, as somebody at a terminal works them off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One message that its consumer gave up; `handle` is how its queue knows who took it."""

    handle: str
    body: str
    attributes: Mapping[str, str] = field(default_factory=dict)


class DeadLetters(Protocol):
    """The dead letters of one queue."""

    def take(self, most: int) -> Sequence[Letter]:
        """So many at most, hidden from everybody else for a quarter of an hour."""

    def put_back(self, letter: Letter) -> None:
        """Queue it anew where it came from, then forget it here: twice, rather than never, after a crash."""

    def drop(self, letter: Letter) -> None:
        """Forget it."""

    def let_go(self, letter: Letter) -> None:
        """Leave it here for the next to take."""
