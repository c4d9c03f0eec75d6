"""What the calls of Segment's libraries tell us."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from homing.adapters.segment import normalise
from homing.domain.consent import ConsentSource, ConsentState
from homing.domain.contact import Identity, Place
from homing.domain.errors import MalformedEvent
from homing.domain.events import Event
from homing.domain.evidence import Evidence
from homing.services.intake import Ignored
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import at

NOW = at("2026-03-02 10:00")


def heard(*calls: dict[str, Any], sent_at: str | None = None, delivery_id: str = "d-1") -> list[Any]:
    body = json.dumps({"batch": calls, "sentAt": sent_at}).encode()
    return list(normalise("batch", body, delivery_id=delivery_id, arrived_at=NOW))


def event(**call: Any) -> Event:
    told = heard({"type": "track", "userId": "u1", "event": "Signed Up"} | call)[0]
    assert isinstance(told, Event)
    return told


def test_a_tracked_event_keeps_its_name_and_properties() -> None:
    told = event(event="Meeting Booked", properties={"room": "B", "seats": 4, "price": 19.9})

    assert told.name == "Meeting Booked"
    assert told.properties == {"room": "B", "seats": Decimal(4), "price": Decimal("19.9")}
    assert told.identity == Identity(user_id="u1")


def test_a_property_is_found_under_the_name_that_conditions_can_write() -> None:
    told = event(properties={"productId": "7", "Plan Name": "pro"})

    assert told.properties == {"productId": "7", "product_id": "7", "Plan Name": "pro", "plan_name": "pro"}


def test_an_identify_tells_who_somebody_is() -> None:
    traits = {
        "email": " Ada@Example.com ",
        "firstName": "Ada",
        "lastName": "Lovelace",
        "phone": "+47 400 00 000",
        "birthday": "1990-12-10T00:00:00.000Z",
        "address": {"country": "NO", "city": "Bergen", "street": "Strandgaten 1"},
        "favouriteColour": "green",
        "company": {"name": "Analytical Engines", "employeeCount": 12},
    }
    context = {"timezone": "Europe/Oslo", "locale": "nb-NO"}

    told = event(type="identify", traits=traits, context=context, anonymousId="a1")

    assert told.name == "Identified"
    assert told.identity == Identity(user_id="u1", anonymous_id="a1", email="ada@example.com")
    said = told.traits
    assert (said.email, said.first_name, said.last_name) == ("ada@example.com", "Ada", "Lovelace")
    assert (said.user_id, said.phone, said.birthday) == ("u1", "+47 400 00 000", "1990-12-10")
    assert (said.timezone, said.browsing_locale, said.locale) == ("Europe/Oslo", "nb-NO", None)
    assert said.default_address == Place(country_code="NO", city="Bergen")
    assert said.others["favourite_colour"] == "green"
    assert said.others["company_name"] == "Analytical Engines"
    assert said.others["company_employee_count"] == 12


@pytest.mark.parametrize(
    ("told", "kept"),
    [("--03-14", "--03-14"), ("1990-03-14", "1990-03-14"), ("--13-40", None), ("in spring", None), (7, None)],
)
def test_a_birthday_may_be_told_without_its_year(told: object, kept: str | None) -> None:
    assert event(type="identify", userId="u1", traits={"birthday": told}).traits.birthday == kept


def test_a_whole_name_is_taken_apart_where_its_parts_are_not_told() -> None:
    said = event(type="identify", traits={"name": "Ada King Lovelace"}).traits

    assert (said.first_name, said.last_name) == ("Ada King", "Lovelace")


def test_a_language_that_somebody_chose_is_theirs_and_a_zone_that_does_not_exist_is_none() -> None:
    said = event(type="identify", traits={"locale": "nl"}, context={"timezone": "Mars/Olympus"}).traits

    assert (said.locale, said.timezone) == ("nl", None)


def test_a_trait_cannot_take_the_place_of_what_leads_to_a_person() -> None:
    said = event(type="identify", traits={"customer_id": "7", "userId": "u2", "shipping": "x"}).traits
    wished = event(type="identify", traits={"cap": 9, "paused_until": "2026", "chosen_locale": "nl"}).traits

    assert said.customer_id is None
    assert said.user_id == "u1"
    assert said.others == {}
    assert (wished.cap, wished.paused_until, wished.chosen_locale, wished.others) == (None, None, None, {})


def test_a_page_is_a_page_viewed() -> None:
    page = {"url": "https://shop.example/pricing", "path": "/pricing", "title": "Pricing"}

    told = event(type="page", name="Pricing", context={"page": page}, properties={"title": "Our prices"})

    assert told.name == "Page Viewed"
    assert told.properties == page | {"name": "Pricing", "title": "Our prices"}


@pytest.mark.parametrize(
    ("kind", "name"), [("screen", "Screen Viewed"), ("group", "Group Joined"), ("identify", "Identified")]
)
def test_each_kind_of_call_is_an_event(kind: str, name: str) -> None:
    assert event(type=kind).name == name


def test_a_group_tells_of_the_contacts_company() -> None:
    said = event(type="group", groupId="g1", traits={"name": "Engines", "plan": "pro"}).traits

    assert said.others == {"group_id": "g1", "group_name": "Engines", "group_plan": "pro"}
    assert said.first_name is None


def test_a_message_id_makes_an_event_the_same_whatever_brings_it() -> None:
    ids = {heard({"type": "page", "userId": "u1", "messageId": "m1"}, delivery_id=d)[0].id for d in "ab"}

    assert len(ids) == 1


def test_calls_without_an_id_are_told_apart_by_their_place_and_delivery() -> None:
    call = {"type": "page", "userId": "u1"}
    ids = [each.id for delivery in "ab" for each in heard(call, call, delivery_id=delivery)]

    assert len(set(ids)) == 4


def test_a_wrong_clock_is_set_right_by_the_time_of_sending() -> None:
    call = {"type": "page", "userId": "u1", "timestamp": "2020-01-01T00:00:00Z"}

    (told,) = heard(call, sent_at="2020-01-01T00:10:00Z")

    assert told.time.at == NOW - timedelta(minutes=10)


def test_without_a_time_of_sending_the_calls_own_time_counts() -> None:
    assert event(timestamp="2026-03-01T09:00:00+01:00").time.at == at("2026-03-01 08:00")
    assert event().time.at == NOW


def test_a_tracked_subscription_grants_and_its_opposite_withdraws() -> None:
    granted, withdrawn = event(event="Subscribed").consent, event(event="Unsubscribed").consent

    assert granted is not None
    assert withdrawn is not None
    assert (granted.state, granted.source) == (ConsentState.SUBSCRIBED, ConsentSource.API)
    assert withdrawn.state is ConsentState.UNSUBSCRIBED


@pytest.mark.parametrize(
    ("said", "purpose"),
    [
        ({"purpose": "tracking"}, "tracking"),
        ({"topic": "offers"}, "offers"),
        ({"purpose": "analytics"}, "analytics"),  # which the shop does not have, and nobody keeps
        ({"purpose": 7}, ""),
    ],
)
@pytest.mark.parametrize("name", ["Subscribed", "Unsubscribed"])
def test_a_word_about_something_else_says_nothing_of_marketing_mail(
    name: str, said: dict[str, Any], purpose: str
) -> None:
    told = event(event=name, properties=said)

    assert told.consent is None
    assert [(each.purpose, each.source) for each in told.further_consents] == [(purpose, ConsentSource.API)]


def test_a_word_about_marketing_may_say_so() -> None:
    assert event(event="Unsubscribed", properties={"purpose": "marketing"}).consent is not None


def test_no_trait_grants_anything() -> None:
    told = event(type="identify", traits={"subscribed": True, "accepts_marketing": True, "email": "a@b.c"})

    assert told.consent is None


def test_an_order_and_its_refund_count_as_such() -> None:
    bought = event(
        event="Order Completed", properties={"orderId": "o1", "total": 27.5, "currency": "usd"}
    ).order
    back = event(event="Order Refunded", properties={"order_id": "o1", "total": 7.5}).refund

    assert bought is not None
    assert back is not None
    assert (bought.id, bought.total, bought.currency) == ("o1", Decimal("27.5"), "USD")
    assert (back.order_id, back.amount) == ("o1", Decimal("7.5"))
    assert event(event="Order Completed").order is None


@pytest.mark.parametrize(
    "call",
    [
        {"type": "track", "userId": "u1"},
        {"type": "track", "event": "Signed Up"},
        {"type": "dance", "userId": "u1"},
        {"userId": "u1"},
        {},
    ],
)
def test_a_call_without_a_kind_a_name_or_a_person_is_ignored(call: dict[str, Any]) -> None:
    assert isinstance(heard(call)[0], Ignored)


def test_one_odd_call_of_a_batch_costs_only_itself() -> None:
    told = heard({"type": "dance"}, {"type": "page", "userId": "u1"})

    assert [type(each) for each in told] == [Ignored, Event]


def test_what_is_no_json_is_said_to_be_none() -> None:
    with pytest.raises(MalformedEvent):
        normalise("batch", b"{", delivery_id="d", arrived_at=NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "type",
    "userId",
    "anonymousId",
    "event",
    "traits",
    "properties",
    "context",
    "timestamp",
    "messageId",
)


@given(
    st.dictionaries(st.sampled_from(FIELDS), JSON),
    st.sampled_from(["track", "identify", "page", "group", "screen"]),
)
def test_no_call_breaks_the_reader(call: dict[str, Any], kind: str) -> None:
    for each in heard({**call, "type": kind, "anonymousId": "a1"}):
        assert isinstance(each, Event | Ignored)


def test_what_a_call_shows_of_a_sign_up_is_kept_as_its_evidence() -> None:
    context = {
        "ip": "192.0.2.8",
        "userAgent": "Firefox",
        "locale": "de-DE",
        "page": {"url": "https://shop.example.com/footer?email=ada@example.com#x"},
    }
    told = event(
        event="Subscribed", context=context, properties={"wording": "Yes please", "wording_version": "7"}
    )

    assert told.consent is not None
    assert told.consent.evidence == Evidence(
        where="https://shop.example.com/footer",
        wording="Yes please",
        wording_version="7",
        locale="de-DE",
        ip="192.0.2.8",
        user_agent="Firefox",
        proof=told.id,
    )
