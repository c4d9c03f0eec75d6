"""ports.Catalogue"""

from dataclasses import replace
from decimal import Decimal

from homing.domain.product import Product, StockLevel, Variant

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


SOCKS = Product(
    id="p-3",
    title="Socks",
    time=stamp(),
    tags=("wool",),
    lasts_days=60,
    variants=(Variant(id="v-1", item="i-1", available=True), Variant(id="v-2", available=False)),
)


def test_the_variants_of_a_product_lead_to_it(engine: Engine) -> None:
    engine.catalogue.put(SOCKS)

    assert engine.catalogue.get(["p-3"]) == {"p-3": SOCKS}
    assert engine.catalogue.variant("i-1") == ("p-3", "v-1")
    assert engine.catalogue.variant("i-2") is None
    assert [engine.catalogue.product_of(each) for each in ("v-1", "v-2", "v-3")] == ["p-3", "p-3", None]


def test_a_variant_that_came_later_leads_to_its_product_too(engine: Engine) -> None:
    engine.catalogue.put(replace(SOCKS, variants=SOCKS.variants[:1]))
    engine.catalogue.put(replace(SOCKS, time=stamp(hours=1)))

    assert engine.catalogue.product_of("v-2") == "p-3"


def test_a_deleted_product_is_shown_no_more(engine: Engine) -> None:
    engine.catalogue.put(SCARF)

    engine.catalogue.remove("p-1", stamp(hours=1))

    known = engine.catalogue.get(["p-1"])["p-1"]
    assert (known.published, known.title) == (False, "Scarf")
    assert list(engine.catalogue.featured(9)) == []


def test_nothing_older_than_its_end_brings_a_product_back(engine: Engine) -> None:
    engine.catalogue.remove("p-1", stamp(hours=1))

    engine.catalogue.put(SCARF)

    assert not engine.catalogue.get(["p-1"])["p-1"].published


def test_an_end_older_than_what_is_known_changes_nothing(engine: Engine) -> None:
    engine.catalogue.put(SCARF)

    engine.catalogue.remove("p-1", stamp(hours=-1))

    assert engine.catalogue.get(["p-1"]) == {"p-1": SCARF}


def test_the_newest_level_is_kept(engine: Engine) -> None:
    some, none = (StockLevel(item="i-1", available=n, time=stamp(hours=n)) for n in (True, False))

    for level in (none, some, none):
        engine.catalogue.count(level)

    assert engine.catalogue.level("i-1") == some
    assert engine.catalogue.level("i-2") is None
