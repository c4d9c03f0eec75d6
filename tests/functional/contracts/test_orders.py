"""ports.Orders"""

from dataclasses import replace
from decimal import Decimal

from homing.domain.figures import Metric
from homing.domain.order import Order, OrderRow, Refund

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import contact, counted, one, stamp

ORDER = Order(id="o-1", time=stamp(), total=Decimal("99.95"), currency="NOK", paid=True)
EARNED = OrderRow(
    id="o-1",
    order=ORDER,
    contacts=("c-1",),
    credited_to=("welcome-1", "hello", 0),
    assisted=(("welcome-1", "second", 0), ("abandoned_cart-1", "reminder", 2)),
)
REVENUE = [one(Metric.REVENUE, amount=Decimal("99.95"))]


def test_an_order_is_read_back_as_it_was_put(engine: Engine) -> None:
    row = EARNED.refunded(Refund(id="r-1", order_id="o-1", amount=Decimal("10.50"), currency="NOK"))

    assert engine.orders.put(None, row, REVENUE)

    assert engine.orders.get("o-1") == row
    assert engine.orders.get("o-2") is None
    assert counted(engine.figures) == {"revenue": Decimal("99.95")}


def test_an_order_is_put_and_counted_once(engine: Engine) -> None:
    engine.contacts.create(contact(), [])
    engine.orders.put(None, EARNED, REVENUE, ["c-1"])

    assert not engine.orders.put(None, EARNED, REVENUE, ["c-1"])

    assert counted(engine.figures) == {"revenue": Decimal("99.95")}
    assert engine.contacts.get("c-1") == contact(orders_seen=1)


def test_an_order_is_one_more_for_each_contact_it_names(engine: Engine) -> None:
    for each in ("c-1", "c-2", "c-3"):
        engine.contacts.create(contact(each), [])

    engine.orders.put(None, EARNED, [], ["c-1", "c-2"])

    seen = [engine.contacts.get(each) for each in ("c-1", "c-2", "c-3")]
    assert [each.orders_seen for each in seen if each] == [1, 1, 0]


def test_of_two_changes_of_one_order_the_second_reads_again(engine: Engine) -> None:
    engine.orders.put(None, EARNED, [])
    known = engine.orders.get("o-1")
    cancelled = replace(EARNED, cancelled=True)

    assert engine.orders.put(known, cancelled, [one(Metric.REVENUE, amount=Decimal("-99.95"))])
    assert not engine.orders.put(known, EARNED, REVENUE)

    assert engine.orders.get("o-1") == cancelled
    assert counted(engine.figures) == {"revenue": Decimal("-99.95")}


def test_a_refund_may_come_before_its_order(engine: Engine) -> None:
    early = OrderRow(id="o-1", refunds={"r-1": Decimal(10)})
    engine.orders.put(None, early, [])

    assert engine.orders.put(engine.orders.get("o-1"), replace(early, order=ORDER), [])

    row = engine.orders.get("o-1")
    assert row is not None
    assert row.revenue() == Decimal("89.95")


def test_an_order_of_a_contact_that_is_gone_is_still_put(moto: Engine) -> None:
    moto.contacts.create(contact(), [])

    assert moto.orders.put(None, EARNED, REVENUE, ["c-gone", "c-1"])

    assert moto.contacts.get("c-gone") is None
    assert moto.contacts.get("c-1") == contact(orders_seen=1)
    assert counted(moto.figures) == {"revenue": Decimal("99.95")}


def test_the_orders_of_a_person_are_found_by_any_of_their_ids(engine: Engine) -> None:
    others = [
        replace(EARNED, id=name, order=replace(ORDER, id=name), contacts=whose)
        for name, whose in (("o-2", ("c-2", "c-1")), ("o-3", ("c-3",)), ("o-4", ()))
    ]
    for row in (EARNED, *others):
        engine.orders.put(None, row, [])

    assert list(engine.orders.of(["c-1"])) == [EARNED, others[0]]
    assert list(engine.orders.of(["c-3", "c-2"])) == others[:2]
    assert list(engine.orders.of(["c-9"])) == []
