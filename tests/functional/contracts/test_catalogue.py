"""ports.Catalogue"""

from dataclasses import replace
from decimal import Decimal

from homing.domain.product import Product

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import stamp

SCARF = Product(
    id="p-1", title="Scarf", time=stamp(), image="scarf.jpg", price=Decimal("19.90"), handle="scarf"
)
HAT = Product(id="p-2", title="Hat", time=stamp(hours=1), image="hat.jpg")


def test_known_products_are_read_among_others(engine: Engine) -> None:
    engine.catalogue.put(SCARF)
    engine.catalogue.put(HAT)

    assert engine.catalogue.get(["p-1", "p-9", "p-1"]) == {"p-1": SCARF}


def test_the_newest_of_a_product_is_kept_whatever_the_order_of_arrival(engine: Engine) -> None:
    newest = replace(SCARF, time=stamp(hours=2), title="Warm scarf")
    for each in (SCARF, newest, replace(SCARF, time=stamp(hours=1), title="Cold scarf")):
        engine.catalogue.put(each)

    assert engine.catalogue.get(["p-1"]) == {"p-1": newest}
    assert list(engine.catalogue.featured(9)) == [newest]


def test_the_newest_products_are_featured_first(engine: Engine) -> None:
    cap = replace(HAT, id="p-3", title="Cap", time=stamp(hours=-1))
    for each in (SCARF, HAT, cap):
        engine.catalogue.put(each)

    assert list(engine.catalogue.featured(2)) == [HAT, SCARF]


def test_what_is_unpublished_or_has_no_picture_is_not_featured(engine: Engine) -> None:
    engine.catalogue.put(replace(SCARF, image=None))
    engine.catalogue.put(replace(HAT, published=False))

    assert list(engine.catalogue.featured(9)) == []
    assert engine.catalogue.get(["p-1", "p-2"]).keys() == {"p-1", "p-2"}


def test_a_product_that_is_unpublished_is_featured_no_longer(engine: Engine) -> None:
    engine.catalogue.put(SCARF)
    engine.catalogue.put(replace(SCARF, time=stamp(hours=2), published=False))

    assert list(engine.catalogue.featured(9)) == []
