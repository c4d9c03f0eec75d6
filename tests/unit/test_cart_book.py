"""Two events of one cart at once: neither overwrites what the other wrote."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from homing.adapters.workflow_set import WorkflowSet
from homing.domain.cart import Cart, LineItem
from homing.domain.contact import Identity
from homing.domain.events import Event, EventName
from homing.domain.rules import Rules
from homing.domain.time import Stamp
from homing.services.cart_book import CartBook

from local.memory.stores import MemoryCarts, MemoryDueIndex
from local.memory.tables import MemoryTables

NOW = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
HAT = LineItem(title="Hat", quantity=1)


class Overtaken(MemoryCarts):
    """Carts that somebody else changes right after they were first found."""

    def __init__(self, tables: MemoryTables, meanwhile: Callable[[], None]) -> None:
        super().__init__(tables)
        self._meanwhile: Callable[[], None] | None = meanwhile

    def find(self, tokens: Sequence[str]) -> Cart | None:
        found = super().find(tokens)
        if found is not None and self._meanwhile is not None:
            meanwhile, self._meanwhile = self._meanwhile, None
            meanwhile()
        return found


def a_look(cart: Cart) -> Event:
    return Event(
        id="e-1",
        name=EventName.CHECKOUT_UPDATED,
        time=cart.changed,
        arrived_at=NOW,
        identity=Identity(cart_token=cart.cart_token, checkout_token=cart.checkout_token),
        cart=cart,
    )


def book(tables: MemoryTables, carts: MemoryCarts) -> CartBook:
    rules = Rules(zone="Europe/Oslo", locales=("nb",))
    return CartBook(carts=carts, due=MemoryDueIndex(tables), workflows=WorkflowSet([]), rules=rules)


def test_a_purchase_told_meanwhile_is_kept() -> None:
    tables = MemoryTables()
    cart = Cart(key="c1", cart_token="c1", changed=Stamp(NOW, NOW), items=(HAT,))
    MemoryCarts(tables).put(None, cart)

    def bought() -> None:
        MemoryCarts(tables).put(cart, replace(cart, completed=True))

    kept = book(tables, Overtaken(tables, bought)).keep(a_look(replace(cart, url="https://x.example")), "c-1")

    assert kept is not None
    assert tables.carts["c1"] == kept
    assert kept.completed


def test_a_row_that_changes_while_it_is_joined_is_read_again() -> None:
    tables = MemoryTables()
    of_cart = Cart(key="c1", cart_token="c1", changed=Stamp(NOW, NOW), items=(HAT,))
    of_checkout = Cart(key="t1", checkout_token="t1", changed=Stamp(NOW, NOW), items=(HAT,))
    for row in (of_cart, of_checkout):
        MemoryCarts(tables).put(None, row)
    changed = replace(of_checkout, codes=("TENOFF",))

    class Late(MemoryCarts):
        """The checkout's row changes right before it is first written."""

        def put(self, known: Cart | None, cart: Cart) -> bool:
            if tables.carts["t1"] == of_checkout:
                tables.carts["t1"] = changed
            return super().put(known, cart)

    look = a_look(replace(of_cart, checkout_token="t1"))
    kept = book(tables, Late(tables)).keep(look, "c-1")

    assert kept is not None
    assert kept.codes == ("TENOFF",)
    assert tables.carts["t1"].moved_to == "c1"
