"""What may be done to reach somebody, with its lawful ground, for each purpose."""

from dataclasses import replace
from typing import Any

import pytest
from homing.domain.allowed import allowed
from homing.domain.consent import Consent, apply
from homing.domain.contact import Contact, Place, Trait
from homing.domain.open_tracking import Opens, Tracking
from homing.domain.rules import Rules
from homing.domain.statement import ConsentSource, ConsentState, ConsentStatement
from homing.domain.time import Stamp

from tests.builders import at

NOW = at("2026-03-04 11:00")
STAMP = Stamp(NOW, NOW)
YES, NO = ConsentState.SUBSCRIBED, ConsentState.UNSUBSCRIBED


def told(state: ConsentState, source: ConsentSource) -> Consent:
    return apply(Consent(), ConsentStatement(state=state, source=source, time=STAMP), "e-1")


def rules(opens: Opens = Opens.ALL) -> Rules:
    return Rules(
        zone="Europe/Oslo",
        locales=("nb",),
        soft_opt_in=frozenset({"NO"}),
        topics=frozenset({"offers"}),
        tracking=Tracking(opens=opens),
    )


def grounds(contact: Contact, opens: Opens = Opens.ALL) -> dict[str, tuple[bool, str]]:
    return {
        f"{each.purpose} {each.channel}": (each.yes, each.ground) for each in allowed(contact, rules(opens))
    }


def person(country: str = "NO", **known: Any) -> Contact:
    place = Trait(value=Place(country_code=country), time=STAMP)
    return Contact(id="c-1", traits={"shipping": place}, **known)


def test_a_stranger_is_sent_nothing() -> None:
    assert grounds(person()) == {
        "marketing email": (False, "no consent"),
        "marketing sms": (False, "no consent"),
        "offers email": (False, "as all marketing by email"),
        "tracking email": (True, "the shop's rule: all"),
    }


def test_a_word_of_their_own_names_who_told_it() -> None:
    known = grounds(person(consent=told(YES, ConsentSource.FORM), texts=told(NO, ConsentSource.RECIPIENT)))

    assert known["marketing email"] == (True, "consent, told by form")
    assert known["marketing sms"] == (False, "withdrawn, told by recipient")
    assert known["offers email"] == (True, "as all marketing by email")


def test_a_customer_stands_on_a_soft_opt_in_where_there_is_one() -> None:
    bought = told(YES, ConsentSource.PURCHASE)

    assert grounds(person(consent=bought))["marketing email"] == (True, "soft opt-in of a customer in NO")
    assert grounds(person("DE", consent=bought))["marketing email"] == (False, "no soft opt-in in DE")


def test_who_opted_out_of_a_topic_may_get_the_rest() -> None:
    contact = person(consent=told(YES, ConsentSource.FORM))
    out = replace(contact, topics={"offers": told(NO, ConsentSource.PREFERENCES)})

    assert grounds(out)["offers email"] == (False, "opted out of this topic")
    assert grounds(out)["marketing email"][0]


@pytest.mark.parametrize(
    ("opens", "word", "expected"),
    [
        (Opens.CONSENTED, None, (False, "the shop's rule: consented")),
        (Opens.CONSENTED, YES, (True, "consent, told by form")),
        (Opens.ALL, NO, (False, "withdrawn, told by form")),
        (Opens.OFF, YES, (False, "the shop's rule: off")),
    ],
)
def test_opens_are_told_by_rule_or_by_word(
    opens: Opens, word: ConsentState | None, expected: tuple[bool, str]
) -> None:
    tracking = Consent() if word is None else told(word, ConsentSource.FORM)

    assert grounds(person(tracking=tracking), opens)["tracking email"] == expected
