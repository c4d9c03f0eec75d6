"""ports.Belongings, ports.PrivacyRequests and ports.ErasedNames"""

from dataclasses import replace
from decimal import Decimal

from homing.domain.assignment import Arm, Assignment
from homing.domain.brought import BroughtDate
from homing.domain.due import DueEntry, DueKind
from homing.domain.enrollment import Entry
from homing.domain.facts import Deed
from homing.domain.kept_beside import DUE_OF, PROMISE
from homing.domain.kept_of_people import TRACE
from homing.domain.membership import Membership, MembershipRow
from homing.domain.message import MessageId
from homing.domain.offers import PoolCode, kind_of
from homing.domain.order import Order, OrderRow
from homing.domain.policy import Ledger
from homing.domain.privacy import Ask, ErasureProof, PrivacyRequest, names_in
from homing.domain.product import StockRequest
from homing.domain.score import Score
from homing.domain.step_parts import Offer
from homing.domain.touch import Touch, TouchKind
from homing.domain.visit import Visit
from homing.domain.watch import watch_entry
from homing.services.ports import Guard, Wait

from tests.functional.contracts.engines import Engine, entry_id
from tests.functional.contracts.samples import (
    NOW,
    ORDERED,
    after,
    cart,
    claim,
    contact,
    enrollment,
    spent,
    stamp,
)

OF_DYNAMODB = {TRACE.name, DUE_OF.name, PROMISE.name}
"""The laptop's engine finds its rows without a trace, and keeps codes apart."""


def live(engine: Engine, who: str) -> None:
    """Let somebody leave a row of every kind."""
    row, of = f"welcome-{who}", f"c-{who}"
    aliases = [f"email#{who}@example.com", f"customer#{who}", f"anon#{who}"]
    engine.contacts.create(contact(of), aliases[:2])
    engine.contacts.claim_aliases(of, aliases[2:])
    engine.visits.keep(aliases[2], Visit(id=f"v-{who}", name="Page Viewed", time=stamp()))
    engine.history.note(of, Deed(name="Asked", at=NOW, properties={"what": who}), f"e-{who}")
    for kind in TouchKind:
        touch = Touch(message=MessageId(enrollment=row, step="hello"), at=NOW, kind=kind)
        engine.history.touched(of, touch)
    engine.marks.add([of, f"cart#t-{who}"], ORDERED, stamp())
    engine.carts.put(None, cart(f"t-{who}", cart_token=f"t-{who}", contact_id=of))
    order = Order(id=f"o-{who}", time=stamp(), total=Decimal(9), currency="NOK")
    engine.orders.put(None, OrderRow(id=order.id, order=order, contacts=(of,)), [], [of])
    wanted = StockRequest(id=f"s-{who}", contact_id=of, product_id="p-1", variant_id=None, time=stamp())
    engine.stock_requests.put(wanted)
    entry = Entry(id=entry_id("welcome", of), enrollment=row, at=NOW)
    guard = Guard(events=frozenset(), entry=entry)
    passage = enrollment(row, contact_id=of, key=of)
    engine.enrollments.put(passage, guard, watch_entry(passage), [])
    mail = claim(row=row, contact_id=of)
    engine.messages.claim(mail, None, Ledger(), spent(Ledger()))
    free = Offer(free_shipping=True, valid_for="24h")
    engine.discounts.add(kind_of(free), [PoolCode(code=f"CODE-{who}", shop_id="1")])
    engine.discounts.take(mail.id, free, after(days=1))
    waiting = Wait(message=mail.id, contact_id=of, event="Asked", since=NOW, until=NOW, tokens=frozenset("t"))
    engine.waits.arm(waiting)
    inside = {"regulars": Membership(version="v", inside=True)}
    engine.segments.put(MembershipRow(contact_id=of), MembershipRow(contact_id=of, segments=inside), [])
    engine.scores.put(Score(contact_id=of, workflow="w"), Score(contact_id=of, workflow="w"), f"e-{who}")
    assigned = Assignment(workflow="w", contact_id=of, arm=Arm.HELD_OUT, at=NOW, until=after(days=7))
    engine.assignments.put(None, assigned, [])
    engine.dates.bring(
        BroughtDate(contact_id=of, workflow="w", key=of, event_id="e", time=stamp(), at=after(days=9))
    )
    engine.due.put(DueEntry(at=NOW, kind=DueKind.QUIET, workflow="w", key=f"t-{who}", of=of))


EVERYTHING = {
    "contact",
    "alias",
    "ledger",
    "memberships",
    "member",
    "score",
    "scored event",
    "deed",
    "click",
    "assignment",
    "open",
    "wait",
    "date",
    "exit mark",
    "cart",
    "cart token",
    "order",
    "visit",
    "request for goods",
    "enrollment",
    "pointer",
    "last entry",
    "message",
    "due entry",
}


def test_every_row_about_a_person_is_found_from_any_of_their_names(engine: Engine) -> None:
    live(engine, "ada")

    for name in ("email#ada@example.com", "customer#ada", "anon#ada"):
        ids = engine.belongings.contacts([name, "email#nobody@example.com"])
        kinds = {each.kind for each in engine.belongings.of(ids)}
        assert ids == ("c-ada",)
        assert kinds - OF_DYNAMODB == EVERYTHING


def test_the_tables_hold_nothing_of_who_was_forgotten_and_all_of_the_others(engine: Engine) -> None:
    live(engine, "ada")
    live(engine, "bob")
    bobs = list(engine.belongings.of(("c-bob",)))

    engine.belongings.forget(list(engine.belongings.of(("c-ada",))))

    assert list(engine.belongings.of(("c-ada",))) == []
    assert engine.belongings.contacts(["email#ada@example.com"]) == ()
    assert [each.pk for each in engine.belongings.of(("c-bob",))] == [each.pk for each in bobs]
    assert engine.orders.get("o-bob") is not None
    assert engine.orders.get("o-ada") is None
    assert [each.key for each in engine.due.until(after(days=1)) if each.kind is DueKind.QUIET] == ["t-bob"]


def test_what_somebody_answered_by_text_message_goes_with_them(engine: Engine) -> None:
    numbers = ["phone#hash-ada", "phone#hash-bob"]
    for who, number in zip(("ada", "bob"), numbers, strict=True):
        live(engine, who)
        engine.contacts.claim_aliases(f"c-{who}", [number])
    engine.marks.add(numbers, "stop", stamp())

    engine.belongings.forget(list(engine.belongings.of(("c-ada",))))

    assert [bool(engine.marks.of(numbers)[each]) for each in numbers] == [False, True]


def test_what_leads_to_other_rows_goes_last_so_that_a_crash_before_finds_them_again(engine: Engine) -> None:
    live(engine, "ada")
    rows = list(engine.belongings.of(("c-ada",)))

    for n in range(0, len(rows), 3):
        engine.belongings.forget(rows[:n])
        left = {each.pk for each in rows[n:]} - {"contact#c-ada"}
        assert {each.pk for each in engine.belongings.of(("c-ada",))} >= left


def test_an_order_of_two_people_stays_the_others(engine: Engine) -> None:
    engine.contacts.create(contact("c-1"), ["customer#1"])
    engine.contacts.create(contact("c-2"), ["customer#2"])
    row = OrderRow(id="o", contacts=("c-1", "c-2"))
    engine.orders.put(None, row, [], ["c-1", "c-2"])

    engine.belongings.forget(list(engine.belongings.of(("c-1",))))

    assert engine.orders.get("o") == replace(row, contacts=("c-2",))


def test_who_was_joined_is_found_with_whom_they_joined(engine: Engine) -> None:
    elder, younger = contact("c-1"), contact("c-2")
    engine.contacts.create(elder, ["email#ada@example.com"])
    engine.contacts.create(younger, ["customer#2"])
    engine.contacts.join(elder, younger, [])

    assert engine.belongings.contacts(["customer#2"]) == ("c-1", "c-2")
    assert engine.belongings.contacts(["email#ada@example.com"]) == ("c-1", "c-2")


def test_rows_tell_every_name_of_their_person(engine: Engine) -> None:
    live(engine, "ada")

    assert names_in(engine.belongings.of(("c-ada",))) == {
        "email#ada@example.com",
        "customer#ada",
        "anon#ada",
        "cart#t-ada",
        "order#o-ada",
    }


ASKED = PrivacyRequest(
    id="r-1", ask=Ask.ERASE, asked_by="operator", asked_at=NOW, begins_at=NOW, names=("email#a@b",)
)


def test_a_request_is_pending_until_it_is_finished(engine: Engine) -> None:
    again = replace(ASKED, looks=1, erased_at=NOW, contacts=("c-1",), rows={"deed": 3})
    later = replace(ASKED, id="r-0", asked_at=after(hours=1))
    for each in (later, ASKED, again):
        engine.privacy_requests.put(each)

    assert list(engine.privacy_requests.pending()) == [again, later]

    engine.privacy_requests.finish(again)
    assert list(engine.privacy_requests.pending()) == [later]


def test_a_proof_of_one_request_stands_once(engine: Engine) -> None:
    proof = ErasureProof(
        id="r-1", asked_by="operator", asked_at=NOW, erased_at=NOW, looks=1, rows={"deed": 3}, names=("h",)
    )
    engine.privacy_requests.prove(proof)
    engine.privacy_requests.prove(replace(proof, looks=2))

    assert list(engine.privacy_requests.proofs()) == [replace(proof, looks=2)]


def test_who_was_erased_is_known_by_any_of_their_names(engine: Engine) -> None:
    engine.erased_names.add(["h-1", "h-2"], NOW)
    engine.erased_names.add(["h-2"], after(days=1))

    assert engine.erased_names.newest(["h-0"]) is None
    assert engine.erased_names.newest(["h-0", "h-1"]) == NOW
    assert engine.erased_names.newest(["h-1", "h-2"]) == after(days=1)
