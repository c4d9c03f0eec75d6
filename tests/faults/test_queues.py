"""A poisoned message among good ones, the events queue replayed whole, and a pause of three days."""

from collections.abc import Callable

import pytest

from tests.builders import DAY, HOUR
from tests.faults import invariants
from tests.faults.forks import apart
from tests.faults.invariants import INVARIANTS, Aftermath, broken
from tests.faults.plays import differences, ending, run, untroubled
from tests.faults.stage import Stage, stage
from tests.faults.stories import JOINS, LEFT, STORIES

WELCOME = "welcome, ordered and refunded"
ALL_BUT_DEAD_LETTERS = tuple(each for each in INVARIANTS if each is not invariants.no_letter_is_dead)

POISON = {
    "events": "this is no webhook",
    "feedback": '{"eventType": "Bounce", "mail": {"timestamp": "yesterday"}, "bounce": []}',
    "send": '{"token": 1}',
}


def _played(name: str, befalls: Callable[[Stage], None]) -> tuple[Aftermath, list[str]]:
    """The story, and where it ends otherwise than untroubled."""
    befalls(stage())
    left = run(STORIES[name], stage())
    return left, differences(ending(left), untroubled(name).ending)


@pytest.mark.parametrize("queue", ["events", "send"])
def test_a_poisoned_message_dies_alone_after_twenty_tries(queue: str) -> None:
    untroubled(WELCOME)

    def play() -> tuple[list[str], list[str]]:
        left, changed = _played(WELCOME, lambda stage: stage.poison(queue, POISON[queue], LEFT))
        return left.stage.dead_letters(), changed + broken(left, ALL_BUT_DEAD_LETTERS)

    dead, wrong = apart(play)

    assert [each.partition(": ")[2] for each in dead] == [POISON[queue]]
    assert wrong == []


def test_what_ses_could_never_have_told_is_let_go() -> None:
    untroubled(WELCOME)

    def play() -> list[str]:
        left, changed = _played(WELCOME, lambda stage: stage.poison("feedback", POISON["feedback"], LEFT))
        return changed + broken(left, ALL_BUT_DEAD_LETTERS)

    assert apart(play) == []


@pytest.mark.parametrize("name", [WELCOME, "cart, ordered"])
def test_the_events_queue_replayed_whole_changes_nothing(name: str) -> None:
    untroubled(name)

    def play() -> list[str]:
        left, changed = _played(name, lambda stage: stage.replay_events(STORIES[name].ends - DAY))
        assert left.stage.replayed
        return changed + broken(left)

    assert apart(play) == []


def test_after_a_pause_of_three_days_everybody_goes_on_and_nobody_gets_two() -> None:
    def play() -> tuple[list[str], list[str]]:
        queue = stage().sends["welcome"]
        stage().agenda.at(LEFT + HOUR, queue.pause)
        stage().agenda.at(LEFT + HOUR + 3 * DAY, queue.resume)
        left = run(JOINS, stage())
        steps = [mail.tag("step") for mail in left.stage.mailer.sent if mail.at > LEFT + HOUR]
        return steps, broken(left)

    steps, wrong = apart(play)

    assert wrong == []
    assert steps == ["brand_story", "social_proof", "first_offer"]
