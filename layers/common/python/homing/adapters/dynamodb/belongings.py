"""Everything in the tables about a person, by keys: their own rows, and what their traces lead to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from homing.adapters.dynamodb.batches import write_all
from homing.adapters.dynamodb.confirmation_mails import confirmations_key
from homing.adapters.dynamodb.errors import translated
from homing.adapters.dynamodb.items import Attributes, unwire
from homing.adapters.dynamodb.table import LAST, Key, Table
from homing.adapters.dynamodb.traces import Traced, traces
from homing.adapters.dynamodb.transactions import alone
from homing.adapters.dynamodb.whereabouts import cart_places, member_places, order_keeps
from homing.domain.privacy import Belonging

_LEADING = ("TRACE#", "PROFILE")
"""Rows of the contact's partition that lead to others, and so go last."""


class Belongings:
    """ports.Belongings over three tables."""

    def __init__(
        self,
        *,
        contacts: Table,
        enrollments: Table,
        schedule: Table,
        entry_id: Callable[[str, str], str],
    ) -> None:
        self._tables = {"contacts": contacts, "enrollments": enrollments, "schedule": schedule}
        self._contacts = contacts
        self._enrollments = enrollments
        self._schedule = schedule
        self._entry_id = entry_id

    def contacts(self, names: Sequence[str]) -> tuple[str, ...]:
        """The ids of those to whom aliases lead, and of everybody whom they were or proved to be."""
        leads = self._contacts.get_all(Key(each, "ALIAS") for each in names)
        wanted = [item["contact_id"] for item in leads.values()]
        orders = self._contacts.get_all(Key(each, "ORDER") for each in names if each.startswith("order#"))
        wanted += [each for item in orders.values() for each in item["contacts"]]
        found: dict[str, None] = {}
        while wanted:
            contact_id = wanted.pop()
            if contact_id in found:
                continue
            found[contact_id] = None
            profile = self._contacts.get(Key(f"contact#{contact_id}", "PROFILE")) or {}
            wanted += [each for each in (profile.get("moved_to"), *profile.get("formerly", ())) if each]
        return tuple(sorted(found))

    def everybody(self) -> Iterator[str]:
        """The id of every contact, read off the whole table."""
        request: Any = {"TableName": self._contacts.name, "ConsistentRead": True}
        while True:
            with translated():
                page = self._contacts.client.scan(**request)
            for item in map(unwire, page["Items"]):
                if item.get("sk") == "PROFILE":
                    yield item["pk"].removeprefix("contact#")
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def of(self, contact_ids: Sequence[str]) -> Iterator[Belonging]:
        """Every row about these contacts, which are one person; what leads to others comes last."""
        for contact_id in contact_ids:
            yield from self._passages(contact_id, contact_ids)
        for contact_id in contact_ids:
            yield from self._led_to(contact_id, contact_ids)
            yield from self._due(contact_id)
            own = list(self._contacts.query(f"contact#{contact_id}"))
            for item in own:
                if item["sk"] == "SEGMENTS":
                    yield from self._there(self._contacts, member_places(item, contact_id))
            yield from (_row("contacts", each) for each in own if not each["sk"].startswith(_LEADING))
        for contact_id in contact_ids:
            yield from self._aliases(contact_id, contact_ids)
            own = list(self._contacts.query(f"contact#{contact_id}"))
            for first in _LEADING:
                yield from (_row("contacts", each) for each in own if each["sk"].startswith(first))

    def forget(self, belongings: Sequence[Belonging]) -> None:
        """Delete rows, or leave of each only what it keeps."""
        for name, table in self._tables.items():
            gone = [each for each in belongings if each.table == name and each.keeps is None]
            write_all(table, deletes=[Key(each.pk, each.sk) for each in gone])
        for each in belongings:
            if each.keeps is not None:
                table = self._tables[each.table]
                alone(table.client, table.put(Key(each.pk, each.sk), each.keeps))

    def _passages(self, contact_id: str, contact_ids: Sequence[str]) -> Iterator[Belonging]:
        for pointer in self._enrollments.query(f"contact#{contact_id}"):
            rows = list(self._enrollments.query(pointer["sk"]))
            enrollment = next((each for each in rows if each["sk"] == "ENROLLMENT"), None)
            if enrollment is None or enrollment["contact_id"] in contact_ids:
                yield from self._passage(enrollment, rows)
            yield _row("enrollments", pointer)

    def _passage(self, enrollment: Attributes | None, rows: Sequence[Attributes]) -> Iterator[Belonging]:
        messages = [each for each in rows if each["sk"].startswith("MESSAGE#")]
        promises = (f"code-of#{each['pk']}--{'--'.join(each['sk'].split('#')[1:])}" for each in messages)
        yield from self._there(self._enrollments, [Key(each, "PROMISE") for each in promises])
        if enrollment is not None:
            entry = self._entry_id(enrollment["workflow"], enrollment["key"])
            yield from self._there(self._enrollments, [Key(entry, "ENTRY")])
        yield from (_row("enrollments", each) for each in (*messages, *([enrollment] if enrollment else [])))

    def _led_to(self, contact_id: str, contact_ids: Sequence[str]) -> Iterator[Belonging]:
        marks = [Key(f"mark#{contact_id}", "MARK")]
        for key in traces(self._contacts, contact_id, Traced.CART):
            cart = self._contacts.get(Key(f"cart#key#{key}", "CART"))
            if cart is None or cart.get("contact_id", contact_id) in contact_ids:
                places = cart_places(key, cart or {})
                marks += [Key(f"mark#{each.pk}", "MARK") for each in places if each.sk == "CARTALIAS"]
                yield from self._there(self._contacts, places)
        for order_id in traces(self._contacts, contact_id, Traced.ORDER):
            for each in self._there(self._contacts, [Key(f"order#{order_id}", "ORDER")]):
                yield Belonging(
                    table=each.table,
                    pk=each.pk,
                    sk=each.sk,
                    told=each.told,
                    keeps=order_keeps(each.told, contact_ids),
                )
        for goods in traces(self._contacts, contact_id, Traced.GOODS):
            product, variant = goods.rsplit("#", 1)
            place = Key(f"waiting#{product}", f"{variant}#{contact_id}")
            yield from self._there(self._contacts, [place])
        yield from self._there(self._contacts, marks)

    def _due(self, contact_id: str) -> Iterator[Belonging]:
        for whose in self._schedule.query(f"of#{contact_id}"):
            pk, _, sk = whose["sk"].partition(" ")
            yield from self._there(self._schedule, [Key(pk, sk)])
            yield _row("schedule", whose)

    def _aliases(self, contact_id: str, contact_ids: Sequence[str]) -> Iterator[Belonging]:
        for alias in traces(self._contacts, contact_id, Traced.ALIAS):
            lead = self._contacts.get(Key(alias, "ALIAS"))
            if lead is not None and lead["contact_id"] not in contact_ids:
                continue
            if alias.startswith("anon#"):
                visits = self._contacts.query(alias, "VISIT#", f"VISIT#{LAST}")
                yield from (_row("contacts", each) for each in visits)
            if alias.startswith("email#"):
                asked = confirmations_key(alias.removeprefix("email#"))
                yield from self._there(self._contacts, [asked])
            if alias.startswith("phone#"):
                yield from self._there(self._contacts, [Key(f"mark#{alias}", "MARK")])
            if lead is not None:
                yield _row("contacts", lead)

    def _there(self, table: Table, keys: Sequence[Key]) -> Iterator[Belonging]:
        name = next(name for name, each in self._tables.items() if each is table)
        return (_row(name, item) for item in table.get_all(keys).values())


def _row(table: str, item: Mapping[str, Any]) -> Belonging:
    told = {name: value for name, value in item.items() if name not in ("pk", "sk")}
    return Belonging(table=table, pk=item["pk"], sk=item.get("sk"), told=told)
