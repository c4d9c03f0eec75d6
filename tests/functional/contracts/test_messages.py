"""ports.Messages: claims, outcomes and the crashes between them."""

from dataclasses import replace
from typing import Any

import pytest
from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.figures import Metric
from homing.domain.interactions import Act, Interaction, Label, Proxy
from homing.domain.message import Message, MessageId, MessageState, Reason
from homing.domain.policy import Ledger
from homing.domain.watch import watch_entry
from homing.services.ports import Completion

from tests.functional.contracts.engines import Engine
from tests.functional.contracts.samples import (
    NO_GUARD,
    NOW,
    after,
    claim,
    counted,
    enrollment,
    one,
    sent,
    spent,
    unnumbered,
)

FIRST = Ledger()
SENT_ONCE = [one(Metric.SENT)]
LAST = Completion(at=after(minutes=5), counts=(one(Metric.COMPLETED),))


@pytest.fixture(autouse=True)
def _enrolled(engine: Engine) -> None:
    engine.enrollments.put(enrollment(), NO_GUARD, watch_entry(enrollment()), [])


def claimed(engine: Engine, message: Message | None = None) -> Message:
    """A claim that was just made, as its row is read."""
    message = message or claim()
    ledger = engine.contacts.ledger("c-1")
    known = stored(engine, message.id)
    assert engine.messages.claim(message, known, ledger, spent(ledger)) == "claimed"
    found = stored(engine, message.id)
    assert found is not None
    return found


def stored(engine: Engine, message_id: MessageId) -> Message | None:
    return engine.messages.get([message_id]).get(message_id)


def row(engine: Engine) -> Enrollment:
    found = engine.enrollments.get("welcome-1")
    assert found is not None
    return found


def test_a_claim_stands_with_its_ledger_and_its_step(engine: Engine) -> None:
    assert engine.messages.claim(claim(), None, FIRST, spent(FIRST)) == "claimed"

    assert unnumbered(stored(engine, claim().id)) == claim()
    assert engine.contacts.ledger("c-1") == spent(FIRST)
    assert row(engine) == enrollment(step="hello")


def test_an_exit_between_gate_and_claim_prevents_the_mail(engine: Engine) -> None:
    engine.enrollments.end(enrollment(), "Order Completed", NOW, [])

    assert engine.messages.claim(claim(), None, FIRST, spent(FIRST)) == "ended"

    assert stored(engine, claim().id) is None
    assert engine.contacts.ledger("c-1") == FIRST
    assert row(engine).step is None


def test_no_mail_is_claimed_for_an_unknown_enrollment(engine: Engine) -> None:
    assert engine.messages.claim(claim(row="welcome-none"), None, FIRST, spent(FIRST)) == "ended"


def test_an_exit_after_the_claim_lets_the_mail_be_recorded(engine: Engine) -> None:
    mine = claimed(engine)
    engine.enrollments.end(enrollment(), "Order Completed", NOW, [one(Metric.EXITED)])

    engine.messages.settle(sent(mine), LAST, SENT_ONCE)

    assert row(engine).state is EnrollmentState.EXITED
    assert row(engine).last_mail_at == sent(mine).sent_at
    assert row(engine).first_sent_at == sent(mine).sent_at
    assert counted(engine.figures) == {"exited": 1, "sent": 1}


def test_of_two_senders_of_one_message_one_claims_it(engine: Engine) -> None:
    claimed(engine)

    ledger = engine.contacts.ledger("c-1")
    assert engine.messages.claim(claim(), None, ledger, spent(ledger)) == "taken"

    assert engine.contacts.ledger("c-1") == ledger


def test_of_two_that_claim_a_doubtful_message_again_one_does(engine: Engine) -> None:
    doubtful = claimed(engine)
    again = claim(attempt=2, claimed_at=after(minutes=31))
    claimed(engine, again)

    ledger = engine.contacts.ledger("c-1")
    assert engine.messages.claim(again, doubtful, ledger, spent(ledger)) == "taken"

    assert unnumbered(stored(engine, again.id)) == again


def test_of_two_mails_of_one_contact_the_second_judges_anew(engine: Engine) -> None:
    claimed(engine)

    assert engine.messages.claim(claim("second"), None, FIRST, spent(FIRST)) == "raced"

    assert stored(engine, claim("second").id) is None
    assert row(engine).step == "hello"


def test_a_released_claim_leaves_nothing_behind(engine: Engine) -> None:
    claimed(engine)

    engine.messages.release(claim(), FIRST)

    assert stored(engine, claim().id) is None
    assert replace(engine.contacts.ledger("c-1"), revision=0) == FIRST


def test_a_released_message_can_be_claimed_and_released_again(engine: Engine) -> None:
    for _ in range(2):
        before = engine.contacts.ledger("c-1")
        claimed(engine)
        engine.messages.release(claim(), before)

    claimed(engine)
    assert unnumbered(stored(engine, claim().id)) == claim()


def test_who_judged_on_a_claim_that_was_released_judges_anew(engine: Engine) -> None:
    claimed(engine)
    seen = engine.contacts.ledger("c-1")
    engine.messages.release(claim(), FIRST)

    assert engine.messages.claim(claim("second"), None, seen, spent(seen)) == "raced"


def test_a_release_keeps_the_mail_that_another_step_sent_meanwhile(engine: Engine) -> None:
    claimed(engine)
    ledger = engine.contacts.ledger("c-1")
    engine.messages.claim(claim("second"), None, ledger, spent(ledger, "welcome.second"))

    engine.messages.release(claim(), FIRST)

    assert stored(engine, claim().id) is None
    assert "welcome.second" in engine.contacts.ledger("c-1").last_sent


def test_a_claim_that_feedback_settled_is_not_released(engine: Engine) -> None:
    mine = claimed(engine)
    proven = replace(mine, state=MessageState.SENT, sent_at=NOW, ses_message_id="ses-1")
    engine.messages.observe(mine, proven, [])

    engine.messages.release(claim(), FIRST)

    assert unnumbered(stored(engine, mine.id)) == unnumbered(proven)
    assert engine.contacts.ledger("c-1") == spent(FIRST)


def test_the_claim_of_another_is_not_released(engine: Engine) -> None:
    claimed(engine)
    before = engine.contacts.ledger("c-1")
    again = claim(attempt=2, claimed_at=after(minutes=31))
    claimed(engine, again)

    engine.messages.release(claim(), before)

    assert unnumbered(stored(engine, again.id)) == again


def test_a_crash_between_claim_and_ses_leaves_the_claim_in_doubt(engine: Engine) -> None:
    mine = claimed(engine)

    assert not mine.settled
    assert counted(engine.figures) == {}
    assert row(engine).last_mail_at is None


def test_a_doubtful_claim_can_be_claimed_again_and_sent(engine: Engine) -> None:
    claimed(engine)
    again = claimed(engine, claim(attempt=2, claimed_at=after(minutes=31)))

    stands = engine.messages.settle(sent(again), None, SENT_ONCE)

    assert unnumbered(stands) == unnumbered(sent(again))
    assert counted(engine.figures) == {"sent": 1}


def test_a_crash_between_ses_and_record_is_settled_by_feedback_then_by_the_sender(engine: Engine) -> None:
    mine = claimed(engine)
    proven = replace(mine, state=MessageState.SENT, sent_at=NOW, ses_message_id="ses-1")
    assert engine.messages.observe(mine, proven, [])

    stands = engine.messages.settle(sent(mine, ses_message_id="other"), LAST, SENT_ONCE)

    assert unnumbered(stands) == unnumbered(replace(proven, wait_until=after(days=2)))
    assert unnumbered(stored(engine, mine.id)) == unnumbered(stands)
    assert row(engine).state is EnrollmentState.COMPLETED
    assert row(engine).last_mail_at == NOW
    assert counted(engine.figures) == {"sent": 1, "completed": 1}


def test_what_feedback_told_before_the_record_is_kept(engine: Engine) -> None:
    mine = claimed(engine)
    opened = replace(mine, state=MessageState.SENT, sent_at=NOW, delivered_at=NOW, opened_at=after(seconds=9))
    engine.messages.observe(mine, opened, [one(Metric.OPENED)])

    stands = engine.messages.settle(sent(mine), None, SENT_ONCE)

    assert (stands.delivered_at, stands.opened_at) == (NOW, after(seconds=9))
    assert counted(engine.figures) == {"opened": 1, "sent": 1}


def test_a_crash_between_record_and_resume_counts_once(engine: Engine) -> None:
    mine = claimed(engine)

    first = engine.messages.settle(sent(mine), LAST, SENT_ONCE)
    second = engine.messages.settle(sent(mine, wait_until=after(days=9)), LAST, SENT_ONCE)

    assert second == first
    assert stored(engine, mine.id) == first
    assert counted(engine.figures) == {"sent": 1, "completed": 1}
    assert row(engine).ended_at == LAST.at


def test_the_record_that_feedback_had_settled_counts_once_too(engine: Engine) -> None:
    mine = claimed(engine)
    engine.messages.observe(mine, replace(mine, state=MessageState.SENT, sent_at=NOW), [])

    engine.messages.settle(sent(mine), LAST, SENT_ONCE)
    engine.messages.settle(sent(mine), LAST, SENT_ONCE)

    assert counted(engine.figures) == {"sent": 1, "completed": 1}


def test_a_sent_mail_is_the_first_and_the_last_of_its_enrollment(engine: Engine) -> None:
    engine.messages.settle(sent(claimed(engine)), None, [])
    second = claimed(engine, claim("second"))
    engine.messages.settle(sent(second, sent_at=after(days=2)), None, [])

    known = row(engine)
    assert (known.first_sent_at, known.last_mail_at) == (after(seconds=1), after(days=2))
    assert (known.step, known.state) == ("second", EnrollmentState.STARTING)


def test_a_mail_that_left_is_recorded_even_without_its_claim(engine: Engine) -> None:
    engine.messages.settle(sent(claim()), None, SENT_ONCE)

    assert unnumbered(stored(engine, claim().id)) == sent(claim())
    assert counted(engine.figures) == {"sent": 1}


def skip(**known: Any) -> Message:
    skipped = replace(claim(), state=MessageState.SKIPPED, reason=Reason.CONDITION, claimed_at=None)
    return replace(skipped, wait_until=after(days=2), **known)


def test_a_skip_is_written_once_with_what_it_ends(engine: Engine) -> None:
    first = engine.messages.settle(skip(), LAST, [one(Metric.SKIPPED)])
    again = engine.messages.settle(skip(reason=Reason.EXPIRED), LAST, [one(Metric.SKIPPED)])

    assert again == first
    assert unnumbered(first) == skip()
    assert row(engine) == enrollment(step="hello", state=EnrollmentState.COMPLETED, ended_at=LAST.at)
    assert counted(engine.figures) == {"skipped": 1, "completed": 1}


def test_a_skip_after_the_exit_is_written_and_completes_nothing(engine: Engine) -> None:
    engine.enrollments.end(enrollment(), "Order Completed", NOW, [])

    engine.messages.settle(skip(reason=Reason.EXITED), LAST, [one(Metric.SKIPPED)])

    assert row(engine).state is EnrollmentState.EXITED
    assert counted(engine.figures) == {"skipped": 1}


def test_a_skipped_message_is_not_claimed(engine: Engine) -> None:
    engine.messages.settle(skip(), None, [])

    assert engine.messages.claim(claim(), None, FIRST, spent(FIRST)) == "taken"


def test_a_skip_leaves_the_claim_of_another(engine: Engine) -> None:
    """A second sender of the same message, whose gate says no, must not hide that a mail is on its way."""
    mine = claimed(engine)

    stands = engine.messages.settle(skip(), LAST, [one(Metric.SKIPPED)])

    assert stands == mine
    assert stored(engine, mine.id) == mine
    assert counted(engine.figures) == {}


def test_a_refused_mail_replaces_its_own_claim(engine: Engine) -> None:
    mine = claimed(engine)
    rejected = replace(mine, state=MessageState.REJECTED, reason=Reason.NO_CONTENT, wait_until=NOW)

    stands = engine.messages.settle(rejected, None, [one(Metric.REJECTED)])

    assert unnumbered(stands) == unnumbered(rejected)
    assert row(engine).last_mail_at is None
    assert counted(engine.figures) == {"rejected": 1}


def test_nothing_replaces_a_sent_mail(engine: Engine) -> None:
    first = engine.messages.settle(sent(claimed(engine)), None, [])

    assert engine.messages.settle(skip(), None, [one(Metric.SKIPPED)]) == first
    assert counted(engine.figures) == {}


def test_feedback_is_written_and_counted_once(engine: Engine) -> None:
    known = engine.messages.settle(sent(claimed(engine)), None, [])
    delivered = replace(known, delivered_at=after(seconds=3))

    assert engine.messages.observe(known, delivered, [one(Metric.DELIVERED)])
    assert not engine.messages.observe(known, delivered, [one(Metric.DELIVERED)])

    assert unnumbered(stored(engine, known.id)) == unnumbered(delivered)
    assert counted(engine.figures) == {"delivered": 1}


def test_of_two_feedback_events_at_once_the_second_reads_again(engine: Engine) -> None:
    known = engine.messages.settle(sent(claimed(engine)), None, [])
    engine.messages.observe(known, replace(known, delivered_at=NOW), [one(Metric.DELIVERED)])

    assert not engine.messages.observe(known, replace(known, opened_at=NOW), [one(Metric.OPENED)])
    now = stored(engine, known.id)
    assert now is not None
    assert engine.messages.observe(now, replace(now, opened_at=NOW), [one(Metric.OPENED)])

    both = replace(known, delivered_at=NOW, opened_at=NOW)
    assert unnumbered(stored(engine, known.id)) == unnumbered(both)
    assert counted(engine.figures) == {"delivered": 1, "opened": 1}


def test_those_messages_that_exist_are_read_in_one_batch(engine: Engine) -> None:
    engine.messages.settle(skip(), None, [])
    engine.messages.settle(replace(skip(), id=claim("second").id), None, [])
    unknown = claim("third").id

    found = engine.messages.get([claim().id, unknown, claim("second").id, claim().id])

    assert found.keys() == {claim().id, claim("second").id}


def test_an_enrollment_has_all_its_messages_in_the_order_of_their_decision(engine: Engine) -> None:
    for step, hours in (("zeta", 0), ("alpha", 1)):
        engine.messages.settle(skip(id=claim(step).id, decided_at=after(hours=hours)), None, [])
    engine.messages.settle(skip(id=MessageId(enrollment="welcome-2", step="zeta")), None, [])

    steps = [each.id.step for each in engine.messages.of_enrollment("welcome-1")]
    assert steps == ["zeta", "alpha"]


def test_a_message_is_forgotten_after_half_a_year(moto: Engine) -> None:
    moto.messages.settle(skip(), None, [])

    moto.clock.now = after(days=182)
    assert stored(moto, claim().id) is not None

    moto.clock.now = after(days=183)
    assert stored(moto, claim().id) is None
    assert list(moto.messages.of_enrollment("welcome-1")) == []


def test_what_is_no_message_is_claimed_without_a_ledger(engine: Engine) -> None:
    first = claim("card")

    assert engine.messages.begin(first, None) == "claimed"
    assert engine.messages.begin(first, None) == "taken"

    known = engine.messages.get([first.id])[first.id]
    assert engine.messages.begin(replace(first, attempt=2), known) == "claimed"
    assert engine.messages.begin(replace(first, attempt=3), known) == "taken"
    assert engine.contacts.ledger("c-1") == Ledger()


def test_what_an_awaited_event_told_lies_over_what_began_the_enrollment(engine: Engine) -> None:
    told = {"appointment_at": "2027-02-10T09:30:00Z", "occurrence": "another", "party": 3}
    answered = replace(claim(), state=MessageState.DONE, branch="happened", told=told)
    before = row(engine).trigger

    engine.messages.settle(answered, None, ())
    engine.messages.settle(replace(answered, told={"party": 9}), None, ())

    assert row(engine).trigger == {**before, "appointment_at": "2027-02-10T09:30:00Z", "party": 3}


def test_nothing_is_claimed_for_an_enrollment_that_has_ended(engine: Engine) -> None:
    engine.enrollments.end(enrollment(), "Order Completed", NOW, ())

    assert engine.messages.begin(claim("card"), None) == "ended"
    assert engine.messages.get([claim("card").id]) == {}


def test_what_shows_who_opened_and_clicked_is_kept_as_it_was_told(engine: Engine) -> None:
    engine.messages.settle(sent(claimed(engine)), None, [])
    known = stored(engine, claim().id)
    assert known is not None
    interactions = (
        Interaction(act=Act.OPEN, at=after(minutes=1), agent="Mozilla/5.0", proxy=Proxy.APPLE, after=59_999),
        Interaction(act=Act.CLICK, at=after(minutes=2), link="shop/a", bot="Unlikely", trap=True),
    )
    shown = replace(known, interactions=interactions, opened_by=Label.UNKNOWN, labelled_by=1)

    assert engine.messages.observe(known, shown, [])

    assert unnumbered(stored(engine, claim().id)) == unnumbered(shown)
