"""Memberships: an item for each contact, and one for each member in the shards of each segment."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr

from homing.adapters.dynamodb.conditions import ABSENT
from homing.adapters.dynamodb.figures import count_actions, shard_of
from homing.adapters.dynamodb.items import dump, load
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import alone, together
from homing.domain.figures import Count
from homing.domain.membership import MembershipRow

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

SHARDS = 8


class Segments:
    """ports.Segments over the contacts table."""

    def __init__(self, *, contacts: Table, figures: Table) -> None:
        self._table = contacts
        self._figures = figures

    def of(self, contact_id: str) -> MembershipRow:
        """One contact's memberships, read consistently; empty for one who was never judged."""
        item = self._table.get(_row_key(contact_id))
        return MembershipRow(contact_id=contact_id) if item is None else load(MembershipRow, item)

    def put(self, known: MembershipRow, row: MembershipRow, counts: Sequence[Count]) -> bool:
        """Replace `known`, list the contact under its segments, and count; False if it is not `known`."""
        same = Attr("revision").eq(known.revision) if known.revision else ABSENT
        item = {**dump(row), "revision": known.revision + 1}
        write = self._table.put(_row_key(row.contact_id), item, same)
        lists = [*self._joins(known, row), *count_actions(self._figures, counts)]
        if not lists:
            return alone(self._table.client, write)
        return not together(self._table.client, [write, *lists])

    def members(self, segment: str, after: str = "") -> Iterator[str]:
        """The contacts in a segment, page by page, shard after shard; from behind `after` on."""
        first = shard_of(after, SHARDS) if after else 0
        for shard in range(first, SHARDS):
            low = f"{after} " if after and shard == first else " "  # sorts before what ids are made of
            for item in self._table.query(_list(segment, shard), low):
                yield item["sk"]

    def _joins(self, known: MembershipRow, row: MembershipRow) -> "Iterator[TransactWriteItemTypeDef]":
        before, now = known.inside(), row.inside()
        for name in sorted(now - before):
            yield self._table.put(member_key(name, row.contact_id), {})
        for name in sorted(before - now):
            yield self._table.delete(member_key(name, row.contact_id))


def _row_key(contact_id: str) -> Key:
    return Key(f"contact#{contact_id}", "SEGMENTS")


def _list(segment: str, shard: int) -> str:
    return f"segment#{segment}#{shard}"


def member_key(segment: str, contact_id: str) -> Key:
    """Where a contact is listed as a member of a segment."""
    return Key(_list(segment, shard_of(contact_id, SHARDS)), contact_id)
