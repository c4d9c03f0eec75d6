"""Two contacts that prove to be one: ports.Contacts, ports.Enrollments and ports.History"""

from dataclasses import replace

from homing.domain.consent import Consent
from homing.domain.consent_ledger import ConsentChange
from homing.domain.contact import Trait
from homing.domain.facts import Deed
from homing.domain.figures import Metric
from homing.domain.message import MessageId
from homing.domain.touch import Touch, TouchKind
from homing.domain.watch import watch_entry

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import NO_GUARD, NOW, after, contact, counted, enrollment, one, stamp

ELDER = contact("c-1", orders_seen=2)
YOUNGER = contact("c-2", orders_seen=1)


def two(engine: Engine) -> None:
    engine.contacts.create(ELDER, ["email#ada@example.com"])
    engine.contacts.create(YOUNGER, ["customer#7", "user#u1"])


def test_who_proved_to_be_another_is_read_as_that_other(engine: Engine) -> None:
    two(engine)

    engine.contacts.join(ELDER, YOUNGER, [one(Metric.LOST)])

    joined = replace(ELDER, orders_seen=3, formerly=frozenset({"c-2"}))
    assert engine.contacts.get("c-2") == engine.contacts.get("c-1") == joined
    assert engine.contacts.row("c-2") == replace(YOUNGER, moved_to="c-1")
    assert counted(engine.figures) == {"lost": 1}


def test_two_are_joined_once(engine: Engine) -> None:
    two(engine)

    for _ in range(2):
        engine.contacts.join(ELDER, YOUNGER, [one(Metric.LOST)])

    known = engine.contacts.get("c-1")
    assert known is not None
    assert known.orders_seen == 3
    assert counted(engine.figures) == {"lost": 1}


def test_a_pointer_leads_on_to_the_last(engine: Engine) -> None:
    two(engine)
    engine.contacts.create(contact("c-0"), [])
    engine.contacts.join(ELDER, YOUNGER, [])

    known = engine.contacts.get("c-1")
    assert known is not None
    engine.contacts.join(contact("c-0"), known, [])

    last = engine.contacts.get("c-2")
    assert last is not None
    assert (last.id, last.formerly, last.orders_seen) == ("c-0", frozenset({"c-1", "c-2"}), 3)


def test_nothing_is_written_to_who_proved_to_be_another(engine: Engine) -> None:
    two(engine)
    engine.contacts.join(ELDER, YOUNGER, [])

    assert not engine.contacts.set_traits("c-2", {"first_name": Trait(value="Ada", time=stamp())})
    assert not engine.contacts.set_consent(
        "c-2", ConsentChange(known=Consent(), consent=Consent(granted_at=stamp()))
    )


def test_only_the_youngers_own_aliases_move(engine: Engine) -> None:
    two(engine)
    engine.contacts.create(contact("c-3"), ["user#u2"])

    engine.contacts.move_aliases("c-2", "c-1", ["customer#7", "user#u2", "user#u9"])

    found = engine.contacts.find(["customer#7", "user#u1", "user#u2", "user#u9"])
    assert found == {"customer#7": "c-1", "user#u1": "c-2", "user#u2": "c-3"}


def test_an_enrollment_is_found_under_both_and_is_the_elders(engine: Engine) -> None:
    row = enrollment(contact_id="c-2")
    engine.enrollments.put(row, NO_GUARD, watch_entry(row), [])

    for _ in range(2):
        engine.enrollments.hand_on(row, "c-1")

    theirs = replace(row, contact_id="c-1")
    assert list(engine.enrollments.of_contact("c-1")) == [theirs]
    assert list(engine.enrollments.of_contact("c-2")) == [theirs]


def test_what_the_younger_did_the_elder_did(engine: Engine) -> None:
    click = Touch(message=MessageId(enrollment="welcome-1", step="hello"), at=NOW)
    viewed = [Deed(name="Product Viewed", at=after(hours=h), properties={"product_id": "7"}) for h in (0, 1)]
    engine.history.touched("c-2", click)
    engine.history.note("c-1", viewed[0], "d-1")
    engine.history.note("c-2", viewed[1], "d-2")

    for _ in range(2):
        engine.history.hand_on("c-2", "c-1")

    assert list(engine.history.touches("c-1", TouchKind.CLICK, NOW, NOW)) == [click]
    assert list(engine.history.deeds("c-1", "Product Viewed", NOW)) == viewed
