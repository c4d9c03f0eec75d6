"""In-memory twin of what is kept about a person: the same rows under the same keys as in DynamoDB."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from homing.adapters.dynamodb.due_index import due_key
from homing.adapters.dynamodb.items import dump, instant
from homing.domain.cart import Cart
from homing.domain.order import OrderRow
from homing.domain.privacy import Belonging
from homing.domain.visit import Visit

from local.memory.own_rows import Found, OwnRows, at_place, does
from local.memory.tables import MemoryTables


class MemoryBelongings(OwnRows):
    """Walks the dictionaries; a laptop's are small."""

    def __init__(self, tables: MemoryTables, entry_id: Callable[[str, str], str]) -> None:
        super().__init__(tables, entry_id)
        self._taking_out: dict[tuple[str, str, str | None], Callable[[], object]] = {}

    def contacts(self, names: Sequence[str]) -> tuple[str, ...]:
        wanted = [self._tables.aliases[each] for each in names if each in self._tables.aliases]
        ordered = [
            self._tables.orders[n]
            for each in names
            if (n := each.removeprefix("order#")) in self._tables.orders and n != each
        ]
        wanted += [each for row in ordered for each in row.contacts]
        found: set[str] = set()
        while wanted:
            contact_id = wanted.pop()
            contact = self._tables.contacts.get(contact_id)
            if contact_id not in found and contact is not None:
                wanted += [*([contact.moved_to] if contact.moved_to else []), *contact.formerly]
            found.add(contact_id)
        return tuple(sorted(found))

    def everybody(self) -> Iterator[str]:
        yield from list(self._tables.contacts)

    def of(self, contact_ids: Sequence[str]) -> Iterator[Belonging]:
        for find in (self._passages, self._deeds, self._states, self._goods, self._due, self._leading):
            for row, take_out in list(find(contact_ids)):
                self._taking_out[row.table, row.pk, row.sk] = take_out
                yield row

    def forget(self, belongings: Sequence[Belonging]) -> None:
        for each in belongings:
            self._taking_out.pop((each.table, each.pk, each.sk), lambda: None)()

    def _goods(self, ids: Sequence[str]) -> Found:
        tables = self._tables
        theirs = [each for each in tables.carts.values() if each.contact_id in ids]
        led = {tables.cart_aliases.get(token) for cart in theirs for token in cart.tokens()}
        joined = [tables.carts[key] for key in led if key is not None and key in tables.carts]
        for cart in {each.key: each for each in (*theirs, *joined)}.values():
            yield from self._cart(cart)
        for order_id, row in list(tables.orders.items()):
            if set(row.contacts) & set(ids):
                others = tuple(each for each in row.contacts if each not in ids)
                kept = replace(row, contacts=others) if others else None
                found = at_place("contacts", f"order#{order_id}", "ORDER", dump(row))
                found = replace(found, keeps=None if kept is None else dump(kept))
                yield found, does(_keep, tables, order_id, kept, ids)
        for product, waiting in tables.stock_requests.items():
            for place, request in list(waiting.items()):
                if request.contact_id in ids:
                    where = f"{place[0] or '*'}#{place[1]}"
                    gone = does(waiting.pop, place, None)
                    yield at_place("contacts", f"waiting#{product}", where, dump(request)), gone

    def _cart(self, cart: Cart) -> Found:
        tables = self._tables
        for token in cart.tokens():
            if token in tables.marks:
                yield at_place("contacts", f"mark#{token}", "MARK"), does(tables.marks.pop, token)
            gone = does(tables.cart_aliases.pop, token, None)
            yield at_place("contacts", token, "CARTALIAS", {"cart_key": cart.key}), gone
        gone = does(tables.carts.pop, cart.key, None)
        yield at_place("contacts", f"cart#key#{cart.key}", "CART", dump(cart)), gone

    def _due(self, ids: Sequence[str]) -> Found:
        for entries in (self._tables.due, self._tables.watch):
            for entry in list(entries):
                if entry.of in ids:
                    key = due_key(entry)
                    told = {"note": entry.note}
                    yield at_place("schedule", key.pk, key.sk or "", told), does(entries.remove, entry)

    def _leading(self, ids: Sequence[str]) -> Found:
        tables = self._tables
        for alias, contact_id in list(tables.aliases.items()):
            if contact_id in ids:
                for visit in list(tables.visits.get(alias, {}).values()):
                    place = f"VISIT#{instant(visit.time.at)}#{visit.id}"
                    gone = does(_out_of, tables.visits, alias, visit.id)
                    yield at_place("contacts", alias, place, dump(visit)), gone
                if alias.startswith("email#") and alias[6:] in tables.confirmations:
                    gone = does(tables.confirmations.pop, alias[6:], None)
                    yield at_place("contacts", f"asked#{alias[6:]}", "CONFIRMATION"), gone
                if alias.startswith("phone#") and alias in tables.marks:
                    yield at_place("contacts", f"mark#{alias}", "MARK"), does(tables.marks.pop, alias)
                told = {"contact_id": contact_id}
                yield at_place("contacts", alias, "ALIAS", told), does(tables.aliases.pop, alias, None)
        for contact_id in ids:
            if contact_id in tables.contacts:
                gone = does(tables.contacts.pop, contact_id)
                told = dump(tables.contacts[contact_id])
                yield at_place("contacts", f"contact#{contact_id}", "PROFILE", told), gone


def _keep(tables: MemoryTables, order_id: str, kept: OrderRow | None, gone: Sequence[str]) -> None:
    if kept is None:
        tables.orders.pop(order_id, None)
    else:
        tables.orders[order_id] = kept
    for contact_id in gone:
        tables.orders_of.get(contact_id, {}).pop(order_id, None)


def _out_of(rows: dict[str, dict[str, Visit]], visitor: str, visit: str) -> None:
    rows[visitor].pop(visit, None)
    if not rows[visitor]:
        del rows[visitor]
