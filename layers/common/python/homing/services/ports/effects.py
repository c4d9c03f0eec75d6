"""What workflows do outside beside mailing their contact: calls of other systems, words to colleagues."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingCall:
    """One webhook of ours. Its id stays the same at every try, so that the other side takes it once."""

    id: str
    url: str
    at: datetime
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswer:
    """What the other side said; `retry_after` are the seconds that it wants to be left alone."""

    status: int
    retry_after: float | None = None


class Webhooks(Protocol):
    """Other people's servers."""

    def call(self, call: OutgoingCall) -> CallAnswer:
        """Make one call, signed.

        Raises:
            CallUnanswered: there was no answer, or none that can be read.
            CallForbidden: the address leads to where no webhook may go.
        """
