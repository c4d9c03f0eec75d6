"""ports.Contacts"""

from decimal import Decimal

from homing.adapters.dynamodb.items import load
from homing.domain.consent import Consent, ConsentSource, Grant
from homing.domain.contact import Place, Trait
from homing.domain.policy import Ledger
from homing.domain.time import Stamp
from homing.domain.watch import watch_entry
from homing.services.ports import Guard

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import NOW, after, claim, contact, enrollment, stamp

SUBSCRIBED = Consent(
    granted_at=stamp(),
    source=ConsentSource.FORM,
    event_id="e-1",
    first=Grant(time=stamp(), source=ConsentSource.FORM, event_id="e-1"),
)


def test_a_contact_is_read_back_as_it_was_put(engine: Engine) -> None:
    traits = {
        "email": Trait(value="ada@example.com", time=stamp()),
        "shipping": Trait(value=Place(country_code="NO", city="Bergen"), time=stamp(hours=-1)),
        "orders_count": Trait(value=3, time=stamp()),
        "total_spent": Trait(value=Decimal("129.50"), time=stamp()),
    }
    topics = {"offers": Consent(withdrawn_at=stamp()), "news": SUBSCRIBED}
    ada = contact(traits=traits, consent=SUBSCRIBED, tracking=SUBSCRIBED, topics=topics, orders_seen=2)

    engine.contacts.create(ada, ["email#ada@example.com"])

    assert engine.contacts.get("c-1") == ada


def test_a_contact_is_found_by_each_of_its_aliases(engine: Engine) -> None:
    engine.contacts.create(contact(), ["customer#7", "email#ada@example.com"])

    found = engine.contacts.find(["email#ada@example.com", "customer#7", "customer#8"])

    assert found == {"email#ada@example.com": "c-1", "customer#7": "c-1"}


def test_nobody_is_known_by_an_unknown_alias(engine: Engine) -> None:
    assert engine.contacts.find(["email#nobody@example.com"]) == {}
    assert engine.contacts.get("c-none") is None


def test_of_two_consumers_that_create_one_contact_the_second_finds_the_first(engine: Engine) -> None:
    assert engine.contacts.create(contact("c-1"), ["customer#7", "email#ada@example.com"])

    assert not engine.contacts.create(contact("c-2"), ["email#ada@example.com"])

    assert engine.contacts.find(["email#ada@example.com"]) == {"email#ada@example.com": "c-1"}
    assert engine.contacts.get("c-2") is None


def test_a_refused_contact_leads_none_of_its_aliases(engine: Engine) -> None:
    engine.contacts.create(contact("c-1"), ["email#ada@example.com"])

    engine.contacts.create(contact("c-2"), ["customer#8", "email#ada@example.com"])

    assert engine.contacts.find(["customer#8"]) == {}


def test_an_alias_named_twice_is_one_alias(engine: Engine) -> None:
    assert engine.contacts.create(contact(), ["customer#7", "customer#7"])


def test_an_alias_never_moves(engine: Engine) -> None:
    engine.contacts.create(contact("c-1"), ["email#ada@example.com"])
    engine.contacts.create(contact("c-2"), ["email#eve@example.com"])

    engine.contacts.claim_aliases("c-2", ["email#ada@example.com", "customer#9"])

    found = engine.contacts.find(["email#ada@example.com", "customer#9"])
    assert found == {"email#ada@example.com": "c-1", "customer#9": "c-2"}


def test_a_newer_trait_replaces_an_older_one(engine: Engine) -> None:
    engine.contacts.create(contact(traits={"first_name": Trait(value="Ada", time=stamp())}), [])

    assert engine.contacts.set_traits("c-1", {"first_name": Trait(value="Eve", time=stamp(seconds=1))})

    assert _value(engine, "first_name") == "Eve"


def test_an_older_trait_changes_nothing(engine: Engine) -> None:
    engine.contacts.create(contact(traits={"first_name": Trait(value="Ada", time=stamp())}), [])

    assert not engine.contacts.set_traits("c-1", {"first_name": Trait(value="Eve", time=stamp(seconds=-1))})

    assert _value(engine, "first_name") == "Ada"


def test_a_trait_of_the_same_time_changes_nothing(engine: Engine) -> None:
    engine.contacts.create(contact(traits={"first_name": Trait(value="Ada", time=stamp())}), [])

    assert not engine.contacts.set_traits("c-1", {"first_name": Trait(value="Eve", time=stamp())})

    assert _value(engine, "first_name") == "Ada"


def test_of_two_traits_at_one_time_the_later_claim_is_newer(engine: Engine) -> None:
    engine.contacts.create(contact(traits={"first_name": Trait(value="Ada", time=stamp())}), [])
    later = Trait(value="Eve", time=Stamp(NOW, after(seconds=5)))

    assert engine.contacts.set_traits("c-1", {"first_name": later})

    assert _value(engine, "first_name") == "Eve"


def test_if_one_trait_is_not_newer_none_is_set(engine: Engine) -> None:
    engine.contacts.create(contact(traits={"first_name": Trait(value="Ada", time=stamp())}), [])
    changes = {
        "last_name": Trait(value="Lovelace", time=stamp(seconds=1)),
        "first_name": Trait(value="Eve", time=stamp()),
    }

    assert not engine.contacts.set_traits("c-1", changes)

    assert _value(engine, "last_name") is None


def test_traits_that_were_unknown_are_set_together(engine: Engine) -> None:
    engine.contacts.create(contact(), [])
    changes = {
        "billing": Trait(value=Place(country_code="DE"), time=stamp()),
        "locale": Trait(value="de", time=stamp(hours=-3)),
    }

    assert engine.contacts.set_traits("c-1", changes)

    assert engine.contacts.get("c-1") == contact(traits=changes)


def test_a_trait_of_an_unexpected_kind_is_read_back(engine: Engine) -> None:
    """An update step may set `phone` to a number."""
    engine.contacts.create(contact(), [])
    changes = {name: Trait(value=47, time=stamp()) for name in ("phone", "shipping", "favourite")}

    assert engine.contacts.set_traits("c-1", changes)

    assert engine.contacts.get("c-1") == contact(traits=changes)


def test_a_new_contact_was_sent_nothing(engine: Engine) -> None:
    assert engine.contacts.ledger("c-1") == Ledger()


def test_what_was_sent_is_read_back_with_its_texts_topics_and_zones(engine: Engine) -> None:
    row = enrollment("welcome-1", contact_id="c-1", waits_for="hello")
    engine.contacts.create(contact(), [])
    engine.enrollments.put(row, Guard(events=frozenset()), watch_entry(row), ())
    sent = Ledger(
        recent=(NOW,),
        others={"sms": (NOW, after(hours=1)), "topic.offers": (NOW,)},
        zones={"Europe/Oslo": NOW},
        revision=1,
    )

    assert engine.messages.claim(claim("hello"), None, Ledger(), sent) == "claimed"

    assert engine.contacts.ledger("c-1") == sent


def test_a_ledger_written_before_texts_were_counted_apart_is_read() -> None:
    kept = {"recent": ["2026-11-20T12:00:00.123456Z"], "last_sent": {}, "revision": Decimal(3)}

    assert load(Ledger, kept) == Ledger(recent=(NOW,), revision=3)


def _value(engine: Engine, name: str) -> object:
    known = engine.contacts.get("c-1")
    assert known is not None
    return known.get(name)
