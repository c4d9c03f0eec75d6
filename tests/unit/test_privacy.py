"""Who was erased stays away, unless they come back by themselves."""

from datetime import timedelta
from typing import Any

import pytest
from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement
from homing.domain.contact import Identity
from homing.domain.events import Event, EventName
from homing.domain.order import Refund
from homing.domain.privacy import name_key, names_of, stays_away
from homing.domain.time import Stamp

from tests.builders import HOUR, at

ERASED = at("2026-11-20 12:00")


def event(name: str, *, after: timedelta = HOUR, **said: Any) -> Event:
    time = ERASED + after
    return Event(id="e", name=name, time=Stamp(time, time), arrived_at=time, **said)


def consent(state: ConsentState) -> ConsentStatement:
    time = Stamp(ERASED + HOUR, ERASED + HOUR)
    return ConsentStatement(state=state, source=ConsentSource.CHANGE, time=time)


@pytest.mark.parametrize("name", [EventName.ORDER_COMPLETED, EventName.IDENTIFIED, "Own Event"])
def test_what_happened_before_the_erasure_makes_nobody(name: str) -> None:
    assert stays_away(event(name, after=-HOUR), ERASED)
    assert not stays_away(event(name), ERASED)


@pytest.mark.parametrize("name", [EventName.CUSTOMER_UPDATED, EventName.ORDER_PAID, EventName.ORDER_REFUNDED])
def test_what_the_shop_tells_of_its_own_records_makes_nobody(name: str) -> None:
    assert stays_away(event(name), ERASED)


def test_who_signs_up_again_is_known_again() -> None:
    subscribed, left = consent(ConsentState.SUBSCRIBED), consent(ConsentState.UNSUBSCRIBED)

    assert not stays_away(event(EventName.CONSENT_UPDATED, consent=subscribed), ERASED)
    assert stays_away(event(EventName.CONSENT_UPDATED, consent=left), ERASED)


def test_an_event_names_its_person_and_its_order() -> None:
    who = Identity(customer_id="7", email="a@b.example", cart_token="t")
    back = Refund(id="r", order_id="70", amount=1, currency="NOK")  # type: ignore[arg-type]

    assert names_of(event("x", identity=who, refund=back)) == ("customer#7", "email#a@b.example", "order#70")


def test_a_key_tells_nothing_and_needs_the_secret() -> None:
    assert name_key("email#a@b", b"s") == name_key("email#a@b", b"s")
    assert len({name_key("email#a@b", b"s"), name_key("email#a@b", b"t"), name_key("email#c@b", b"s")}) == 3
    assert "a@b" not in name_key("email#a@b", b"s")
