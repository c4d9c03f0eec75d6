"""What a template is filled with."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from homing.adapters.discounts import DerivedDiscounts
from homing.adapters.links import SignedLinks
from homing.domain.consent import Consent, ConsentSource, ConsentState, ConsentStatement, apply
from homing.domain.contact import Contact, Place, Trait
from homing.domain.enrollment import Enrollment
from homing.domain.facts import Facts
from homing.domain.interactions import is_trap
from homing.domain.message import MessageId
from homing.domain.policy import Candidate, Caps, Ledger
from homing.domain.product import Product
from homing.domain.schedule import Recipient
from homing.domain.steps import EmailStep, Purpose
from homing.domain.time import Stamp
from homing.domain.window import Window
from homing.domain.workflow import Workflow
from homing.services.candidates import Case
from homing.services.content import Content
from homing.services.wares import Wares

NOW = datetime(2027, 1, 15, 8, tzinfo=UTC)
THEN = Stamp.of(NOW - timedelta(days=1), NOW)
SHOP = "https://fjord.example"
SOCKS = Product(
    id="501", title="Wool socks", time=THEN, handle="wool-socks", price=Decimal(149), tags=("winter",)
)
MESSAGE = MessageId(enrollment="browse-abc", step="more_about")


class Shelf:
    """ports.Catalogue with two products, one of them taken down."""

    def __init__(self) -> None:
        gone = Product(id="502", title="Old cap", time=THEN, published=False)
        self._products = {each.id: each for each in (SOCKS, gone)}

    def put(self, product: Product) -> None:
        self._products[product.id] = product

    def get(self, product_ids: Sequence[str]) -> Mapping[str, Product]:
        return {each: self._products[each] for each in product_ids if each in self._products}

    def featured(self, limit: int) -> Sequence[Product]:
        return [SOCKS][:limit]


CONTENT = Content(
    wares=Wares(catalogue=Shelf(), shop_url=SHOP, currency="NOK"),
    discounts=DerivedDiscounts(b"secret", "FJORD"),
    links=SignedLinks("https://links.fjord.example", lambda: ["secret"]),
    brand={"shop": {"name": "Fjord"}},
    colleagues={
        "sales": {"name": "Silje", "title": {"nb": "Salg", "en": "Sales"}, "email": "s@fjord.example"}
    },
    domains=("fjord.example",),
)
STEP = EmailStep(id="more_about", type="email")
CASE = Case(
    enrollment=Enrollment(
        id="browse-abc",
        workflow="browse",
        version="1",
        contact_id="c-1",
        key="c-1",
        started=THEN,
        enrolled_at=NOW,
        first_wait_until=NOW,
    ),
    workflow=Workflow.model_validate(
        {
            "name": "browse",
            "title": "Browse",
            "status": "live",
            "stage": "before",
            "trigger": {"type": "event", "event": "Checkout Started"},
            "steps": [{"id": "more_about", "type": "email"}],
        }
    ),
    step=STEP,
    contact=Contact(id="c-1"),
    cart=None,
    ledger=Ledger(),
    due_at=NOW,
    doubtful=None,
    candidate=None,
)


def gathered(case: Case = CASE, *, locale: str = "en", zone: str = "Europe/Oslo", **told: Any) -> Any:
    case = replace(case, enrollment=replace(case.enrollment, trigger=told))
    return CONTENT.gather(case, MESSAGE, locale=locale, zone=zone, now=NOW)


def living_in(country: str) -> Case:
    place = Trait(value=Place(country_code=country), time=THEN)
    return replace(CASE, contact=Contact(id="c-1", traits={"shipping": place}))


@pytest.mark.parametrize("product_id", ["501", 501, Decimal(501)])
def test_the_product_that_the_event_was_about_is_shown_from_the_catalogue(product_id: object) -> None:
    product = gathered(product_id=product_id)["product"]

    assert (product["title"], product["price"], product["currency"]) == ("Wool socks", 149, "NOK")
    assert product["url"] == f"{SHOP}/products/wool-socks"


@pytest.mark.parametrize("product_id", [None, "", "502", "999", True, {"id": 1}])
def test_no_product_is_shown_that_cannot_be_bought(product_id: object) -> None:
    assert gathered(product_id=product_id)["product"] is None


def test_a_template_may_show_products_by_id_and_by_tag() -> None:
    content = gathered()

    assert content["product_by_id"]("501")["title"] == "Wool socks"
    assert content["product_by_id"]("999") is None
    assert [each["title"] for each in content["products_by_tag"]("winter")] == ["Wool socks"]
    assert content["products_by_tag"]("swimwear") == []


def test_a_mail_has_the_link_that_nobody_sees_only_where_the_shop_asks_for_it() -> None:
    asked = replace(CONTENT, trap_link=True).gather(CASE, MESSAGE, locale="en", zone="Europe/Oslo", now=NOW)

    assert gathered()["links"]["trap"] is None
    assert is_trap(asked["links"]["trap"])  # type: ignore[index]


def test_a_survey_has_a_link_for_each_score_and_a_poll_for_each_answer() -> None:
    links = gathered()["links"]

    assert links["survey"](9).endswith("?score=9")
    assert links["poll"]("leave").endswith("?answer=leave")
    with pytest.raises(ValueError, match="maybe"):
        links["poll"]("maybe")


def test_a_link_fills_the_cart_with_a_variant() -> None:
    cart = gathered()["links"]["cart"]

    assert cart("601") == f"{SHOP}/cart/601:1"
    assert cart(Decimal(601)) == f"{SHOP}/cart/601:1"
    assert cart("gid://shopify/ProductVariant/601") == f"{SHOP}/cart/601:1"
    assert cart(None) == cart("1:1,2") == SHOP


def test_the_season_is_the_one_where_the_reader_lives() -> None:
    north, south = gathered(living_in("NO")), gathered(living_in("AU"), zone="Australia/Sydney")

    assert (north["season"], north["contact"]["hemisphere"], north["contact"]["country"]) == (
        "winter",
        "north",
        "NO",
    )
    assert (south["season"], south["contact"]["hemisphere"]) == ("summer", "south")


def test_a_colleagues_title_comes_in_every_language_for_the_mails_own_to_be_chosen() -> None:
    assert gathered(locale="nb")["colleague"] == {
        "name": "Silje",
        "title": {"nb": "Salg", "en": "Sales"},
        "email": "s@fjord.example",
    }


def judged_by(step: EmailStep, *segments: str, **facts: Any) -> Case:
    known = Facts(now=NOW, values=facts, segments=frozenset(segments))
    candidate = Candidate(
        enrollment=CASE.enrollment,
        step=step,
        wait=None,
        due_at=NOW,
        contact=CASE.contact,
        recipient=Recipient(contact_id="c-1", zone="Europe/Oslo"),
        suppressions=frozenset(),
        ledger=Ledger(),
        facts=known,
        window=Window(),
        caps=Caps(),
    )
    return replace(CASE, step=step, candidate=candidate)


def test_a_template_may_ask_whether_its_reader_is_in_a_segment() -> None:
    in_segment = gathered(judged_by(STEP, "dormant"))["in_segment"]

    assert in_segment("dormant")
    assert not in_segment("vip")


def test_the_small_print_of_a_service_mail_says_that_it_was_asked_for() -> None:
    service = replace(CASE, step=STEP.model_copy(update={"purpose": Purpose.TRANSACTIONAL}))

    assert gathered()["reason"] == "subscribed"
    assert gathered(service)["reason"] == "asked"


def test_the_small_print_of_marketing_to_a_customer_claims_no_sign_up() -> None:
    bought = ConsentStatement(
        state=ConsentState.SUBSCRIBED, source=ConsentSource.PURCHASE, time=Stamp(NOW, NOW)
    )
    customer = replace(CASE.contact, consent=apply(Consent(), bought, "e-1"))

    assert gathered(replace(CASE, contact=customer))["reason"] == "bought"


def test_a_block_is_judged_on_the_facts_that_the_gate_judged() -> None:
    condition = {"fact": "contact.orders", "at_least": 2}
    step = EmailStep.model_validate({"id": "more_about", "type": "email", "blocks": {"regular": condition}})

    assert gathered(judged_by(step, **{"contact.orders": 3}))["holds"]("regular")
    assert not gathered(judged_by(step, **{"contact.orders": 1}))["holds"]("regular")
    with pytest.raises(LookupError, match="names no block 'vip'"):
        gathered(judged_by(step))["holds"]("vip")
