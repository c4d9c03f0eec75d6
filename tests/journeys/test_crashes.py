"""A crash before and after every call of every port, followed by what AWS does: the call comes again.

The calls are those that a run makes, counted and not listed by hand.
"""

from collections import Counter
from pathlib import Path

import pytest
from homing.domain.figures import OF, subjects_of
from homing.domain.message import MessageState
from homing.domain.occupancy import recount

from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    at,
    checkout,
    consent_change,
    filled_in,
    order,
    recipient,
    subscriber,
    webhook,
)
from tests.journeys.conftest import ROOT, START, Story, play

SIGNED_UP = START - 60 * DAY
LEFT = START + DAY + 10 * HOUR

SCENES = {
    "welcome": [webhook("customers/create", subscriber(2, at=LEFT), at=LEFT)],
    "cart ordered": [
        webhook("customers/create", subscriber(1, at=SIGNED_UP), at=SIGNED_UP),
        webhook("checkouts/create", checkout(at=LEFT), at=LEFT),
        recipient("click", at=LEFT + 3 * HOUR),
        webhook("orders/create", order(at=LEFT + 30 * HOUR), at=LEFT + 30 * HOUR),
    ],
    "superseded": [
        webhook("customers/create", subscriber(1, at=SIGNED_UP), at=SIGNED_UP),
        webhook("checkouts/create", checkout("t1", at=LEFT), at=LEFT),
        webhook("checkouts/create", checkout("t2", at=LEFT + 20 * HOUR), at=LEFT + 20 * HOUR),
    ],
    "comes back": [
        webhook("customers/create", subscriber(1, at=LEFT), at=LEFT),
        *(
            webhook("customers_email_marketing_consent/update", consent_change(1, state, then), at=then)
            for state, then in (("unsubscribed", LEFT + 3 * HOUR), ("subscribed", LEFT + 50 * HOUR))
        ),
    ],
    "leaves": [
        webhook("customers/create", subscriber(1, at=LEFT), at=LEFT),
        recipient("unsubscribe", at=LEFT + 3 * HOUR),
    ],
    "complains": [
        webhook("customers/create", subscriber(1, at=LEFT), at=LEFT),
        recipient("complain", at=LEFT + 3 * HOUR),
    ],
}


class Crash(Exception):
    """The function dies here."""


class Tripwire:
    """Dies at one call."""

    def __init__(self, at_call: int | None = None) -> None:
        self.calls: list[str] = []
        self._at_call = at_call

    def __call__(self, call: str) -> None:
        self.calls.append(call)
        if len(self.calls) - 1 == self._at_call:
            raise Crash(call)


def run(scene: str, at_call: int | None = None, days: int = 10) -> tuple[Story, Tripwire]:
    wire = Tripwire(at_call)
    return play(SCENES[scene], days=days, trip=wire), wire


@pytest.mark.parametrize("scene", SCENES)
def test_no_crash_loses_doubles_or_misplaces_a_mail(scene: str) -> None:
    untroubled, wire = run(scene)
    figures = _figures(untroubled)
    ends = _ends(untroubled)

    for at_call, call in enumerate(wire.calls):
        story, _ = run(scene, at_call)

        assert _left(story) == _left(untroubled), call
        assert _doubled(story) == [], call
        assert _ends(story) == ends, call
        assert not story.account.dead_letters(), call
        assert _figures(story) == figures, call
        assert story.account.neighbours.enrollments.occupancy() == {}, call


def test_no_crash_misplaces_who_is_on_the_way() -> None:
    untroubled, wire = run("welcome", days=5)
    calls = tuple(wire.calls)
    waiting = untroubled.account.neighbours.enrollments.occupancy()
    assert {place.step: count for place, count in waiting.items()} == {"social_proof": 1}

    for at_call, call in enumerate(calls):
        account = run("welcome", at_call, days=5)[0].account

        assert account.neighbours.enrollments.occupancy() == waiting, call
        assert recount(account.tables.enrollments.values()) == waiting, call


def run_of_sign_up(shop: Path, at_call: int | None = None) -> tuple[Story, Tripwire]:
    told = [
        filled_in(at=LEFT),
        recipient("confirm", at=LEFT + HOUR, workflow="confirm_subscription"),
        filled_in(at=LEFT + 5 * HOUR),
    ]
    wire = Tripwire(at_call)
    flows = ("confirm_subscription", "welcome")
    return play(told, days=4, trip=wire, shop=shop, flows=flows), wire


def test_no_crash_confirms_twice_or_not_at_all_or_asks_once_more(tmp_path: Path) -> None:
    shop = tmp_path / "shop.yaml"
    text = (ROOT / "shop.yaml").read_text("utf-8")
    shop.write_text(text.replace("    sources: [] #", "    sources: [form] #", 1), encoding="utf-8")
    untroubled, wire = run_of_sign_up(shop)
    assert sorted(untroubled.steps()) == ["brand_story", "confirm", "welcome"]

    queued = [n for n, call in enumerate(wire.calls) if call.endswith("event_queue.send")]
    # Whose form fails presses again a minute later, and has signed up anew; of the page's answer it is one.
    by_the_forms = {*queued[:2], *queued[4:]}

    for at_call, call in enumerate(wire.calls):
        if at_call in by_the_forms:
            continue
        story, _ = run_of_sign_up(shop, at_call)

        assert _left(story) == _left(untroubled), call
        assert _doubled(story) == [], call
        assert _agreed(story) == _agreed(untroubled), call
        assert _ends(story) == _ends(untroubled), call
        assert not story.account.dead_letters(), call


def _agreed(story: Story) -> list[tuple[str, str, str | None]]:
    """The ledger, whose proofs tell one sign-up from another."""
    (entries,) = story.account.tables.consent_entries.values()
    return [(each.state.value, each.source.value, each.evidence.wording_version) for each in entries]


def test_the_scenes_meet_every_port_call_that_writes() -> None:
    met: set[str] = set()
    for scene in SCENES:
        met |= {call.split()[1] for call in run(scene)[1].calls}

    assert {
        "contacts.create",
        "contacts.set_traits",
        "contacts.leave",
        "contacts.set_consent",
        "carts.put",
        "marks.add",
        "due.put",
        "due.remove",
        "enrollments.put",
        "enrollments.refuse",
        "enrollments.started",
        "enrollments.end",
        "enrollments.convert",
        "enrollments.reach",
        "executions.start",
        "executions.stop",
        "messages.claim",
        "messages.settle",
        "messages.observe",
        "mailer.send",
        "tasks.succeed",
        "orders.put",
        "history.touched",
        "suppressions.add",
        "seen.finish",
        "event_queue.send",
    } <= met


def _left(story: Story) -> set[str]:
    """Messages that left, by SES's own account."""
    return {sent.tag("message") for sent in story.account.mailer.sent}


def _doubled(story: Story) -> list[str]:
    """Messages that left twice, by SES's own account."""
    left = Counter(sent.tag("message") for sent in story.account.mailer.sent)
    return [message for message, count in left.items() if count > 1]


def _ends(story: Story) -> set[tuple[str, str, str | None]]:
    enrollments = story.account.tables.enrollments.values()
    return {(each.id, each.state.value, each.end_reason) for each in enrollments}


def _figures(story: Story) -> dict[tuple[str, str, str], dict[str, str]]:
    """Counters that a crash may not move.

    A retried mail may be late, or leave the next day; an execution that was not stopped goes on, and the
    gate skips its messages.
    """
    moved = ("late", "skipped")
    totals: dict[tuple[str, str, str], dict[str, str]] = {}
    for cell, metrics in story.account.tables.figures.items():
        if cell.workflow.endswith(subjects_of("")):
            continue  # each process writes the lines out
        known = totals.setdefault((cell.workflow, cell.step, cell.locale), {})
        known |= {name: str(value) for name, value in metrics.items() if name.partition(OF)[0] not in moved}
    return {cell: metrics for cell, metrics in totals.items() if metrics}


def test_a_message_in_doubt_is_settled_by_the_event_of_ses() -> None:
    _, wire = run("welcome")
    after_send = wire.calls.index("after mailer.send")

    story, _ = run("welcome", after_send)

    message = next(m for m in story.account.tables.messages.values() if m.id.step == "welcome")
    assert message.state is MessageState.SENT
    assert _doubled(story) == []
    assert story.steps() == ["welcome", "brand_story", "social_proof", "first_offer"]


def test_a_message_that_ses_never_took_is_claimed_again_after_half_an_hour() -> None:
    _, wire = run("welcome")
    before_send = wire.calls.index("before mailer.send")

    story, _ = run("welcome", before_send)

    sent_at = at(story.of("sent", step="welcome")[0]["at"][:16].replace("T", " "))
    assert 30 * MINUTE <= sent_at - LEFT <= 50 * MINUTE
    assert _doubled(story) == []


def test_a_message_that_waited_for_its_slot_is_claimed_again_though_nothing_was_sent_since() -> None:
    told = [webhook("customers/create", subscriber(number, at=LEFT), at=LEFT) for number in (1, 2)]
    wire = Tripwire()
    play(told, days=3, trip=wire)
    sends = [n for n, call in enumerate(wire.calls) if call == "before mailer.send"]

    story = play(told, days=3, trip=Tripwire(sends[1]))

    assert story.steps("person1@example.com") == story.steps("person2@example.com") == ["welcome"]
    assert _doubled(story) == []
