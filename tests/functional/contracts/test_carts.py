"""ports.Carts"""

from dataclasses import replace
from decimal import Decimal

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import cart, stamp


def test_a_cart_is_read_back_as_it_was_put(engine: Engine) -> None:
    full = cart(
        checkout_token="c-9",
        contact_id="c-1",
        currency="NOK",
        total=Decimal("39.80"),
        url="https://shop.example/c-9",
        codes=("WELCOME10",),
        armed=True,
    )

    assert engine.carts.put(None, full)

    assert engine.carts.get("k") == full


def test_a_cart_is_found_by_any_of_its_tokens(engine: Engine) -> None:
    engine.carts.put(None, cart(checkout_token="c-9"))

    assert engine.carts.find(["checkout#none", "checkout#c-9"]) == cart(checkout_token="c-9")
    assert engine.carts.find(["cart#t-1"]) == cart(checkout_token="c-9")
    assert engine.carts.find(["cart#none"]) is None
    assert engine.carts.get("none") is None


def test_of_two_writers_of_one_cart_the_second_is_told(engine: Engine) -> None:
    engine.carts.put(None, cart())
    known = engine.carts.get("k")
    first, second = cart(changed=stamp(minutes=1), armed=True), cart(changed=stamp(minutes=2))

    assert engine.carts.put(known, first)
    assert not engine.carts.put(known, second)

    assert engine.carts.get("k") == first


def test_of_two_that_put_a_new_cart_the_second_is_told(engine: Engine) -> None:
    engine.carts.put(None, cart())

    assert not engine.carts.put(None, cart(changed=stamp(minutes=1)))

    assert engine.carts.get("k") == cart()


def test_what_was_read_can_be_written_again_and_again(engine: Engine) -> None:
    engine.carts.put(None, cart(total=Decimal("20.00")))
    for minute in range(3):
        known = engine.carts.get("k")
        assert known is not None
        assert engine.carts.put(known, replace(known, changed=stamp(minutes=minute), total=Decimal("20.0")))

    assert engine.carts.get("k") == cart(changed=stamp(minutes=2), total=Decimal(20))


def test_a_token_that_a_cart_learns_leads_to_it(engine: Engine) -> None:
    engine.carts.put(None, cart())

    assert engine.carts.put(cart(), cart(checkout_token="c-9"))

    assert engine.carts.find(["checkout#c-9"]) == cart(checkout_token="c-9")


def test_a_known_cart_is_stored_though_a_new_token_of_it_leads_elsewhere(engine: Engine) -> None:
    other = cart("other", cart_token=None, checkout_token="c-9")
    engine.carts.put(None, other)
    engine.carts.put(None, cart())

    assert engine.carts.put(cart(), cart(checkout_token="c-9"))

    assert engine.carts.get("k") == cart(checkout_token="c-9")
    assert engine.carts.find(["checkout#c-9"]) == other


def test_a_new_cart_with_a_token_that_leads_elsewhere_is_refused(engine: Engine) -> None:
    """Two webhooks of one purchase, each the first of its kind, must end as one cart."""
    other = cart("other", cart_token=None, checkout_token="c-9")
    engine.carts.put(None, other)

    assert not engine.carts.put(None, cart(checkout_token="c-9"))

    assert engine.carts.get("k") is None
    assert engine.carts.find(["cart#t-1"]) is None
