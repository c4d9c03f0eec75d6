"""The tables, as data: read by the deployment, by the adapters and by the fixtures of the tests.

Every key is a string. Nothing is found through an index: a decision that must see the last write reads the
keys of a base table.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSchema:
    """One table: its keys, and the epoch seconds after which DynamoDB may drop an item."""

    name: str
    partition_key: str = "pk"
    sort_key: str | None = "sk"
    ttl_attribute: str | None = None


CONTACTS = TableSchema(name="contacts", ttl_attribute="expires_at")
"""Contacts, their aliases, consent, history, carts, exit marks and suppressions."""

ENROLLMENTS = TableSchema(name="enrollments", ttl_attribute="expires_at")
"""Enrollments, their messages, orders and who waits where."""

EVENTS = TableSchema(name="events", sort_key=None, ttl_attribute="expires_at")
"""Which events are done."""

SCHEDULE = TableSchema(name="schedule", ttl_attribute="expires_at")
"""The due index, by day and shard."""

FIGURES = TableSchema(name="figures")
"""Counters, kept for ever, and the pace of sending."""

CATALOGUE = TableSchema(name="catalogue")
"""Products."""

TABLES = (CONTACTS, ENROLLMENTS, EVENTS, SCHEDULE, FIGURES, CATALOGUE)
