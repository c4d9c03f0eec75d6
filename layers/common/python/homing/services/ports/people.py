"""People, their carts and what they did: what the use cases need to keep of them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from homing.domain.cart import Cart
from homing.domain.consent_ledger import ConsentChange, ConsentEntry
from homing.domain.contact import Contact, Trait
from homing.domain.due import DueEntry
from homing.domain.enrollment import Enrollment
from homing.domain.facts import Deed
from homing.domain.figures import Count
from homing.domain.message import Message
from homing.domain.policy import Ledger
from homing.domain.suppression import Lifting, Suppression
from homing.domain.time import Stamp
from homing.domain.touch import Touch, TouchKind
from homing.domain.visit import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Parting:
    """What becomes true together when somebody leaves the list.

    `left` is when, None if they have come back since. `ends` are the enrollments as they were read, and
    `skips` the messages of theirs that were held back.
    """

    change: ConsentChange
    at: datetime
    reason: str
    left: Stamp | None = None
    ends: tuple[Enrollment, ...] = ()
    skips: tuple[Message, ...] = ()
    due: tuple[DueEntry, ...] = ()
    counts: tuple[Count, ...] = ()


class Contacts(Protocol):
    """People, the keys that lead to them, and what they were sent."""

    def find(self, aliases: Sequence[str]) -> Mapping[str, str]:
        """The contact ids that the aliases lead to, by alias; read consistently."""

    def get(self, contact_id: str) -> Contact | None:
        """One contact, read consistently; who proved to be another is that other."""

    def row(self, contact_id: str) -> Contact | None:
        """What is kept under one id, though they proved to be another."""

    def create(self, contact: Contact, aliases: Sequence[str]) -> bool:
        """Put a contact and its aliases in one transaction; False if any of them was there already."""

    def claim_aliases(self, contact_id: str, aliases: Sequence[str]) -> None:
        """Lead each alias to the contact unless it leads somewhere already."""

    def set_traits(self, contact_id: str, changes: Mapping[str, Trait]) -> bool:
        """Set all traits if each is newer than the stored one; False if any was not."""

    def restrain(self, contact_id: str, wishes: Mapping[str, Trait]) -> bool:
        """Set wishes as `set_traits` does; a message that was judged before them is not claimed."""

    def set_consent(self, contact_id: str, change: ConsentChange, counts: Sequence[Count] = ()) -> bool:
        """Replace what was known of one permission, append the entry and count, in one transaction.

        False, and nothing is written, if it is no longer what was known. After a withdrawal a message that
        was judged before is not claimed.
        """

    def leave(self, contact_id: str, parting: Parting) -> bool:
        """Write all that is true when somebody has left, in one transaction.

        False, and nothing is written, if their consent, an enrollment that ends or a message that is
        skipped is no longer as it was read. No enrollment of theirs is put later by who knew of no leaving,
        and no message claimed that was judged before.
        """

    def ledger(self, contact_id: str) -> Ledger:
        """What the contact was sent."""

    def join(self, elder: Contact, younger: Contact, counts: Sequence[Count]) -> None:
        """Make the younger a pointer to the elder, who takes over orders and ledger, and count: once."""

    def move_aliases(self, younger_id: str, elder_id: str, aliases: Sequence[str]) -> None:
        """Lead those of the aliases that lead to the younger to the elder."""


class ConsentLedger(Protocol):
    """What was ever said of a person's permissions; entries are appended by `Contacts.set_consent` alone."""

    def of(self, contact_id: str) -> Sequence[ConsentEntry]:
        """Every entry of a contact, of whom they were before too, oldest first; read consistently."""


class Suppressions(Protocol):
    """Addresses that must not be mailed."""

    def of(self, email: str) -> Sequence[Suppression]:
        """Every cause against an address."""

    def add(
        self,
        email: str,
        suppression: Suppression,
        counts: Sequence[Count],
        concerns: Collection[str] = (),
    ) -> bool:
        """Put a cause and count, in one transaction; False if it stood already, and may now since later.

        Of the contacts that it concerns no message is claimed that was judged before.
        """

    def keep(
        self, key: str, suppression: Suppression, counts: Sequence[Count], concerns: Collection[str] = ()
    ) -> bool:
        """The same by the address's key, for who is not told the address."""

    def lift(self, email: str, lifting: Lifting, counts: Sequence[Count]) -> bool:
        """Take one cause back, keep by what, and count, in one transaction; False if it no longer stands."""

    def lifted(self, email: str) -> Sequence[Lifting]:
        """What was taken back within three years, oldest first."""


class SoftBounces(Protocol):
    """Days on which mail to an address bounced, though not for good."""

    def note(self, email: str, day: date) -> frozenset[date]:
        """Add a day; every day that is known, this one included."""

    def known(self, email: str) -> bool:
        """Whether any day is; a day that was added just now may be overlooked."""

    def clear(self, email: str) -> None:
        """Forget them all."""


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

    def add(self, keys: Sequence[str], event: str, time: Stamp) -> None:
        """Write a mark on every key, unless a newer one stands there."""

    def of(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, Stamp]]:
        """The marks of each key, read consistently."""


class History(Protocol):
    """What a contact did, kept 400 days for conditions and attribution."""

    def touched(self, contact_id: str, touch: Touch) -> None:
        """Keep a click or an open; the same one once."""

    def untouched(self, contact_id: str, touches: Sequence[Touch]) -> None:
        """Take back touches that were a machine's; what is not there is passed over."""

    def touches(self, contact_id: str, kind: TouchKind, since: datetime, until: datetime) -> Sequence[Touch]:
        """The touches of a kind between two instants, both included, oldest first."""

    def note(self, contact_id: str, deed: Deed, deed_id: str) -> None:
        """Keep something that the contact did; under the same id once."""

    def deeds(self, contact_id: str, name: str, since: datetime) -> Sequence[Deed]:
        """What the contact did under that name from an instant on, oldest first; of very many the newest."""

    def hand_on(self, younger_id: str, elder_id: str) -> None:
        """Keep all that one contact did as another's too."""


class Visits(Protocol):
    """What visitors did before we knew who they are, kept 30 days; a visitor is an alias (`anon#…`)."""

    def keep(self, visitor: str, visit: Visit) -> None:
        """Keep a visit; the same one once."""

    def of(self, visitor: str, since: datetime) -> Sequence[Visit]:
        """The newest hundred visits since an instant, oldest first."""
