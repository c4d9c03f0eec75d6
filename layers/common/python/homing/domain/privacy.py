"""What people may ask of us: what is kept of them, or to be erased, which leaves a proof."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from homing.domain.consent import ConsentState
from homing.domain.events import Event, EventName
from homing.domain.kept_beside import kind_at
from homing.domain.kept_of_people import ALIAS, CART_ALIAS, CONTACT, ORDER

SECOND_LOOK = timedelta(hours=1)
"""After the first: what was under way then, in a function, a queue or Firehose, has arrived by now."""

BEFORE_A_SHOP = timedelta(days=7)
"""So long the shop's colleagues have to stop an erasure of everybody."""


class Ask(StrEnum):
    """What is asked for."""

    EXPORT = "export"
    ERASE = "erase"
    ERASE_SHOP = "erase_shop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What came in: the same `id` for the same wish, however often it is told; `names` are aliases."""

    id: str
    ask: Ask
    asked_by: str
    names: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyRequest:
    """Something that was asked for and is not done. `names` are aliases, `contacts` the ids found for them.

    `looks` counts the times that everything was gone through; `rows` what was deleted, by kind.
    """

    id: str
    ask: Ask
    asked_by: str
    asked_at: datetime
    begins_at: datetime
    names: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    looks: int = 0
    erased_at: datetime | None = None
    rows: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureProof:
    """That somebody was erased, told without telling who: `names` are keyed hashes."""

    id: str
    asked_by: str
    asked_at: datetime
    erased_at: datetime
    looks: int
    rows: Mapping[str, int]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """A row about a person: where it is, what it tells, and what stays of it, if anything `keeps`."""

    table: str
    pk: str
    sk: str | None
    told: Mapping[str, Any] = field(default_factory=dict)
    keeps: Mapping[str, Any] | None = None

    @property
    def kind(self) -> str:
        """The name of its kind."""
        found = kind_at(self.table, self.pk, self.sk)
        return found.name if found is not None else "unknown"


_NAMING = (ALIAS.name, CART_ALIAS.name, ORDER.name)
_TRAITS = {"email": "email", "customer_id": "customer", "user_id": "user", "phone": "phone"}


def names_in(belongings: Iterable[Belonging]) -> frozenset[str]:
    """Every name of the person that these rows tell: aliases, phone, tokens of carts, orders."""
    found: set[str] = set()
    for each in belongings:
        if each.kind in _NAMING and each.keeps is None:
            found.add(each.pk)
        elif each.kind == CONTACT.name:
            traits = each.told.get("traits", {})
            told = {kind: traits.get(name, {}).get("value") for name, kind in _TRAITS.items()}
            found |= {f"{kind}#{value}" for kind, value in told.items() if value}
    return frozenset(found)


def name_key(name: str, secret: bytes) -> str:
    """What stands for a name that must not be kept: the same for the same one, and tells nothing of it."""
    return hmac.digest(secret, f"erased\n{name}".encode(), hashlib.sha256).hex()[:32]


_OF_THE_SHOPS_OWN = frozenset(
    {
        EventName.CUSTOMER_UPDATED,
        EventName.CONSENT_UPDATED,
        EventName.CUSTOMER_DELETED,
        EventName.CUSTOMER_MERGED,
        EventName.ORDER_PAID,
        EventName.ORDER_FULFILLED,
        EventName.ORDER_CANCELLED,
        EventName.ORDER_REFUNDED,
    }
)
"""What the shop tells of its records, which is no deed of the person's."""


def stays_away(event: Event, erased_at: datetime) -> bool:
    """Whether an event that names somebody who was erased makes nobody of them again.

    What happened before the erasure does not, nor what the shop tells later of its own records; who comes
    back by themselves, to order or to sign up, is known from then on, and nothing of before with them.
    """
    if event.time.at <= erased_at:
        return True
    signs_up = event.consent is not None and event.consent.state is ConsentState.SUBSCRIBED
    return event.name in _OF_THE_SHOPS_OWN and not signs_up


def names_of(event: Event) -> tuple[str, ...]:
    """The names by which an event may tell of somebody who was erased."""
    orders = (
        event.order.id if event.order else None,
        event.refund.order_id if event.refund else None,
        event.cancellation.order_id if event.cancellation else None,
        event.properties.get("order_id"),
    )
    named = (f"order#{each}" for each in orders if each)
    return tuple(dict.fromkeys((*event.identity.person_aliases(), *named)))
