"""STOP and START by text message, through the feedback queue, in any order and twice."""

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations
from typing import Any, cast

import pytest
from homing import bootstrap
from homing.bootstrap import shared
from homing.domain.consent import Consent, ConsentState
from homing.domain.consent_ledger import Channel
from homing.domain.contact import Contact
from homing.domain.errors import ServiceUnavailable
from homing.domain.suppression import Suppression, SuppressionCause
from homing.domain.text_reply import TextReply, Wish
from homing.domain.time import Stamp
from homing.services.number_owners import NumberOwners
from homing.services.replies import Replies

from functions.trigger import feedback
from local.account import CONTEXT, Account
from tests.builders import MINUTE, stamp
from tests.byte_search import in_memory
from tests.functional.laptop import START, failed, laptop, record

NUMBER = "+4740612345"


@pytest.fixture
def account() -> Iterator[Account]:
    with laptop() as made:
        bootstrap.install(made.neighbours)
        yield made


def answer(body: str, minute: int) -> dict[str, Any]:
    inside = {"originationNumber": NUMBER, "messageKeyword": "KEYWORD_1", "messageBody": body}
    when = stamp(START + minute * MINUTE)
    envelope = {"Type": "Notification", "Message": json.dumps(inside), "Timestamp": when}
    return record(f"{body}-{minute}", json.dumps(envelope))


def take(account: Account, answers: Sequence[dict[str, Any]]) -> list[SuppressionCause]:
    account.agenda.run(START + 60 * MINUTE)
    assert failed(feedback.handler({"Records": list(answers)}, CONTEXT)) == []
    return [each.cause for each in account.neighbours.suppressions.of(NUMBER)]


def test_who_answers_stop_is_texted_no_more(account: Account) -> None:
    assert take(account, [answer("stop", 1)]) == [SuppressionCause.UNSUBSCRIBE]
    assert [line["reason"] for line in account.timeline.lines if line.get("channel") == "sms"] == ["stop"]


def test_nothing_that_is_kept_of_an_answer_tells_the_number(account: Account) -> None:
    take(account, [answer("STOP", 1), answer("START", 2)])

    kept = [text for _, text in in_memory(account) if "start" in text.lower()]
    assert kept
    assert [text for text in kept if NUMBER[1:] in text] == []


def test_who_answers_anything_else_still_is(account: Account) -> None:
    assert take(account, [answer("Thank you!", 1)]) == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize(("words", "is_stopped"), [("STOP START STOP", True), ("START STOP START", False)])
def test_the_newest_word_counts_in_any_order(order: Sequence[int], words: str, is_stopped: bool) -> None:
    with laptop() as account:
        bootstrap.install(account.neighbours)
        told = [answer(word, minute) for minute, word in enumerate(words.split())]

        assert bool(take(account, [told[n] for n in order])) is is_stopped


def test_an_old_stop_that_comes_again_changes_nothing(account: Account) -> None:
    take(account, [answer("STOP", 1), answer("START", 2)])

    assert take(account, [answer("STOP", 1)]) == []


def test_start_lifts_what_aws_said_when_it_refused_a_text_and_no_other_cause(account: Account) -> None:
    for cause in (SuppressionCause.UNSUBSCRIBE, SuppressionCause.MANUAL):
        account.neighbours.suppressions.add(NUMBER, Suppression(cause=cause, since=START), ())

    assert take(account, [answer("START", 1)]) == [SuppressionCause.MANUAL]


class Interrupted:
    """Marks between whose reading and what comes of it another answer is heeded."""

    def __init__(self, account: Account, other: TextReply) -> None:
        self._account = account
        self._other: TextReply | None = other
        self.add = account.neighbours.marks.add

    def of(self, keys: Sequence[str]) -> Mapping[str, Mapping[str, Stamp]]:
        found = self._account.neighbours.marks.of(keys)
        other, self._other = self._other, None
        if other is not None:
            replies(self._account)(other)
        return found


def replies(account: Account, marks: Any = None) -> Replies:
    around = account.neighbours
    return Replies(
        clock=around.clock,
        marks=marks or around.marks,
        suppressions=around.suppressions,
        timeline=around.timeline,
        owners=NumberOwners(contacts=around.contacts, secret=around.id_secret),
        consents=shared.consents(around),
    )


@pytest.mark.parametrize(("first", "last"), [(Wish.STOP, Wish.START), (Wish.START, Wish.STOP)])
def test_an_answer_in_the_middle_of_another_is_not_undone(account: Account, first: Wish, last: Wish) -> None:
    account.agenda.run(START + 60 * MINUTE)
    earlier = TextReply(number=NUMBER, wish=first, at=START + MINUTE)
    later = TextReply(number=NUMBER, wish=last, at=START + 2 * MINUTE)

    replies(account, Interrupted(account, later))(earlier)

    assert bool(account.neighbours.suppressions.of(NUMBER)) is (last is Wish.STOP)


class Away:
    """Suppressions that cannot be written just now."""

    def add(self, *_: object) -> bool:
        raise ServiceUnavailable("TransactWriteItems: InternalServerError")


def test_a_stop_that_could_not_be_kept_comes_again(account: Account) -> None:
    kept, account.neighbours.suppressions = account.neighbours.suppressions, cast("Any", Away())
    bootstrap.install(account.neighbours)
    stop = answer("STOP", 1)
    assert failed(feedback.handler({"Records": [stop]}, CONTEXT)) == [stop["messageId"]]

    account.neighbours.suppressions = kept
    bootstrap.install(account.neighbours)

    assert take(account, [stop]) == [SuppressionCause.UNSUBSCRIBE]


def texted(account: Account, *, agreed: bool = True) -> None:
    """Somebody whom we have texted, and who had agreed to it or asked for the reminder only."""
    texts = Consent(granted_at=Stamp(START, START)) if agreed else Consent()
    around = account.neighbours
    around.contacts.create(Contact(id="c-1", texts=texts), [])
    NumberOwners(contacts=around.contacts, secret=around.id_secret).texted("c-1", NUMBER)


def words_of(account: Account) -> list[tuple[ConsentState, Channel, str | None]]:
    entries = account.neighbours.consent_ledger.of("c-1")
    return [(entry.state, entry.channel, entry.evidence.wording) for entry in entries]


def test_stop_and_start_are_entries_of_whoever_was_texted_there(account: Account) -> None:
    texted(account)

    take(account, [answer("STOP", 1), answer("STOP", 1), answer("START", 2)])

    assert words_of(account) == [
        (ConsentState.UNSUBSCRIBED, Channel.SMS, "STOP"),
        (ConsentState.SUBSCRIBED, Channel.SMS, "START"),
    ]
    contact = account.neighbours.contacts.get("c-1")
    assert contact is not None
    assert contact.texts.granted
    assert not contact.consent.granted


def test_start_is_no_consent_of_who_never_gave_any(account: Account) -> None:
    texted(account, agreed=False)

    take(account, [answer("STOP", 1), answer("START", 2)])

    assert [state for state, _, _ in words_of(account)] == [ConsentState.UNSUBSCRIBED]


def test_of_two_who_shared_a_number_the_one_who_was_texted_last_answers(account: Account) -> None:
    around = account.neighbours
    around.contacts.create(Contact(id="c-0"), [])
    owners = NumberOwners(contacts=around.contacts, secret=around.id_secret)
    owners.texted("c-0", NUMBER)
    texted(account)

    take(account, [answer("STOP", 1)])

    assert len(words_of(account)) == 1
    assert around.consent_ledger.of("c-0") == []
