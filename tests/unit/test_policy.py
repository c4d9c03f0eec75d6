"""The gate: one verdict with one reason, and which reason comes first."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from homing.domain.caps import MAILS, usual
from homing.domain.condition import Fact
from homing.domain.consent import Consent, ConsentSource, ConsentState, ConsentStatement, apply
from homing.domain.contact import Contact, Trait
from homing.domain.doubt import without
from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.facts import Facts
from homing.domain.free import Ahead
from homing.domain.message import (
    Leave,
    Message,
    MessageId,
    MessageState,
    Park,
    Reason,
    Send,
    Skip,
    Verdict,
)
from homing.domain.permission import permission
from homing.domain.policy import (
    NEXT_LOOK,
    PAUSED_PARK,
    Candidate,
    Caps,
    Ledger,
    first_free,
    gate,
)
from homing.domain.restraint import own_limits, paused_until, wants_fewer
from homing.domain.schedule import Recipient, spread
from homing.domain.steps import EmailStep, Hours, Offer, Purpose, RepeatStep, WaitStep
from homing.domain.suppression import SuppressionCause
from homing.domain.time import Stamp
from homing.domain.window import Window
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import DAY, HOUR, MINUTE, at

NOW = at("2026-03-04 11:00")  # a Wednesday, 12:00 in Oslo
NIGHT = at("2026-03-04 22:30")  # 23:30 in Oslo
OSLO = Recipient(contact_id="c-1", zone="Europe/Oslo")
OWN = spread("c-1")
LIMITS = usual(2, 6, MAILS)
ORDERED = Fact.model_validate({"fact": "contact.has_ordered", "is": True})
OFFER = Offer(percent=10, valid_for=timedelta(days=3))
NEXT_OPENING = at("2026-03-05 07:00") + OWN


def stamp(instant: datetime) -> Stamp:
    return Stamp(instant, instant)


def person(email: str | None = "ada@example.com", state: ConsentState = ConsentState.SUBSCRIBED) -> Contact:
    known = {"email": Trait(value=email, time=stamp(NOW))} if email else {}
    said = ConsentStatement(state=state, source=ConsentSource.CHANGE, time=stamp(NOW - 30 * DAY))
    return Contact(id="c-1", traits=known, consent=apply(Consent(), said, "e-1"))


def enrollment(**known: Any) -> Enrollment:
    new = Enrollment(
        id="welcome-1",
        workflow="welcome",
        version="v1",
        contact_id="c-1",
        key="c-1",
        started=stamp(NOW - 2 * DAY),
        enrolled_at=NOW - 2 * DAY,
        first_wait_until=NOW - 2 * DAY,
        state=EnrollmentState.ACTIVE,
    )
    return replace(new, **known)


def ended(reason: str | None) -> Enrollment:
    return enrollment(state=EnrollmentState.EXITED, end_reason=reason)


def email(**known: Any) -> EmailStep:
    return EmailStep(id="hello", type="email", **known)


def facts(values: Mapping[str, Any] | None = None) -> Facts:
    return Facts(now=NOW, values=values or {})


def candidate(**known: Any) -> Candidate:
    """One that may go at noon."""
    usual: dict[str, Any] = {
        "enrollment": enrollment(),
        "step": email(),
        "wait": None,
        "due_at": NOW,
        "contact": person(),
        "recipient": OSLO,
        "suppressions": frozenset(),
        "ledger": Ledger(),
        "facts": facts(),
        "window": Window(),
        "caps": Caps(),
    }
    return Candidate(**usual | known)


def sent(*ago: timedelta) -> Ledger:
    return Ledger(recent=tuple(NOW - each for each in ago))


FULL_DAY = sent(HOUR, 2 * HOUR)
DAY_2 = WaitStep(id="w", type="wait", day=2)
TO_LATER = {"wait": DAY_2, "recipient": Recipient(contact_id="c-1", zone="America/Los_Angeles")}

LATER_TODAY, TOMORROW = at("2026-03-04 17:00"), at("2026-03-05 10:00")

REASONS: list[tuple[dict[str, Any], Reason]] = [
    ({"enrollment": ended("Order Completed")}, Reason.EXITED),
    ({"contact": person(email=None)}, Reason.NO_ADDRESS),
    ({"suppressions": frozenset({SuppressionCause.BOUNCE})}, Reason.SUPPRESSED),
    ({"contact": person(state=ConsentState.UNSUBSCRIBED)}, Reason.NO_CONSENT),
    (TO_LATER, Reason.DATE_MOVED),  # what is due in a while is not stale yet
    ({"due_at": NOW - 7 * DAY}, Reason.EXPIRED),
    ({"step": email(only_if=ORDERED)}, Reason.CONDITION),
    ({"ledger": FULL_DAY}, Reason.FREQUENCY_CAP),
]
"""What forbids, or holds back, a message at noon, the strongest first."""


def told(verdict: Verdict) -> Reason | None:
    return verdict.reason if isinstance(verdict, (Skip, Park)) else None


def test_a_message_that_nothing_forbids_goes() -> None:
    assert gate(candidate(), NOW) == Send()


@pytest.mark.parametrize(("known", "reason"), REASONS, ids=[reason.value for _, reason in REASONS])
def test_each_reason_forbids_alone(known: dict[str, Any], reason: Reason) -> None:
    assert told(gate(candidate(**known), NOW)) is reason


@pytest.mark.parametrize("first", range(len(REASONS)), ids=[reason.value for _, reason in REASONS])
def test_of_several_reasons_the_stronger_is_told(first: int) -> None:
    known = {name: value for changes, _ in reversed(REASONS[first:]) for name, value in changes.items()}

    assert told(gate(candidate(**known), NOW)) is REASONS[first][1]


def test_enough_mails_for_today_is_told_before_the_night() -> None:
    full = Ledger(recent=(NIGHT - HOUR, NIGHT - 2 * HOUR))

    assert told(gate(candidate(due_at=NIGHT, ledger=full), NIGHT)) is Reason.FREQUENCY_CAP
    assert told(gate(candidate(due_at=NIGHT), NIGHT)) is Reason.QUIET_HOURS


@pytest.mark.parametrize(
    ("why", "reason"),
    [
        (None, Reason.ENROLLMENT_ENDED),
        ("superseded", Reason.SUPERSEDED),
        ("merged", Reason.MERGED),
        ("goal", Reason.EXITED),
        ("unsubscribed", Reason.EXITED),
        ("Order Completed", Reason.EXITED),
    ],
)
def test_a_message_of_an_ended_enrollment_says_how_it_ended(why: str | None, reason: Reason) -> None:
    assert gate(candidate(enrollment=ended(why)), NOW) == Skip(reason=reason)


@pytest.mark.parametrize("state", [EnrollmentState.STARTING, EnrollmentState.ACTIVE, EnrollmentState.BROKEN])
def test_an_enrollment_that_runs_may_send_whatever_its_execution_does(state: EnrollmentState) -> None:
    assert gate(candidate(enrollment=enrollment(state=state)), NOW) == Send()


def test_a_completed_enrollment_sends_no_more() -> None:
    done = enrollment(state=EnrollmentState.COMPLETED)

    assert gate(candidate(enrollment=done), NOW) == Skip(reason=Reason.ENROLLMENT_ENDED)


@pytest.mark.parametrize(
    ("cause", "marketing", "service"),
    [
        (SuppressionCause.BOUNCE, Reason.SUPPRESSED, Reason.SUPPRESSED),
        (SuppressionCause.COMPLAINT, Reason.SUPPRESSED, Reason.SUPPRESSED),
        (SuppressionCause.MANUAL, Reason.SUPPRESSED, Reason.SUPPRESSED),
        (SuppressionCause.UNSUBSCRIBE, Reason.SUPPRESSED, None),
        (SuppressionCause.SUNSET, Reason.SUPPRESSED, None),
    ],
)
def test_leaving_stops_marketing_and_a_dead_or_angry_address_everything(
    cause: SuppressionCause, marketing: Reason, service: Reason | None
) -> None:
    causes = frozenset({cause})

    assert permission(person(), Purpose.MARKETING, causes) is marketing
    assert permission(person(), Purpose.TRANSACTIONAL, causes) is service


@pytest.mark.parametrize("state", [state for state in ConsentState if state is not ConsentState.SUBSCRIBED])
def test_only_who_subscribed_gets_marketing_and_a_service_message_needs_no_consent(
    state: ConsentState,
) -> None:
    contact = person(state=state)

    assert permission(contact, Purpose.MARKETING, frozenset()) is Reason.NO_CONSENT
    assert permission(contact, Purpose.TRANSACTIONAL, frozenset()) is None


def test_who_left_is_without_consent_rather_than_suppressed() -> None:
    contact = person(state=ConsentState.UNSUBSCRIBED)

    causes = frozenset({SuppressionCause.UNSUBSCRIBE})
    assert permission(contact, Purpose.MARKETING, causes) is Reason.NO_CONSENT


def test_a_service_message_heeds_neither_night_nor_caps() -> None:
    step = email(purpose=Purpose.TRANSACTIONAL)

    assert gate(candidate(step=step, due_at=NIGHT, ledger=FULL_DAY), NIGHT) == Send()


@pytest.mark.parametrize(
    ("late", "verdict"),
    [(24 * HOUR - MINUTE, Send()), (24 * HOUR, Skip(reason=Reason.EXPIRED))],
)
def test_a_message_keeps_until_its_shelf_life_is_over(late: timedelta, verdict: object) -> None:
    step = email(valid_for=timedelta(hours=24))

    assert gate(candidate(step=step, due_at=NOW - late), NOW) == verdict


@pytest.mark.parametrize(
    ("left", "verdict"),
    [
        (timedelta(0), Skip(reason=Reason.EXPIRED)),
        (timedelta(seconds=1), Park(reason=Reason.QUIET_HOURS, until=NEXT_OPENING)),
    ],
)
def test_a_message_that_would_be_stale_in_the_morning_is_not_kept_for_it(
    left: timedelta, verdict: object
) -> None:
    shelf_life = NEXT_OPENING - NIGHT + left

    assert gate(candidate(step=email(valid_for=shelf_life), due_at=NIGHT), NIGHT) == verdict


def test_shelf_life_counts_from_the_instant_and_not_from_the_first_try() -> None:
    step = email(valid_for=NEXT_OPENING - NIGHT)

    assert gate(candidate(step=step, due_at=NIGHT - MINUTE), NIGHT) == Skip(reason=Reason.EXPIRED)
    assert gate(candidate(step=step, due_at=NIGHT + MINUTE), NIGHT) != Skip(reason=Reason.EXPIRED)


def test_a_week_that_is_free_again_at_night_waits_for_the_morning() -> None:
    full = sent(*(7 * DAY - hours * HOUR for hours in (11, 30, 54, 78, 102, 126)))

    verdict = gate(candidate(ledger=full), NOW)

    assert verdict == Park(reason=Reason.FREQUENCY_CAP, until=NEXT_OPENING)


def test_a_message_at_night_waits_for_the_next_opening() -> None:
    assert gate(candidate(due_at=NIGHT), NIGHT) == Park(reason=Reason.QUIET_HOURS, until=NEXT_OPENING)


@pytest.mark.parametrize(
    ("since_due", "verdict"),
    [
        (timedelta(0), Send()),
        (HOUR - MINUTE, Send()),
        (HOUR, Park(reason=Reason.QUIET_HOURS, until=NEXT_OPENING)),
    ],
)
def test_who_has_just_acted_hears_at_any_hour_but_an_hour_later_sleeps(
    since_due: timedelta, verdict: object
) -> None:
    step = email(hours=Hours.ANY)

    assert gate(candidate(step=step, due_at=NIGHT - since_due), NIGHT) == verdict


def test_acting_at_night_lifts_no_cap() -> None:
    full = Ledger(recent=(NIGHT - HOUR, NIGHT - 2 * HOUR))

    verdict = gate(candidate(step=email(hours=Hours.ANY), due_at=NIGHT, ledger=full), NIGHT)

    assert told(verdict) is Reason.FREQUENCY_CAP


def test_a_park_is_at_least_a_quarter_of_an_hour_long() -> None:
    now = at("2026-03-05 06:59")  # a minute before eight in Oslo

    verdict = gate(candidate(due_at=now), now)

    assert verdict == Park(reason=Reason.QUIET_HOURS, until=now + 15 * MINUTE)


def test_a_long_park_is_not_made_longer() -> None:
    verdict = gate(candidate(due_at=NIGHT), NIGHT)

    assert isinstance(verdict, Park)
    assert verdict.until == NEXT_OPENING


def test_whoever_moved_west_is_written_to_when_it_is_nine_there() -> None:
    west = Recipient(contact_id="c-1", zone="America/Los_Angeles")
    nine_in_oslo = at("2026-03-04 08:00") + OWN

    verdict = gate(candidate(wait=DAY_2, recipient=west, due_at=nine_in_oslo), nine_in_oslo)

    assert verdict == Park(reason=Reason.DATE_MOVED, until=at("2026-03-04 17:00") + OWN)


def test_whoever_moved_east_is_written_to_at_once() -> None:
    east = Recipient(contact_id="c-1", zone="Asia/Tokyo")
    nine_in_oslo = at("2026-03-04 08:00") + OWN

    assert gate(candidate(wait=DAY_2, recipient=east, due_at=nine_in_oslo), nine_in_oslo) == Send()


def test_whoever_stayed_is_written_to_at_the_very_instant() -> None:
    nine = at("2026-03-04 08:00") + OWN

    assert gate(candidate(wait=DAY_2, due_at=nine), nine) == Send()


def test_hours_after_the_start_are_the_same_everywhere() -> None:
    wait = WaitStep(id="w", type="wait", after=timedelta(days=3))

    assert gate(candidate(wait=wait), NOW) == Send()


@pytest.mark.parametrize(
    ("ends", "verdict"),
    [
        (NOW + MINUTE, Skip(reason=Reason.CONDITION)),
        (NOW, Send()),
        (NOW - DAY, Send()),
        (None, Send()),
    ],
)
def test_a_second_offer_waits_for_the_end_of_the_first(ends: datetime | None, verdict: object) -> None:
    ledger = Ledger(offer_until=ends)

    assert gate(candidate(step=email(offer=OFFER), ledger=ledger), NOW) == verdict


def test_an_open_offer_holds_back_no_other_mail() -> None:
    assert gate(candidate(ledger=Ledger(offer_until=NOW + DAY)), NOW) == Send()


@pytest.mark.parametrize(("has_ordered", "verdict"), [(True, Send()), (False, Skip(reason=Reason.CONDITION))])
def test_a_guard_is_judged_by_the_facts_of_the_moment(has_ordered: bool, verdict: object) -> None:
    known = facts({"contact.has_ordered": has_ordered})

    assert gate(candidate(step=email(only_if=ORDERED), facts=known), NOW) == verdict


SIX = "02-26 09:00, 02-27 09:00, 02-28 09:00, 03-01 09:00, 03-02 09:00, 03-03 09:00"


@pytest.mark.parametrize(
    ("recent", "free"),
    [
        ("", "03-04 11:00"),
        ("03-04 08:00", "03-04 11:00"),
        ("03-03 08:00, 03-03 09:00", "03-04 11:00"),  # yesterday counts for itself
        ("03-04 08:00, 03-04 09:00", "03-05 07:00 spread"),
        ("03-03 23:30, 03-04 09:00", "03-05 07:00 spread"),  # 00:30 in Oslo is today
        ("03-03 22:30, 03-04 09:00", "03-04 11:00"),  # 23:30 in Oslo was yesterday
        (SIX, "03-05 09:00"),  # when the oldest is seven days old
        (f"02-25 11:00, {SIX[13:]}", "03-04 11:00"),  # which it just is
        # It is free tomorrow before dawn, when today's two are yesterday's, and leaves when it is light.
        (f"02-26 05:00, {SIX[13:50]}, 03-04 09:00, 03-04 10:00", "03-05 07:00 spread"),
        (f"02-26 08:00, {SIX}", "03-05 09:00"),  # seven, as after a change of the caps: two must grow old
        # The week is free at 15:00, but today has had its two.
        (
            "02-25 15:00, 02-26 09:00, 02-27 09:00, 02-28 09:00, 03-04 09:00, 03-04 10:00",
            "03-05 07:00 spread",
        ),
    ],
)
def test_two_a_day_and_six_a_week_as_the_recipients_calendar_counts(recent: str, free: str) -> None:
    newest_first = reversed([at(f"2026-{each}") for each in recent.split(", ") if each])

    instant = first_free(Ledger(recent=tuple(newest_first)), LIMITS, NOW, OSLO, Window()).at

    own = OWN if free.endswith("spread") else timedelta(0)
    assert instant == at(f"2026-{free.removesuffix(' spread')}") + own


def test_where_it_is_tomorrow_already_the_day_is_new() -> None:
    ledger = Ledger(recent=(at("2026-03-04 08:00"), at("2026-03-04 09:00")))
    evening = at("2026-03-04 16:00")

    assert first_free(ledger, LIMITS, evening, OSLO, Window()).at > evening
    assert first_free(ledger, LIMITS, evening, replace(OSLO, zone="Asia/Tokyo"), Window()).at == evening


minutes = st.integers(1, 7 * 24 * 60).map(lambda number: NOW - number * MINUTE)
zones = st.sampled_from(["Europe/Oslo", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kolkata"])


@given(st.lists(minutes, max_size=9), zones, st.integers(1, 3), st.integers(1, 6))
@settings(deadline=None)
def test_a_mail_at_the_first_free_instant_keeps_both_caps(
    recent: list[datetime], zone: str, per_day: int, per_week: int
) -> None:
    recipient = Recipient(contact_id="c-1", zone=zone)
    caps = usual(per_day, per_week, MAILS)

    free = first_free(Ledger(recent=tuple(recent)), caps, NOW, recipient, Window()).at

    assert free >= NOW
    again = first_free(Ledger(recent=tuple(recent)), caps, free, recipient, Window()).at
    assert again == free, "nothing forbids the mail when its time has come"


def doubtful(**known: Any) -> Message:
    claim = Message(
        id=MessageId(enrollment="welcome-1", step="hello"),
        workflow="welcome",
        contact_id="c-1",
        state=MessageState.CLAIMED,
        decided_at=NOW,
        claimed_at=NOW,
    )
    return replace(claim, **known)


AFTER_CLAIM = Ledger(
    recent=(NOW - DAY, NOW),
    last_sent={"welcome.hello": NOW, "welcome.other": NOW},
    offer_until=NOW + DAY,
    offer_by=str(doubtful().id),
    revision=7,
)


def test_a_claim_that_came_to_nothing_does_not_forbid_its_own_second_try() -> None:
    before = without(AFTER_CLAIM, doubtful())

    assert before.recent == (NOW - DAY,)
    assert before.last_sent == {"welcome.other": NOW}
    assert before.offer_until is None
    assert before.revision == 7, "the claim must still notice another mail"
    step = email(offer=OFFER)
    assert gate(candidate(step=step, ledger=AFTER_CLAIM), NOW) == Skip(reason=Reason.CONDITION)
    assert gate(candidate(step=step, ledger=before), NOW) == Send()


def test_another_mails_offer_stands_whatever_came_of_a_claim() -> None:
    theirs = replace(AFTER_CLAIM, offer_by="welcome-1--other--0")

    assert without(theirs, doubtful()).offer_until == NOW + DAY


def test_the_same_steps_later_mail_stands_whatever_came_of_an_older_claim() -> None:
    older = without(AFTER_CLAIM, doubtful(claimed_at=NOW - HOUR))

    assert older == AFTER_CLAIM


def test_a_paused_workflow_parks_what_may_go_at_any_hour_and_for_any_purpose() -> None:
    for purpose in Purpose:
        held = candidate(paused=True, step=email(purpose=purpose, hours=Hours.ANY))

        assert gate(held, NIGHT) == Park(reason=Reason.PAUSED, until=NIGHT + PAUSED_PARK)


def test_a_paused_workflow_still_skips_what_may_never_go() -> None:
    stale = candidate(paused=True, due_at=NOW - 30 * DAY)
    refused = candidate(paused=True, contact=person(state=ConsentState.UNSUBSCRIBED))

    assert gate(stale, NOW) == Skip(reason=Reason.EXPIRED)
    assert gate(refused, NOW) == Skip(reason=Reason.NO_CONSENT)


def test_a_pause_whose_end_nobody_knows_does_not_let_a_mail_expire_beforehand() -> None:
    short = candidate(paused=True, step=email(valid_for=timedelta(hours=1)))

    assert gate(short, NOW) == Park(reason=Reason.PAUSED, until=NOW + PAUSED_PARK)


REPEAT = RepeatStep.model_validate(
    {"id": "every", "type": "repeat", "every": "14d", "steps": [{"id": "hello", "type": "email"}]}
)
HAS_ORDERED = facts({"contact.has_ordered": True})


def test_the_condition_of_an_exit_ends_the_enrollment_before_its_next_message() -> None:
    assert gate(candidate(exits=(ORDERED,), facts=HAS_ORDERED), NOW) == Leave()
    assert gate(candidate(exits=(ORDERED,)), NOW) == Send()


def test_what_has_ended_does_not_end_again() -> None:
    gone = ended("Order Completed")

    assert told(gate(candidate(enrollment=gone, exits=(ORDERED,), facts=HAS_ORDERED), NOW)) is Reason.EXITED


def test_a_pass_that_was_moved_to_a_later_date_waits_for_it() -> None:
    moved = enrollment(pass_started=NOW + 3 * DAY)

    verdict = gate(candidate(enrollment=moved, repeat=REPEAT, due_at=NOW + 3 * DAY), NOW)

    assert verdict == Park(reason=Reason.DATE_MOVED, until=NOW + 3 * DAY)


def test_a_pass_whose_date_has_come_goes() -> None:
    assert gate(candidate(enrollment=enrollment(pass_started=NOW), repeat=REPEAT), NOW) == Send()


def test_the_days_of_a_pass_count_from_its_own_start() -> None:
    passing = enrollment(pass_started=NOW - 2 * DAY + HOUR, started=stamp(NOW - 60 * DAY))
    later = enrollment(pass_started=NOW - DAY, started=stamp(NOW - 60 * DAY))

    assert gate(candidate(enrollment=passing, repeat=REPEAT, wait=DAY_2), NOW) == Send()
    assert told(gate(candidate(enrollment=later, repeat=REPEAT, wait=DAY_2), NOW)) is Reason.DATE_MOVED


def test_a_repeat_sends_nothing_once_it_is_over() -> None:
    until = REPEAT.model_copy(update={"until": ORDERED})

    assert told(gate(candidate(repeat=until, facts=HAS_ORDERED), NOW)) is Reason.CONDITION
    assert gate(candidate(repeat=until), NOW) == Send()


@pytest.mark.parametrize(
    ("ledger", "ahead", "verdict"),
    [
        (sent(HOUR), (LATER_TODAY,), Park(reason=Reason.FREQUENCY_CAP, until=NEXT_OPENING)),
        (sent(HOUR), (NOW,), Park(reason=Reason.FREQUENCY_CAP, until=NEXT_OPENING)),
        (Ledger(), (NOW, LATER_TODAY), Park(reason=Reason.FREQUENCY_CAP, until=NEXT_OPENING)),
        (Ledger(), (LATER_TODAY,), Send()),
        (sent(HOUR), (TOMORROW,), Send()),
        (sent(HOUR), (), Send()),
    ],
)
def test_what_goes_ahead_takes_the_last_place_of_the_day(
    ledger: Ledger, ahead: tuple[datetime, ...], verdict: Verdict
) -> None:
    assert gate(candidate(ledger=ledger, ahead=tuple(Ahead(at=each) for each in ahead)), NOW) == verdict


def test_what_goes_ahead_holds_no_service_mail_back() -> None:
    step = email(purpose=Purpose.TRANSACTIONAL)

    assert gate(candidate(step=step, ledger=FULL_DAY, ahead=(Ahead(at=LATER_TODAY),)), NOW) == Send()


def wishing(**wishes: Any) -> Contact:
    """A subscriber who said on the preference page how much less they want to hear."""
    said = {name: Trait(value=value, time=stamp(NOW)) for name, value in wishes.items()}
    return person().with_traits(said)


PAUSED = wishing(paused_until=NOW + 3 * DAY)
FEWER = wishing(cap=1)


def test_marketing_waits_for_the_end_of_a_pause_and_service_mail_does_not() -> None:
    waits = gate(candidate(contact=PAUSED, step=email(valid_for=timedelta(days=7))), NOW)

    assert waits == Park(reason=Reason.FREQUENCY_CAP, until=NOW + NEXT_LOOK)
    last_day = gate(candidate(contact=PAUSED, step=email(valid_for=timedelta(days=7))), NOW + 2.5 * DAY)
    assert last_day == Park(reason=Reason.FREQUENCY_CAP, until=NOW + 3 * DAY)
    assert gate(candidate(contact=PAUSED, step=email(purpose=Purpose.TRANSACTIONAL)), NOW) == Send()


def test_what_is_stale_by_the_end_of_a_pause_never_goes() -> None:
    stale = email(valid_for=timedelta(days=2))

    assert gate(candidate(contact=PAUSED, step=stale), NOW) == Skip(reason=Reason.EXPIRED)


def test_a_pause_that_ends_at_night_ends_with_the_morning() -> None:
    paused = wishing(paused_until=NIGHT)

    verdict = gate(candidate(contact=paused, step=email(valid_for=timedelta(days=7))), NOW)

    assert verdict == Park(reason=Reason.FREQUENCY_CAP, until=NEXT_OPENING)


def test_a_pause_that_is_over_or_was_taken_back_holds_nothing() -> None:
    assert gate(candidate(contact=wishing(paused_until=NOW)), NOW) == Send()


def test_no_more_than_the_days_share_leaves_when_a_pause_ends() -> None:
    """Whatever waited is judged anew, and what left meanwhile counts."""
    after = NOW + 3 * DAY
    ledger = Ledger(recent=(after, after))
    waiting = candidate(contact=PAUSED, ledger=ledger, step=email(valid_for=timedelta(days=7)))

    verdict = gate(waiting, after)

    assert verdict == Park(reason=Reason.FREQUENCY_CAP, until=at("2026-03-08 07:00") + OWN)


def test_who_wants_fewer_mails_gets_one_a_week() -> None:
    week = email(valid_for=timedelta(days=8))

    assert gate(candidate(contact=FEWER, step=week), NOW) == Send()
    assert gate(candidate(contact=FEWER, step=week, ledger=sent(2 * DAY)), NOW) == Park(
        reason=Reason.FREQUENCY_CAP, until=NOW + 5 * DAY
    )
    assert gate(candidate(contact=FEWER, step=week, ledger=sent(7 * DAY)), NOW) == Send()


def test_who_takes_fewer_back_is_under_the_shops_caps_again() -> None:
    assert gate(candidate(contact=wishing(cap=0), ledger=sent(2 * DAY)), NOW) == Send()


def test_nobody_can_ask_for_more_than_the_shop_sends() -> None:
    """Their own number stands beside the shop's, and the lower one holds."""
    full = candidate(contact=wishing(cap=50), ledger=FULL_DAY)

    assert told(gate(full, NOW)) is Reason.FREQUENCY_CAP


@pytest.mark.parametrize("odd", ["soon", -1, None, 1.5])
def test_an_odd_wish_is_none(odd: object) -> None:
    contact = wishing(cap=odd, paused_until=odd)

    assert (own_limits(contact), paused_until(contact), wants_fewer(contact)) == ((), None, False)
