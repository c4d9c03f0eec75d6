"""What a webhook says of consent, whom it believes, and when it keeps silent."""

from dataclasses import replace
from typing import Any

import pytest
from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement
from homing.domain.evidence import Evidence
from homing.domain.time import Stamp, parse_iso

from tests.unit.recorded import ARRIVED, CHECKOUT, CONSENT, CUSTOMER, CUSTOMER_DELETED, ORDER, recorded, told

TOPIC = "customers_email_marketing_consent/update"
LONG_AGO = "2020-02-02T08:00:00+01:00"
PURCHASES = [
    ("checkouts/create", CHECKOUT),
    ("checkouts/update", CHECKOUT),
    ("orders/create", ORDER),
    ("orders/paid", ORDER),
]


def newer(state: Any, at: Any = LONG_AGO) -> dict[str, Any]:
    return {"state": state, "opt_in_level": "single_opt_in", "consent_updated_at": at}


def stamp(text: str) -> Stamp:
    return Stamp.of(parse_iso(text), ARRIVED)


def said(topic: str, sample: str, **changes: Any) -> ConsentStatement | None:
    return bare(told(topic, recorded(sample, **changes)).consent)


def bare(statement: ConsentStatement | None) -> ConsentStatement | None:
    """A statement without what shows it."""
    return None if statement is None else replace(statement, evidence=Evidence())


@pytest.mark.parametrize("state", list(ConsentState))
@pytest.mark.parametrize("written", [str.lower, str.upper, str.title])
def test_a_record_repeats_the_state_and_its_date(state: ConsentState, written: Any) -> None:
    found = said("customers/update", CUSTOMER, email_marketing_consent=newer(written(state.value)))

    assert found == ConsentStatement(state=state, source=ConsentSource.RECORD, time=stamp(LONG_AGO))


def test_the_consent_topic_tells_a_change_that_dates_the_event() -> None:
    event = told(TOPIC, recorded(CONSENT, email_marketing_consent=newer("subscribed")))

    assert event.time == stamp(LONG_AGO)
    assert bare(event.consent) == ConsentStatement(
        state=ConsentState.SUBSCRIBED, source=ConsentSource.CHANGE, time=stamp(LONG_AGO)
    )


def test_a_change_without_a_date_happened_when_it_arrived() -> None:
    found = said(TOPIC, CONSENT)

    assert found == ConsentStatement(
        state=ConsentState.NOT_SUBSCRIBED,
        source=ConsentSource.CHANGE,
        time=Stamp.of(None, ARRIVED),
        dated=False,
    )


def test_a_record_without_a_date_takes_the_time_of_its_event() -> None:
    found = said("customers/update", CUSTOMER, email_marketing_consent=newer("subscribed", None))

    assert found is not None
    assert not found.dated
    assert found.time == stamp("2026-09-27T17:12:12-04:00")


@pytest.mark.parametrize("topic", ["customers/create", "customers/update"])
def test_a_record_without_the_key_says_nothing(topic: str) -> None:
    assert said(topic, CUSTOMER) is None


@pytest.mark.parametrize(
    "consent", [None, {}, [], "subscribed", {"state": None}, {"state": "maybe"}, {"state": 1}]
)
def test_a_state_that_nobody_knows_says_nothing(consent: Any) -> None:
    assert said("customers/update", CUSTOMER, email_marketing_consent=consent) is None
    assert said(TOPIC, CONSENT, email_marketing_consent=consent) is None


@pytest.mark.parametrize("absent", [{}, {"email_marketing_consent": None}])
def test_the_legacy_key_grants_where_the_newer_is_absent(absent: dict[str, Any]) -> None:
    found = said(
        "customers/update",
        CUSTOMER,
        accepts_marketing=True,
        accepts_marketing_updated_at=LONG_AGO,
        **absent,
    )

    assert found == ConsentStatement(
        state=ConsentState.SUBSCRIBED, source=ConsentSource.RECORD, time=stamp(LONG_AGO)
    )


def test_the_legacy_key_without_a_date_takes_the_time_of_its_event() -> None:
    found = said("customers/create", CUSTOMER, accepts_marketing=True)

    assert found is not None
    assert (found.time, found.dated) == (stamp("2026-09-27T17:12:12-04:00"), False)


@pytest.mark.parametrize("value", [False, None, "true", 1, {}])
def test_the_legacy_key_never_withdraws_and_takes_no_substitute_for_true(value: Any) -> None:
    assert said("customers/update", CUSTOMER, accepts_marketing=value) is None


def test_the_newer_key_outweighs_the_legacy_one() -> None:
    found = said(
        "customers/update",
        CUSTOMER,
        accepts_marketing=True,
        email_marketing_consent=newer("unsubscribed"),
    )

    assert found is not None
    assert found.state is ConsentState.UNSUBSCRIBED


@pytest.mark.parametrize(("topic", "sample"), PURCHASES)
def test_a_tick_grants_at_the_time_of_its_event(topic: str, sample: str) -> None:
    event = told(topic, recorded(sample, buyer_accepts_marketing=True, customer=None))

    assert bare(event.consent) == ConsentStatement(
        state=ConsentState.SUBSCRIBED, source=ConsentSource.TICK, time=event.time
    )


@pytest.mark.parametrize(("topic", "sample"), PURCHASES)
@pytest.mark.parametrize("tick", [False, None, "true", 1, []])
def test_an_empty_box_says_nothing(topic: str, sample: str, tick: Any) -> None:
    assert said(topic, sample, buyer_accepts_marketing=tick, customer=None) is None


@pytest.mark.parametrize(("topic", "sample"), PURCHASES)
@pytest.mark.parametrize("state", ["unsubscribed", "redacted", "invalid", "pending"])
def test_a_record_that_says_they_left_or_have_yet_to_confirm_outweighs_the_tick(
    topic: str, sample: str, state: str
) -> None:
    found = said(
        topic,
        sample,
        buyer_accepts_marketing=True,
        customer={"id": 1, "email_marketing_consent": newer(state)},
    )

    assert found == ConsentStatement(
        state=ConsentState(state), source=ConsentSource.RECORD, time=stamp(LONG_AGO)
    )


def test_a_grant_in_the_customers_record_of_an_order_is_worth_a_tick() -> None:
    found = said("orders/create", ORDER, customer={"id": 1, "email_marketing_consent": newer("subscribed")})

    assert found == ConsentStatement(
        state=ConsentState.SUBSCRIBED, source=ConsentSource.MENTION, time=stamp(LONG_AGO)
    )


def test_an_undated_record_in_an_order_says_nothing() -> None:
    customer = {"id": 1, "email_marketing_consent": newer("unsubscribed", None)}

    assert said("orders/create", ORDER, customer=customer) is None


def test_a_cart_says_nothing_of_consent() -> None:
    payload = recorded("shopify/carts_create__shopify-doc-sample", buyer_accepts_marketing=True)

    assert told("carts/update", payload).consent is None


def shown(topic: str, sample: str, **changes: Any) -> Evidence:
    consent = told(topic, recorded(sample, **changes)).consent
    assert consent is not None
    return consent.evidence


def test_a_record_is_shown_by_the_customer_and_says_how_surely_it_was_them() -> None:
    known = recorded(CUSTOMER)

    found = shown("customers/update", CUSTOMER, email_marketing_consent=newer("subscribed"))

    assert found == Evidence(
        where="customers/update", proof=f"customers/{known['id']}", opt_in_level="single_opt_in"
    )


def test_a_change_is_shown_by_the_customer_whose_it_is() -> None:
    change = recorded(CONSENT)

    found = shown(TOPIC, CONSENT, email_marketing_consent=newer("unsubscribed"))

    assert (found.where, found.proof) == (TOPIC, f"customers/{change['customer_id']}")


def test_a_tick_is_shown_by_its_order_and_by_whose_browser_made_it() -> None:
    client = {"browser_ip": "192.0.2.7", "user_agent": "Mozilla/5.0"}

    found = shown(
        "orders/create",
        ORDER,
        customer=None,
        buyer_accepts_marketing=True,
        id=7000,
        source_name="web",
        browser_ip=None,
        client_details=client,
        customer_locale="nb-NO",
    )

    assert found == Evidence(
        where="orders/create, web",
        proof="orders/7000",
        ip="192.0.2.7",
        user_agent="Mozilla/5.0",
        locale="nb-NO",
    )


def test_what_an_order_quotes_was_not_said_from_its_browser() -> None:
    customer = {"id": 1, "email_marketing_consent": newer("subscribed")}

    found = shown("orders/create", ORDER, customer=customer, browser_ip="192.0.2.7", id=7000)

    assert (found.proof, found.opt_in_level) == ("orders/7000", "single_opt_in")
    assert (found.ip, found.user_agent, found.locale) == (None, None, None)


def test_a_deletion_is_shown_by_who_was_deleted() -> None:
    assert shown("customers/delete", CUSTOMER_DELETED).proof is not None


def test_a_consent_to_text_messages_says_who_collected_it() -> None:
    topic, sample = (
        "customers_marketing_consent/update",
        "shopify/customers_marketing_consent_update__shape-2026-07",
    )
    state = {"state": "subscribed", "opt_in_level": "single_opt_in", "consent_collected_from": "SHOPIFY"}

    event = told(topic, recorded(sample, sms_marketing_consent=state))

    assert event.text_consent is not None
    found = event.text_consent.evidence
    assert (found.where, found.opt_in_level) == (f"{topic}, SHOPIFY", "single_opt_in")
