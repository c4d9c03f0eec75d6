"""Once a day, whom SES no longer tries is not mailed by us either."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from homing import bootstrap
from homing.bootstrap import recovery
from homing.domain.errors import Throttled
from homing.domain.suppression import Lifter, Suppression, SuppressionCause

from functions.trigger import events, reconcile
from local import account_list
from local.account import CONTEXT, Account
from tests.functional.laptop import START, laptop, subscription

ADA = "person1@example.com"
HOUR = timedelta(hours=1)


@pytest.fixture
def account() -> Iterator[Account]:
    with laptop() as made:
        yield made


def causes(account: Account, email: str = ADA) -> list[str]:
    return sorted(each.cause.value for each in account.neighbours.suppressions.of(email))


def lives(account: Account, hours: float) -> None:
    account.agenda.run(START + hours * HOUR)


def test_who_is_on_the_list_of_ses_when_we_begin_gets_nothing(account: Account) -> None:
    account.mailer.account_list.put(ADA, SuppressionCause.COMPLAINT)

    found = reconcile.handler({}, CONTEXT)
    events.handler({"Records": [subscription("one", 1)]}, CONTEXT)
    lives(account, 24)

    assert found["suppressed"] == 1
    assert causes(account) == ["complaint"]
    assert account.mailer.sent == []


def test_what_comes_onto_it_later_is_taken_over_once_a_day_and_ends_what_runs(account: Account) -> None:
    bootstrap.compare_lists()()
    events.handler({"Records": [subscription("one", 1)]}, CONTEXT)
    lives(account, 2)
    account.mailer.account_list.put(ADA, SuppressionCause.BOUNCE)

    assert bootstrap.compare_lists()() == 0  # not a day later
    lives(account, 25)
    assert bootstrap.compare_lists()() == 1
    lives(account, 24 * 10)

    assert causes(account) == ["bounce"]
    assert len(account.mailer.sent) == 1
    (enrollment,) = account.tables.enrollments.values()
    assert enrollment.end_reason == "bounced"


def test_what_an_operator_lifted_does_not_come_back(account: Account) -> None:
    account.mailer.account_list.put(ADA, SuppressionCause.BOUNCE)
    bootstrap.compare_lists()()
    account.mailer.account_list.drop(ADA)
    bounced = account.neighbours.suppressions.of(ADA)[0]
    assert bounced.since == START

    lives(account, 1)
    now = account.clock.now()
    recovery.by_hand(account.neighbours).lift(ADA, SuppressionCause.BOUNCE, now, by="Support", because="back")
    lives(account, 60)
    bootstrap.compare_lists()()

    assert causes(account) == []
    (lifting,) = account.neighbours.suppressions.lifted(ADA)
    assert (lifting.lifter, lifting.by, lifting.because) == (Lifter.OPERATOR, "Support", "back")


def test_what_was_suppressed_by_hand_is_not_taken_over_as_a_bounce(account: Account) -> None:
    by_hand = recovery.by_hand(account.neighbours)
    by_hand.suppress(ADA, Suppression(cause=SuppressionCause.MANUAL, since=START), START)
    assert ADA in account.mailer.account_list.listed

    bootstrap.compare_lists()()

    assert causes(account) == ["manual"]
    lives(account, 1)
    by_hand.lift(ADA, SuppressionCause.MANUAL, account.clock.now(), by=None, because="asked us to")
    assert ADA not in account.mailer.account_list.listed
    assert causes(account) == []


def test_a_long_list_is_read_on_in_the_next_round(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(account_list, "PAGE", 1)
    names = [f"person{n}@example.com" for n in range(5)]
    for each in names:
        account.mailer.account_list.put(each, SuppressionCause.BOUNCE)

    assert [bootstrap.compare_lists()() for _ in range(3)] == [3, 2, 0]
    assert all(causes(account, each) == ["bounce"] for each in names)


def test_a_list_that_cannot_be_read_now_holds_nobody_up(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    def throttled(*_: object) -> None:
        raise Throttled("ListSuppressedDestinations: TooManyRequestsException")

    monkeypatch.setattr(account.mailer.account_list, "page", throttled)

    assert reconcile.handler({}, CONTEXT)["suppressed"] == 0


def test_who_bounced_for_good_is_on_the_list_of_ses_as_well(account: Account) -> None:
    account.mailer.fate = lambda _: ("Bounce", {})
    events.handler({"Records": [subscription("one", 1)]}, CONTEXT)
    lives(account, 24)

    assert causes(account) == ["bounce"]
    assert ADA in account.mailer.account_list.listed
