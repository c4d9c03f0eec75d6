"""What the use cases need of the world: small Protocols, filled by the adapters and by the laptop's engine.

Every write that must happen once is one call here, so that an adapter can make it one transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from homing.domain.attribution import Click
from homing.domain.cart import Cart
from homing.domain.consent import Consent
from homing.domain.contact import Contact, Trait
from homing.domain.due import DueEntry
from homing.domain.enrollment import Enrollment
from homing.domain.events import EventName
from homing.domain.figures import Count, Totals
from homing.domain.message import Message, MessageId
from homing.domain.order import OrderRow
from homing.domain.policy import Ledger
from homing.domain.product import Product
from homing.domain.suppression import Suppression
from homing.domain.time import Stamp
from homing.domain.timeline import Line
from homing.domain.workflow import Workflow


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present instant, aware, UTC."""


class Contacts(Protocol):
    """People, the keys that lead to them, and what they were sent."""

    def find(self, aliases: Sequence[str]) -> Mapping[str, str]:
        """The contact ids that the aliases lead to, by alias; read consistently."""

    def get(self, contact_id: str) -> Contact | None:
        """One contact, read consistently."""

    def create(self, contact: Contact, aliases: Sequence[str]) -> bool:
        """Put a contact and its aliases in one transaction; False if any of them was there already."""

    def claim_aliases(self, contact_id: str, aliases: Sequence[str]) -> None:
        """Lead each alias to the contact unless it leads somewhere already."""

    def set_traits(self, contact_id: str, changes: Mapping[str, Trait]) -> bool:
        """Set all traits if each is newer than the stored one; False if any was not."""

    def set_consent(self, contact_id: str, known: Consent, consent: Consent, counts: Sequence[Count]) -> bool:
        """Replace `known` by `consent` and count, in one transaction; False if it is no longer `known`."""

    def ledger(self, contact_id: str) -> Ledger:
        """What the contact was sent."""


class Suppressions(Protocol):
    """Addresses that must not be mailed."""

    def of(self, email: str) -> Sequence[Suppression]:
        """Every cause against an address."""

    def add(self, email: str, suppression: Suppression, counts: Sequence[Count]) -> bool:
        """Put a cause and count, in one transaction; False if that cause stood already."""

    def lift(self, email: str, cause: str) -> None:
        """Take one cause back."""


class Carts(Protocol):
    """Carts by any of their tokens."""

    def find(self, tokens: Sequence[str]) -> Cart | None:
        """The cart that any token (`cart#…`, `checkout#…`) leads to, read consistently."""

    def get(self, key: str) -> Cart | None:
        """The cart of an occurrence key."""

    def put(self, known: Cart | None, cart: Cart) -> bool:
        """Store the cart and lead its tokens to it; False if it is no longer `known`."""


class Marks(Protocol):
    """Exit marks: the latest time of each event that can end a workflow, by contact id or cart token."""

    def add(self, keys: Sequence[str], event: EventName, time: Stamp) -> None:
        """Write a mark on every key, unless a newer one stands there."""

    def of(self, keys: Sequence[str]) -> Mapping[str, Mapping[EventName, Stamp]]:
        """The marks of each key, read consistently."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What must not have happened: an exit mark on the cart, or one since the trigger on the contact."""

    events: frozenset[EventName]
    cart_tokens: tuple[str, ...] = ()
    contact_id: str = ""
    since: Stamp | None = None


class Enrollments(Protocol):
    """Passages, by id and by contact."""

    def get(self, enrollment_id: str) -> Enrollment | None:
        """One enrollment, read consistently."""

    def of_contact(self, contact_id: str) -> Sequence[Enrollment]:
        """All of one contact's, ended ones too, read consistently on base-table keys."""

    def put(self, enrollment: Enrollment, guard: Guard, due: DueEntry, counts: Sequence[Count]) -> str:
        """Put a new enrollment with its `starting` entry, if no mark of the guard stands, in one transaction.

        Returns `put`, `exists` (which wins), or `exited`.
        """

    def started(self, enrollment: Enrollment, due: DueEntry) -> None:
        """Make a `starting` row active and remove its due entry."""

    def next_attempt(self, enrollment: Enrollment) -> Enrollment | None:
        """Number the next execution and make the row `starting`; None if it ended or another did so first."""

    def mark_broken(self, enrollment: Enrollment) -> None:
        """Note that this attempt's execution failed without our asking, if it still runs."""

    def end(self, enrollment: Enrollment, reason: str, at: datetime, counts: Sequence[Count]) -> bool:
        """End a running enrollment early; False if it had ended."""

    def complete(self, enrollment_id: str, at: datetime, counts: Sequence[Count]) -> bool:
        """End a running enrollment whose last task was no mail; False if it had ended."""

    def convert(
        self, enrollment: Enrollment, at: datetime, credited_step: str | None, counts: Sequence[Count]
    ) -> bool:
        """Note that it met its goal, once; False if it had."""

    def reach(self, enrollment: Enrollment, at: datetime, counts: Sequence[Count]) -> bool:
        """Note its first delivery, once; False if it had one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """The part of an outcome that ends the enrollment, when its message was the last."""

    at: datetime
    counts: tuple[Count, ...] = ()


class Messages(Protocol):
    """Messages and their outcomes."""

    def get(self, ids: Sequence[MessageId]) -> Mapping[MessageId, Message]:
        """Those that exist, read consistently, in one batch."""

    def claim(self, message: Message, known: Message | None, ledger: Ledger, new_ledger: Ledger) -> str:
        """Put the claim and the ledger and move the enrollment to the step, in one transaction.

        Returns `claimed`; `ended` if the enrollment runs no more; `taken` if the message is no longer
        `known` (None: absent); `raced` if another mail of the contact changed the ledger.
        """

    def release(self, message: Message, ledger: Ledger) -> None:
        """Take a claim back that SES refused definitely; `ledger` is what stood before it.

        If another mail has changed the ledger since, it keeps the mail that did not go: fewer, not more.
        """

    def settle(self, message: Message, completion: Completion | None, counts: Sequence[Count]) -> Message:
        """Write an outcome once, with what it ends and counts; returns the row that stands.

        `skipped` and `rejected` are put where nothing stands, or over the very claim they came from
        (attempt and `claimed_at`): another's claim is returned unsettled. `sent` is written over any claim
        and sets the enrollment's first and last mail. Only `settle` writes `wait_until`, so a `sent` row
        without one was settled by feedback, and is filled in and counted.
        """

    def observe(self, known: Message, observed: Message, counts: Sequence[Count]) -> bool:
        """Write what feedback changed and count it, in one transaction; False if it is no longer `known`."""

    def of_enrollment(self, enrollment_id: str) -> Sequence[Message]:
        """All messages of one enrollment."""


class Orders(Protocol):
    """Orders, their refunds, and the message each is credited to."""

    def get(self, order_id: str) -> OrderRow | None:
        """One order, read consistently."""

    def put(
        self, known: OrderRow | None, row: OrderRow, counts: Sequence[Count], new_for: Sequence[str] = ()
    ) -> bool:
        """Store an order and count, in one transaction; False if it is no longer `known`.

        `new_for` are the contacts for whom it is one more order.
        """


class History(Protocol):
    """What a contact did, kept 400 days for conditions and attribution."""

    def clicked(self, contact_id: str, click: Click) -> None:
        """Keep a click; the same one once."""

    def clicks(self, contact_id: str, since: datetime, until: datetime) -> Sequence[Click]:
        """The clicks between two instants, both included."""


class Seen(Protocol):
    """Which events are done, kept 30 days."""

    def done(self, event_ids: Sequence[str]) -> frozenset[str]:
        """Those of the ids that were finished."""

    def finish(self, event_id: str, at: datetime) -> None:
        """Note that every effect of an event stands."""


class DueIndex(Protocol):
    """What has to be looked at when, by day and shard, never a table scan."""

    def put(self, entry: DueEntry) -> None:
        """Write an entry."""

    def remove(self, entry: DueEntry) -> None:
        """Take an entry out."""

    def until(self, now: datetime) -> Iterable[DueEntry]:
        """Every entry due by `now`, oldest first."""


class Catalogue(Protocol):
    """Products, for pictures, links and prices."""

    def put(self, product: Product) -> None:
        """Keep a product unless a newer one is kept."""

    def get(self, product_ids: Sequence[str]) -> Mapping[str, Product]:
        """Those that are known."""

    def featured(self, limit: int) -> Sequence[Product]:
        """Published products with a picture, the newest first."""


class Executions(Protocol):
    """Running state machines."""

    def start(self, enrollment: Enrollment, text: str) -> None:
        """Start the attempt's execution; one that exists already is a success."""

    def stop(self, enrollment: Enrollment, cause: str) -> None:
        """Stop the attempt's execution, a courtesy: one that has ended is a success."""


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
            Throttled, DailyQuotaReached, SendingRefused, MessageRefused: definitely not taken.
            SendAmbiguous: taken or not, nobody knows.
        """


class Pace(Protocol):
    """The account's send rate, shared by every sender."""

    def reserve(self, count: int, now: datetime) -> Sequence[datetime]:
        """The next `count` slots, in order, taken with one conditional write."""

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


class Renderer(Protocol):
    """Templates and catalogues."""

    def render(self, workflow: str, step: str, locale: str, context: Mapping[str, object]) -> RenderedEmail:
        """Fill a mail's template.

        Raises:
            RenderFailed: the template asks for what is not there.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A discount code, valid once."""

    code: str
    percent: int


class Discounts(Protocol):
    """Codes that the shop will accept."""

    def code(self, enrollment_id: str, step: str, percent: int) -> Code:
        """The code of this enrollment, the same at every asking."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsubscribeToken:
    """Who leaves, and which mail made them."""

    message: MessageId
    contact_id: str


class Links(Protocol):
    """Signed links to our pages."""

    def read(self, token: str) -> UnsubscribeToken | None:
        """What the end of a link says, None if we did not write it."""

    def unsubscribe(self, message: MessageId, contact_id: str) -> str:
        """The address of the page that lets this contact leave; it reveals no address."""


class Workflows(Protocol):
    """What is deployed."""

    def get(self, name: str) -> Workflow | None:
        """One workflow as it is now."""

    def all(self) -> Sequence[Workflow]:
        """Every one that may still have enrollments."""

    def live(self) -> Sequence[Workflow]:
        """Those that take new enrollments."""


class Figures(Protocol):
    """Counters, added up."""

    def totals(self, workflow: str, first: date, last: date) -> Totals:
        """The cells of one workflow (or `list`) from one shop day to another, both included."""

    def add(self, counts: Sequence[Count]) -> None:
        """Count what needs no transaction."""


class Timeline(Protocol):
    """What operators and rehearsals read."""

    def write(self, line: Line) -> None:
        """Add one line."""


class EventQueue(Protocol):
    """Where webhooks wait to be worked on."""

    def send(self, body: bytes, attributes: Mapping[str, str]) -> None:
        """Queue the bytes as they came; returns once they are durable."""
