"""The tables of a deployment on moto: made from their schemas, and read back as the rows they hold."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from homing.adapters.dynamodb.assignments import Assignments
from homing.adapters.dynamodb.carts import Carts
from homing.adapters.dynamodb.consent_rows import ConsentLedger
from homing.adapters.dynamodb.contacts import Contacts
from homing.adapters.dynamodb.due_index import due_of
from homing.adapters.dynamodb.enrollments import Enrollments
from homing.adapters.dynamodb.experiments import Experiments
from homing.adapters.dynamodb.figures import Figures
from homing.adapters.dynamodb.history import History
from homing.adapters.dynamodb.messages import Messages
from homing.adapters.dynamodb.orders import Orders
from homing.adapters.dynamodb.schema import TABLES, TableSchema
from homing.adapters.dynamodb.segments import Segments
from homing.adapters.dynamodb.suppressions import Suppressions
from homing.adapters.dynamodb.table import Key, Table
from homing.domain.due import DueEntry
from homing.domain.figures import LIST, ORDERS, SEGMENTS, links_of, subjects_of
from homing.domain.timeline import Line
from moto.dynamodb.models import dynamodb_backends

from local.clock import VirtualClock
from local.memory.tables import MemoryTables
from local.moto_engine.environment import ACCOUNT_ID
from local.timeline import About

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_DUE = ("due#", "watch#")


def create(client: "DynamoDBClient", name: str, schema: TableSchema) -> None:
    """Make one table."""
    keys: Any = [(schema.partition_key, "HASH")]
    keys += [(schema.sort_key, "RANGE")] if schema.sort_key else []
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": each, "KeyType": kind} for each, kind in keys],
        AttributeDefinitions=[{"AttributeName": each, "AttributeType": "S"} for each, _ in keys],
    )


class DeployedTables:
    """Every table of a deployment, seen through a client that no function has."""

    def __init__(self, client: "DynamoDBClient", stage: str, clock: VirtualClock) -> None:
        self.names = {schema.name: f"homing-{stage}-{schema.name}" for schema in TABLES}
        self._region = client.meta.region_name
        for schema in TABLES:
            create(client, self.names[schema.name], schema)
        tables = {name: Table(client, full, clock.now) for name, full in self.names.items()}
        own, figures, passages = tables["contacts"], tables["figures"], tables["enrollments"]
        self._contacts = Contacts(contacts=own, figures=figures)
        self._consent_ledger = ConsentLedger(contacts=own)
        # Rows are read under the keys that they have; no address is asked for.
        self._suppressions = Suppressions(contacts=own, figures=figures, secret=b"")
        self._carts = Carts(contacts=own)
        self._assignments = Assignments(contacts=own, figures=figures)
        self._orders = Orders(contacts=own, figures=figures)
        self._enrollments = Enrollments(enrollments=passages, contacts=own, figures=figures)
        self._messages = Messages(enrollments=passages, contacts=own, figures=figures)
        self._figures = Figures(figures=figures)
        self._experiments = Experiments(figures=figures)
        self._history = History(contacts=own)
        self._segments = Segments(contacts=own, figures=figures)

    def about(self, line: Line) -> About:
        """The contact and the enrollment of a line."""
        contact = self._contacts.get(line.contact_id) if line.contact_id else None
        return contact, self._enrollments.get(line.enrollment) if line.enrollment else None

    def due(self) -> Iterator[DueEntry]:
        """What has still to be looked at; read in moto itself, for it is asked after each call."""
        return (due_of(key.sk) for key in self._keys("schedule") if key.sk and key.pk.startswith(_DUE))

    def rows(self, workflows: Iterable[str]) -> MemoryTables:
        """Every row as the adapters read it, in the shape that the memory engine keeps."""
        found = MemoryTables()
        for entry in self.due():
            found.entries(entry.kind.hourly).put(entry)
        for key in self._keys("contacts"):
            match key.pk.split("#", 1), key.sk:
                case [_, contact_id], "PROFILE" if contact := self._contacts.get(contact_id):
                    found.contacts[contact_id] = contact
                    found.ledgers[contact_id] = self._contacts.ledger(contact_id)
                case [_, contact_id], "SEGMENTS":
                    found.memberships[contact_id] = self._segments.of(contact_id)
                case _, "ALIAS":
                    found.aliases[key.pk] = self._contacts.find([key.pk])[key.pk]
                case [_, rest], "CART" if cart := self._carts.get(rest.removeprefix("key#")):
                    found.carts[cart.key] = cart
                case [_, order_id], "ORDER" if order := self._orders.get(order_id):
                    found.orders[order_id] = order
                case ["suppressed", address], _:
                    causes = {each.cause.value: each for each in self._suppressions.under(address)}
                    found.suppressions[address] = causes
        present = {each.id for each in found.contacts.values()}  # with who they were before
        found.consent_entries = {each: list(self._consent_ledger.of(each)) for each in present}
        assigned = {each: self._assignments.of(each) for each in present}
        found.assignments = {
            each: {(row.workflow, row.enrollment or ""): row for row in rows}
            for each, rows in assigned.items()
            if rows
        }
        self._read_deeds(found)
        for key in self._keys("enrollments"):
            if key.sk == "ENROLLMENT" and (row := self._enrollments.get(key.pk)):
                found.enrollments[row.id] = row
                found.by_contact.setdefault(row.contact_id, []).append(row.id)
                messages = self._messages.of_enrollment(row.id)
                found.messages |= {message.id: message for message in messages}
                found.by_enrollment[row.id] = [message.id for message in messages]
        found.occupancy = Counter(self._enrollments.occupancy())
        families = [part for each in workflows for part in (each, links_of(each), subjects_of(each))]
        for family in (*families, LIST, ORDERS, SEGMENTS):
            for cell, metrics in self._figures.totals(family, date.min, date.max).items():
                found.figures[cell] = dict(metrics)
            tests = self._experiments.of(family)
            found.experiments |= {(each.workflow, each.step, each.plan): each for each in tests}
        return found

    def _read_deeds(self, found: MemoryTables) -> None:
        keys = (key for key in self._keys("contacts") if key.sk and key.sk.startswith("DEED#"))
        for contact, name in {(key.pk, unquote((key.sk or "").split("#")[1])) for key in keys}:
            contact_id = contact.removeprefix("contact#")
            deeds = self._history.deeds(contact_id, name, datetime.min.replace(tzinfo=UTC))
            found.deeds[contact_id, name] = {(each.at, f"{n:04}"): each for n, each in enumerate(deeds)}

    def _keys(self, table: str) -> list[Key]:
        items = dynamodb_backends[ACCOUNT_ID][self._region].tables[self.names[table]].items
        return [Key(pk.value, sk.value) for pk, by_sort_key in items.items() for sk in by_sort_key]
