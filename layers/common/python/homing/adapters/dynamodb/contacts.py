"""Contacts: a profile, the aliases that lead to it, and the ledger of what was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, get_type_hints

from boto3.dynamodb.conditions import Attr
from pydantic import ValidationError

from homing.adapters.dynamodb.conditions import ABSENT, EXISTS, all_of, older
from homing.adapters.dynamodb.consent_rows import topics_of, with_topics
from homing.adapters.dynamodb.figures import count_actions
from homing.adapters.dynamodb.items import Attributes, adapter, dump, load
from homing.adapters.dynamodb.partings import Places, consent_actions, leave
from homing.adapters.dynamodb.profiles import STAYED, ledger_key, profile_key
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.traces import Traced, trace
from homing.adapters.dynamodb.transactions import alone, together
from homing.domain.consent_ledger import ConsentChange
from homing.domain.contact import Contact, Trait
from homing.domain.events import Traits
from homing.domain.figures import Count
from homing.domain.ledger import Ledger
from homing.domain.merged import ledgers
from homing.domain.time import Stamp
from homing.services.ports import Parting

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_KINDS: Mapping[str, Any] = get_type_hints(Traits)


class Contacts:
    """ports.Contacts over the contacts table; nobody leaves by a function without the two others."""

    def __init__(
        self,
        *,
        contacts: Table,
        figures: Table,
        enrollments: Table | None = None,
        schedule: Table | None = None,
    ) -> None:
        self._table = contacts
        self._figures = figures
        self._enrollments = enrollments
        self._schedule = schedule

    def find(self, aliases: Sequence[str]) -> Mapping[str, str]:
        """The contact ids that the aliases lead to, by alias; read consistently."""
        found = self._table.get_all(_alias_key(alias) for alias in aliases)
        return {key.pk: item["contact_id"] for key, item in found.items()}

    def get(self, contact_id: str) -> Contact | None:
        """One contact, read consistently; who proved to be another is that other."""
        found = self.row(contact_id)
        while found is not None and found.moved_to is not None:
            found = self.row(found.moved_to)
        return found

    def row(self, contact_id: str) -> Contact | None:
        """What is kept under one id, though they proved to be another."""
        item = self._table.get(profile_key(contact_id))
        return None if item is None else _from_item(item)

    def create(self, contact: Contact, aliases: Sequence[str]) -> bool:
        """Put a contact and its aliases in one transaction; False if any of them was there already."""
        profile = self._table.put(profile_key(contact.id), _to_item(contact), ABSENT)
        leads = [self._lead(alias, contact.id) for alias in dict.fromkeys(aliases)]
        traces = [trace(self._table, contact.id, Traced.ALIAS, alias) for alias in dict.fromkeys(aliases)]
        return not together(self._table.client, [profile, *leads, *traces])

    def claim_aliases(self, contact_id: str, aliases: Sequence[str]) -> None:
        """Lead each alias to the contact unless it leads somewhere already."""
        for alias in aliases:
            alone(self._table.client, trace(self._table, contact_id, Traced.ALIAS, alias))
            alone(self._table.client, self._lead(alias, contact_id))

    def set_traits(self, contact_id: str, changes: Mapping[str, Trait]) -> bool:
        """Set each trait if its time is newer than the stored one's; False if any was not, and none was set.

        One write. False too for a contact that is not there.
        """
        return not changes or alone(self._table.client, self._newer(contact_id, changes))

    def restrain(self, contact_id: str, wishes: Mapping[str, Trait]) -> bool:
        """Set wishes as traits are set and number what the contact was sent anew, in one transaction."""
        judged_anew = self._table.update(ledger_key(contact_id), add={"revision": 1})
        return not together(self._table.client, [self._newer(contact_id, wishes), judged_anew])

    def _newer(self, contact_id: str, changes: Mapping[str, Trait]) -> "TransactWriteItemTypeDef":
        newer = (older(f"traits.{name}", trait.time) for name, trait in changes.items())
        traits = {f"traits.{name}": _trait(trait) for name, trait in changes.items()}
        return self._table.update(profile_key(contact_id), all_of(EXISTS & STAYED, *newer), assign=traits)

    def set_consent(self, contact_id: str, change: ConsentChange, counts: Sequence[Count] = ()) -> bool:
        """Replace what was known of one permission, append the entry and count, in one transaction."""
        actions = consent_actions(self._table, contact_id, change)
        return not together(self._table.client, [*actions, *count_actions(self._figures, counts)])

    def leave(self, contact_id: str, parting: Parting) -> bool:
        """Write all that is true when somebody has left, in one transaction."""
        assert self._enrollments is not None, "this function was given no enrollments table"
        assert self._schedule is not None, "this function was given no schedule table"
        places = Places(
            contacts=self._table,
            figures=self._figures,
            enrollments=self._enrollments,
            schedule=self._schedule,
        )
        return leave(places, contact_id, parting)

    def ledger(self, contact_id: str) -> Ledger:
        """What the contact was sent, read consistently."""
        item = self._table.get(ledger_key(contact_id))
        return Ledger() if item is None else load(Ledger, item)

    def join(self, elder: Contact, younger: Contact, counts: Sequence[Count]) -> None:
        """Make the younger a pointer to the elder, who takes over orders and ledger, and count: once."""
        while True:
            known = self.ledger(elder.id)
            both = ledgers(known, self.ledger(younger.id))
            same = Attr("revision").eq(known.revision) if known.revision else ABSENT
            refused = together(
                self._table.client,
                [
                    self._table.update(
                        profile_key(younger.id), EXISTS & STAYED, assign={"moved_to": elder.id}
                    ),
                    self._table.update(
                        profile_key(elder.id),
                        EXISTS & STAYED,
                        add={"orders_seen": younger.orders_seen, "formerly": set(younger.ids)},
                    ),
                    self._table.put(
                        ledger_key(elder.id), dump(replace(both, revision=known.revision + 1)), same
                    ),
                    *count_actions(self._figures, counts),
                ],
            )
            if refused != {2}:  # another mail left meanwhile
                return

    def move_aliases(self, younger_id: str, elder_id: str, aliases: Sequence[str]) -> None:
        """Lead those of the aliases that lead to the younger to the elder."""
        theirs = Attr("contact_id").eq(younger_id)
        for alias in aliases:
            moved = self._table.update(_alias_key(alias), theirs, assign={"contact_id": elder_id})
            alone(self._table.client, moved)

    def _lead(self, alias: str, contact_id: str) -> Any:
        return self._table.put(_alias_key(alias), {"contact_id": contact_id}, ABSENT)


def _alias_key(alias: str) -> Key:
    return Key(alias, "ALIAS")


def _to_item(contact: Contact) -> Attributes:
    kept = dump(replace(contact, formerly=frozenset()))
    kept.pop("formerly")  # DynamoDB keeps no empty set, and a new contact was nobody
    return {**with_topics(kept), "traits": {name: _trait(trait) for name, trait in contact.traits.items()}}


def _trait(trait: Trait) -> Attributes:
    return {"value": trait.value, **dump(trait.time)}


def _from_item(item: Attributes) -> Contact:
    traits = {
        name: Trait(value=_value(name, stored.get("value")), time=load(Stamp, stored))
        for name, stored in item["traits"].items()
    }
    return load(Contact, {**item, "traits": traits, "topics": topics_of(item)})


def _value(name: str, stored: Any) -> Any:
    """A trait as events tell it: an address as `Place`, a number as `int` or `Decimal`.

    An update step may set any name to any text or number: what an event would not say stays as it is stored.
    """
    try:
        return adapter(_KINDS.get(name, Any)).validate_python(stored)
    except ValidationError:
        return stored
