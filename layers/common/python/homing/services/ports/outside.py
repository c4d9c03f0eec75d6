"""The world outside: time, machines, queues, SES, templates and links."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from homing.domain.enrollment import Enrollment
from homing.domain.message import MessageId
from homing.domain.pages import Page


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""


class ExecutionStatus(StrEnum):
    """What became of an attempt's execution.

    `exited` if we stopped it, `missing` if it never was or went with its machine.
    """

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    EXITED = "exited"
    BROKEN = "broken"
    MISSING = "missing"


class Executions(Protocol):
    """Running state machines."""

    def start(self, enrollment: Enrollment, text: str) -> None:
        """Start the attempt's execution; one that exists already is a success."""

    def stop(self, enrollment: Enrollment, cause: str) -> None:
        """Stop the attempt's execution, a courtesy: one that has ended is a success."""

    def status(self, enrollment: Enrollment) -> ExecutionStatus:
        """What became of the attempt's execution."""

    def cause(self, enrollment: Enrollment) -> str:
        """Why we stopped it, empty if we did not."""


class Tasks(Protocol):
    """The other end of a task token."""

    def succeed(self, token: str, output: str) -> None:
        """Answer a task.

        Raises:
            ResumeRefused: nobody waits for that token any more.
        """

    def fail(self, token: str, error: str, cause: str) -> None:
        """Fail a task; raises as `succeed` does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingEmail:
    """One mail on its way to SES."""

    sender: str
    reply_to: str | None
    recipient: str
    subject: str
    html: str
    text: str
    headers: tuple[tuple[str, str], ...]
    tags: tuple[tuple[str, str], ...]
    track_opens: bool = True


class Mailer(Protocol):
    """SES."""

    def send(self, email: OutgoingEmail) -> str:
        """Hand one mail over; SES's message id.

        Raises:
            SendRateExceeded, DailyQuotaReached, SendingRefused, MessageRefused: definitely not taken.
            SendAmbiguous: taken or not, nobody knows.
        """


class Pace(Protocol):
    """The account's send rate, shared by every sender."""

    def reserve(self, count: int, now: datetime, *, first: bool = False) -> Sequence[datetime]:
        """The next `count` slots, in order, taken with one conditional write.

        Who goes `first` may use the fifth of the rate that is kept, where it is free sooner than the rest.
        """

    def throttled(self, now: datetime) -> None:
        """SES asked us to slow down: halve the rate for a minute."""

    def last_slot(self) -> datetime | None:
        """The newest slot that anyone reserved."""

    def may_send(self) -> bool:
        """False while everything is paused."""

    def wait_until(self, instant: datetime) -> None:
        """Let a short time pass."""


class FeedbackBacklog(Protocol):
    """Whether SES events are still on their way to us."""

    def is_empty(self) -> bool:
        """True if the feedback queue and its dead letters hold nothing."""

    def last_send_event_at(self) -> datetime | None:
        """The newest SES Send event that was processed."""

    def note_send_event(self, at: datetime) -> None:
        """Remember the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedEmail:
    """A mail ready to leave."""

    subject: str
    preheader: str
    html: str
    text: str
    locale: str  # the language that it is written in
    line: str = ""  # the subject before anything was filled in, as its catalogue has it


class Renderer(Protocol):
    """Templates and catalogues."""

    def render(self, workflow: str, step: str, locale: str, context: Mapping[str, object]) -> RenderedEmail:
        """Fill a mail's template.

        Raises:
            RenderFailed: the template asks for what is not there.
        """

    def render_text(
        self, workflow: str, kind: str, step: str, locale: str, context: Mapping[str, object]
    ) -> str:
        """Fill a text message (kind `sms`), or a colleague's note or a webhook's words (`notes`).

        Raises:
            RenderFailed: the template asks for what is not there.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class PageToken:
    """Who opened a page of ours, and from which mail."""

    message: MessageId
    contact_id: str


class Links(Protocol):
    """Signed links to our pages."""

    def read(self, token: str, page: Page) -> PageToken | None:
        """What the end of a link to a page says, None if we did not write it."""

    def page(self, page: Page, message: MessageId, contact_id: str) -> str:
        """The address of a page for the reader of a mail; it reveals no address."""


class EventQueue(Protocol):
    """Where webhooks wait to be worked on."""

    def send(self, body: bytes, attributes: Mapping[str, str]) -> None:
        """Queue the bytes as they came; returns once they are durable."""
