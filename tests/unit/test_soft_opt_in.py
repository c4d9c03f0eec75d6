"""Soft opt-in: who may be written to because they bought, where, and until when."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from homing.domain.consent import Consent, apply
from homing.domain.contact import Contact, Place, Trait
from homing.domain.events import Event, EventName
from homing.domain.evidence import Evidence, LawfulBasis
from homing.domain.message import Reason
from homing.domain.order import Order
from homing.domain.permission import may_market, permission, text_permission
from homing.domain.soft_opt_in import soft_opt_in
from homing.domain.statement import ConsentSource, ConsentState, ConsentStatement
from homing.domain.step_parts import Purpose
from homing.domain.time import Stamp

from tests.builders import DAY, at

NOW = at("2026-03-04 11:00")
STAMP = Stamp(NOW, NOW)
NORDIC = frozenset({"NO", "SE"})
BOUGHT = EventName.ORDER_COMPLETED.value


def person(country: str | None = "NO", consent: Consent | None = None, **topics: ConsentState) -> Contact:
    known = {"email": Trait(value="ada@example.com", time=STAMP)}
    if country is not None:
        known["shipping"] = Trait(value=Place(country_code=country), time=STAMP)
    chosen = {name: apply(Consent(), said(state, purpose=name), name) for name, state in topics.items()}
    return Contact(id="c-1", traits=known, consent=consent or Consent(), topics=chosen)


def said(state: ConsentState, source: ConsentSource = ConsentSource.FORM, **more: Any) -> ConsentStatement:
    return ConsentStatement(state=state, source=source, time=Stamp(NOW - DAY, NOW - DAY), **more)


def buys(name: str = BOUGHT, **order: Any) -> Event:
    bought = Order(id="1001", time=STAMP, total=Decimal(298), currency="NOK", **({"paid": True} | order))
    return Event(id="e-1", name=name, time=STAMP, arrived_at=NOW, order=bought)


def customer(country: str | None = "NO") -> Contact:
    stated = soft_opt_in(person(), buys(), NORDIC)
    assert stated is not None
    return person(country, apply(Consent(), stated, "e-1"))


def test_a_purchase_says_why_and_shows_which_order_and_country_decided() -> None:
    stated = soft_opt_in(person(), buys(), NORDIC)

    assert stated is not None
    assert (stated.state, stated.source) == (ConsentState.SUBSCRIBED, ConsentSource.PURCHASE)
    assert stated.basis is LawfulBasis.SOFT_OPT_IN
    assert stated.evidence == Evidence(where="NO", proof="1001")


@pytest.mark.parametrize(
    ("contact", "event"),
    [
        (person("DE"), buys()),
        (person(None), buys()),  # nobody guesses
        (person(), buys(test=True)),
        (person(), buys(paid=False)),
        (person(), buys("Order Refunded")),
        (person(), replace(buys("Page Viewed"), order=None)),
        (person(consent=apply(Consent(), said(ConsentState.UNSUBSCRIBED), "e")), buys()),
        (person(consent=apply(Consent(), said(ConsentState.SUBSCRIBED), "e")), buys()),  # more than enough
        (customer(), buys()),  # once is enough
    ],
)
def test_what_lets_nobody_write(contact: Contact, event: Event) -> None:
    assert soft_opt_in(contact, event, NORDIC) is None


def test_where_the_shop_says_nothing_a_purchase_says_nothing() -> None:
    assert soft_opt_in(person(), buys(), frozenset()) is None


def test_who_sometime_said_no_is_not_asked_by_a_purchase_though_they_came_back_and_left() -> None:
    consent = apply(Consent(), said(ConsentState.SUBSCRIBED, ConsentSource.RECIPIENT), "e-1")
    left = apply(consent, replace(said(ConsentState.UNSUBSCRIBED), time=STAMP), "e-2")

    assert soft_opt_in(person(consent=left), buys(), NORDIC) is None


@pytest.mark.parametrize(("country", "moved"), [("NO", False), ("SE", False), ("DE", True)])
def test_who_moves_where_the_law_is_another_is_written_to_no_more(country: str, moved: bool) -> None:
    stated = soft_opt_in(customer(country), replace(buys("Customer Updated"), order=None), NORDIC)

    assert (stated is not None) is moved
    if stated is not None:
        assert (stated.state, stated.evidence) == (
            ConsentState.NOT_SUBSCRIBED,
            Evidence(where="DE", proof="e-1"),
        )


def test_who_agreed_may_move_wherever_they_want() -> None:
    agreed = person("DE", apply(customer().consent, said(ConsentState.SUBSCRIBED), "e-2"))

    assert soft_opt_in(agreed, replace(buys("Customer Updated"), order=None), NORDIC) is None
    assert may_market(agreed, NORDIC)


def test_the_gate_counts_on_it_only_where_the_shop_still_does() -> None:
    none: frozenset[Any] = frozenset()

    assert permission(customer(), Purpose.MARKETING, none, soft_opt_in=NORDIC) is None
    assert permission(customer(), Purpose.MARKETING, none, soft_opt_in={"SE"}) is Reason.NO_CONSENT
    assert permission(customer("DE"), Purpose.MARKETING, none, soft_opt_in=NORDIC) is Reason.NO_CONSENT
    assert permission(customer(None), Purpose.MARKETING, none, soft_opt_in=NORDIC) is Reason.NO_CONSENT
    assert permission(customer("DE"), Purpose.TRANSACTIONAL, none) is None


def test_a_text_message_needs_a_word_of_its_own() -> None:
    refusal = text_permission(customer(), "+4740000000", Purpose.MARKETING, frozenset())

    assert refusal is Reason.NO_CONSENT


@pytest.mark.parametrize(
    ("state", "refusal"),
    [
        (ConsentState.UNSUBSCRIBED, Reason.NO_CONSENT),
        (ConsentState.SUBSCRIBED, None),
        (ConsentState.NOT_SUBSCRIBED, None),  # no word, so they want it
    ],
)
def test_who_opted_out_of_a_topic_gets_nothing_on_it_and_everything_else(
    state: ConsentState, refusal: Reason | None
) -> None:
    agreed = apply(Consent(), said(ConsentState.SUBSCRIBED), "e-1")
    contact = replace(person(consent=agreed, offers=state), texts=agreed)
    none: frozenset[Any] = frozenset()

    assert permission(contact, Purpose.MARKETING, none, topic="offers") is refusal
    assert text_permission(contact, "+4740000000", Purpose.MARKETING, none, topic="offers") is refusal
    assert permission(contact, Purpose.MARKETING, none, topic="tips") is None
    assert permission(contact, Purpose.MARKETING, none) is None
    assert permission(contact, Purpose.TRANSACTIONAL, none, topic="offers") is None
