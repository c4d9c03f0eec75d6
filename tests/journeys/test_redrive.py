"""Dead letters of a send queue: who stands still goes on, and no mail goes twice."""

from datetime import timedelta
from typing import Any

import pytest
from homing.bootstrap import recovery
from homing.domain.enrollment import EnrollmentState
from homing.domain.errors import NothingToSettle, SendAmbiguous, SendingRefused
from homing.domain.message import MessageId, MessageState
from homing.services import ports
from homing.services.redrive import Fate, Redrive

from local.queues import MemoryDeadLetters
from tests.builders import DAY, HOUR, recipient
from tests.journeys.conftest import Story
from tests.journeys.test_crashes import Crash
from tests.journeys.test_reconcile import LEFT, SERIES, abort_unheard, doubled, enrollment, left, welcomed


def stopped_account(error: Exception, hours: float) -> Story:
    """A subscriber whose first mail SES does not take for hours, until it is a dead letter."""
    story = welcomed(hours=-0.01)
    mailer = story.account.neighbours.mailer
    mailer.__dict__["send"] = _raises(error)
    story.account.agenda.run(LEFT + timedelta(hours=hours))
    del mailer.__dict__["send"]
    assert len(story.account.sends["welcome"].dead_letters) == 1
    return story


def _raises(error: Exception) -> Any:
    def send(_: object) -> str:
        raise error

    return send


def redrive(story: Story, letters: ports.DeadLetters | None = None) -> Redrive:
    queue = letters or MemoryDeadLetters(story.account.sends["welcome"])
    return recovery.redrive_sends(story.account.neighbours, queue)


def fates(story: Story) -> list[Fate]:
    """Redrive everything; what became of each letter."""
    run = redrive(story)
    judged = run.judge(100)
    for verdict in judged:
        run.carry_out(verdict)
    return [verdict.fate for verdict in judged]


def test_a_letter_whose_token_lives_goes_back_and_its_mail_leaves() -> None:
    story = stopped_account(SendingRefused("paused"), hours=3)

    assert fates(story) == [Fate.BACK]
    story.account.agenda.run(LEFT + 30 * DAY)

    assert story.steps() == SERIES
    assert doubled(story) == []
    assert enrollment(story).attempt == 0
    assert story.account.sends["welcome"].dead_letters == []


def test_a_letter_whose_execution_is_gone_takes_the_next_attempt() -> None:
    story = stopped_account(SendingRefused("paused"), hours=3)
    abort_unheard(story)

    assert fates(story) == [Fate.RESTART]
    story.account.agenda.run(LEFT + 30 * DAY)

    assert story.steps() == SERIES
    assert enrollment(story).attempt == 1
    assert story.account.sends["welcome"].dead_letters == []


def test_nobody_waits_for_the_letter_of_one_who_left() -> None:
    story = stopped_account(SendingRefused("paused"), hours=3)
    tables = story.account.tables
    story.account.agenda.run(LEFT + 3 * HOUR)
    row = enrollment(story)
    story.account.neighbours.enrollments.end(row, "unsubscribed", LEFT + 3 * HOUR, [])

    assert fates(story) == [Fate.DONE]
    story.account.agenda.run(LEFT + 30 * DAY)

    assert story.steps() == []
    assert tables.enrollments[row.id].state is EnrollmentState.EXITED


def test_what_is_not_ours_is_left_where_it_is() -> None:
    story = welcomed()
    story.account.sends["welcome"]._max_receives = 1
    story.account.sends["welcome"].send("{}")
    story.account.agenda.run(LEFT + DAY)

    assert fates(story) == [Fate.UNREADABLE]

    assert [letter.body for letter in story.account.sends["welcome"].dead_letters] == ["{}"]


def test_letters_that_were_only_shown_are_there_for_the_next() -> None:
    story = stopped_account(SendingRefused("paused"), hours=3)
    letters = MemoryDeadLetters(story.account.sends["welcome"])
    run = redrive(story, letters)

    run.let_go(run.judge(100))

    assert [verdict.fate for verdict in redrive(story, letters).judge(100)] == [Fate.BACK]


class DiesBeforeForgetting(MemoryDeadLetters):
    """A terminal that is closed between the two halves of a redrive."""

    def drop(self, letter: ports.Letter) -> None:
        raise Crash("before the letter goes")


@pytest.mark.parametrize("gone", [False, True])
def test_a_crash_before_the_letter_goes_loses_and_doubles_nothing(gone: bool) -> None:
    story = stopped_account(SendingRefused("paused"), hours=3)
    if gone:
        abort_unheard(story)
    run = redrive(story, DiesBeforeForgetting(story.account.sends["welcome"]))
    (verdict,) = run.judge(100)
    with pytest.raises(Crash):
        run.carry_out(verdict)
    story.account.agenda.run(LEFT + 4 * HOUR)

    fates(story)
    story.account.agenda.run(LEFT + 30 * DAY)

    assert left(story) == SERIES
    assert doubled(story) == []
    assert enrollment(story).state is EnrollmentState.COMPLETED
    assert story.account.sends["welcome"].dead_letters == []


def twice_in_doubt() -> tuple[Story, MessageId]:
    """A mail that SES was handed twice, and never spoke of."""
    story = stopped_account(SendAmbiguous("no answer"), hours=12)
    message = next(iter(story.account.tables.messages.values()))
    assert (message.state, message.attempt) == (MessageState.CLAIMED, 2)
    return story, message.id


def test_a_mail_in_doubt_counts_as_sent_by_hand_and_its_reader_goes_on() -> None:
    story, message_id = twice_in_doubt()

    sent = recovery.settle_as_sent(story.account.neighbours)(message_id)
    assert fates(story) == [Fate.BACK]
    story.account.agenda.run(LEFT + 30 * DAY)

    assert sent.sent_at == sent.claimed_at
    assert left(story) == SERIES[1:]
    assert story.steps() == SERIES
    assert enrollment(story).state is EnrollmentState.COMPLETED


def test_no_word_of_ours_is_news_of_ses_for_another_claim() -> None:
    story, message_id = twice_in_doubt()
    heard = story.account.neighbours.backlog.last_send_event_at()

    recovery.settle_as_sent(story.account.neighbours)(message_id)

    assert story.account.neighbours.backlog.last_send_event_at() == heard


def test_what_is_settled_or_settles_itself_is_not_settled_by_hand() -> None:
    story, message_id = twice_in_doubt()
    settle = recovery.settle_as_sent(story.account.neighbours)
    settle(message_id)

    with pytest.raises(NothingToSettle, match="is sent already"):
        settle(message_id)
    with pytest.raises(NothingToSettle, match="There is no message"):
        settle(MessageId(enrollment=message_id.enrollment, step="other"))


def test_a_claim_that_was_tried_once_is_left_to_itself() -> None:
    story = welcomed(hours=-0.01)
    story.account.neighbours.mailer.__dict__["send"] = _raises(SendAmbiguous("no answer"))
    story.account.agenda.run(LEFT + 0.1 * HOUR)
    message = next(iter(story.account.tables.messages.values()))

    with pytest.raises(NothingToSettle, match="handed to SES once"):
        recovery.settle_as_sent(story.account.neighbours)(message.id)


def test_an_unsubscribe_among_the_events_dead_letters_goes_back() -> None:
    story = welcomed()
    events = story.account.events
    body = recipient("unsubscribe", at=LEFT)
    events._max_receives, consumer = 1, events._consumer
    events._consumer = _raises(RuntimeError("no secret"))
    events.send(body)
    story.account.agenda.run(LEFT + 7 * HOUR)
    events._max_receives, events._consumer = 20, consumer
    assert len(events.dead_letters) == 1

    run = recovery.redrive_events(story.account.neighbours, MemoryDeadLetters(events))
    judged = run.judge(10)
    for verdict in judged:
        run.carry_out(verdict)

    assert [verdict.fate for verdict in judged] == [Fate.BACK]
    assert (len(events.dead_letters), len(events)) == (0, 1)
