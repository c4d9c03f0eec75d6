"""Consent as rows: what stands is on the contact's profile, and each word that led to it an entry of its own.

An entry is put once and never changed; it has no expiry.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, ConditionBase

from homing.adapters.dynamodb.conditions import ABSENT, EXISTS
from homing.adapters.dynamodb.items import Attributes, dump, instant, load
from homing.adapters.dynamodb.table import Key, Table
from homing.domain.consent import Consent
from homing.domain.consent_ledger import MARKETING, TRACKING, Channel, ConsentChange, ConsentEntry

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_TOPIC = "topic#"
"""Before the name of a topic: an attribute each, so that two topics change apart."""


class ConsentLedger:
    """ports.ConsentLedger over the contacts table."""

    def __init__(self, *, contacts: Table) -> None:
        self._table = contacts

    def of(self, contact_id: str) -> Sequence[ConsentEntry]:
        """Every entry of a contact, of whom they were before too, oldest first; read consistently."""
        profile: Mapping[str, Any] = {"moved_to": contact_id}
        present = contact_id
        while "moved_to" in profile:
            present = profile["moved_to"]
            profile = self._table.get(Key(f"contact#{present}", "PROFILE")) or {}
        ids = (present, *profile.get("formerly", ()))
        rows = (row for each in ids for row in self._table.query(f"contact#{each}", "CONSENT#", "CONSENT$"))
        return sorted(map(_entry, rows), key=lambda entry: (entry.recorded_at, entry.event_id))


def change_of_profile(
    contacts: Table, profile: Key, change: ConsentChange, besides: ConditionBase
) -> "TransactWriteItemTypeDef":
    """The update that replaces what is known of one permission, if that still stands."""
    name = _attribute(change.purpose, change.channel)
    still: ConditionBase = Attr(name).eq(dump(change.known))
    if change.known == Consent():
        still = still | (EXISTS & Attr(name).not_exists())
    return contacts.update(profile, still & besides, assign={name: dump(change.consent)})


def entry_actions(
    contacts: Table, contact_id: str, entry: ConsentEntry | None
) -> "list[TransactWriteItemTypeDef]":
    """What a transaction does to append an entry."""
    if entry is None:
        return []
    said = f"{entry.purpose}#{entry.channel}#{entry.event_id}"
    place = f"CONSENT#{instant(entry.recorded_at)}#{hashlib.sha256(said.encode()).hexdigest()[:16]}"
    return [contacts.put(Key(f"contact#{contact_id}", place), dump(entry), ABSENT)]


def with_topics(profile: Attributes) -> Attributes:
    """A profile's attributes with each topic as one of its own."""
    topics = profile.pop("topics")
    return profile | {f"{_TOPIC}{name}": consent for name, consent in topics.items()}


def topics_of(profile: Mapping[str, Any]) -> Attributes:
    """The topics of a profile as they are stored."""
    return {name.removeprefix(_TOPIC): stored for name, stored in profile.items() if name.startswith(_TOPIC)}


def _attribute(purpose: str, channel: Channel) -> str:
    if purpose == MARKETING:
        return "consent" if channel is Channel.EMAIL else "texts"
    return TRACKING if purpose == TRACKING else f"{_TOPIC}{purpose}"


def _entry(row: Mapping[str, Any]) -> ConsentEntry:
    return load(ConsentEntry, row)
