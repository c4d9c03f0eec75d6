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


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One word to a colleague that is no mail; its subject tells of nobody."""

    colleague: str
    workflow: str
    subject: str
    body: str


class Notices(Protocol):
    """The topic to which colleagues subscribe."""

    def publish(self, notice: Notice) -> None:
        """Tell whoever has subscribed.

        Raises:
            Throttled, ServiceUnavailable: perhaps not told; another try may tell twice.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingText:
    """One text message; `number` is E.164."""

    number: str
    body: str
    marketing: bool


class TextMessages(Protocol):
    """AWS End User Messaging."""

    def send(self, text: OutgoingText) -> str:
        """Hand one text over; its id there.

        Raises:
            MessageRefused, OptedOut, DailyQuotaReached, SendingRefused, Throttled: definitely not taken.
            SendAmbiguous: taken or not, nobody knows.
        """


class Phones(Protocol):
    """Numbers that may be texted."""

    def number(self, told: object, country: str | None) -> str | None:
        """A number as E.164, read as one of that country if it names none; None if it may not be texted."""
