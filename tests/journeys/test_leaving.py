"""Leaving takes effect in one write: wherever in a call it falls, no marketing mail is claimed after it."""

from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from homing import bootstrap
from homing.bootstrap import inbound
from homing.bootstrap.around import neighbours_of
from homing.domain.consent import ConsentSource, ConsentState
from homing.domain.contact import Contact
from homing.domain.message import MessageId, MessageState, Reason
from homing.settings import PagesSettings

from tests.builders import DAY, HOUR, at, checkout, order, recipient, subscriber, webhook
from tests.journeys.conftest import ROOT, START, Story, play

SIGNED_UP = START - 60 * DAY
BEGUN = START + DAY + 10 * HOUR
KNOWN = webhook("customers/create", subscriber(1, at=SIGNED_UP), at=SIGNED_UP)
CART = webhook("checkouts/create", checkout(at=BEGUN), at=BEGUN)
NEW = webhook("customers/create", subscriber(1, at=BEGUN), at=BEGUN)
BOUGHT = webhook("orders/create", order(at=BEGUN, token=None), at=BEGUN)


class Leaves:
    """Somebody leaves in the middle of a port call of somebody else's."""

    def __init__(self, at_call: int | None = None) -> None:
        self.calls: list[str] = []
        self.claimed: set[MessageId] | None = None
        """The messages that were claimed when they left."""
        self._at_call = at_call
        self._leaving = False

    def __call__(self, call: str) -> None:
        if self._leaving or call.startswith("after"):
            return
        self.calls.append(call)
        if len(self.calls) - 1 == self._at_call:
            self._leaving = True
            self._leave()
            self._leaving = False

    def _leave(self) -> None:
        around: Any = neighbours_of(PagesSettings)
        contact_id = around.contacts.find(["email#person1@example.com"]).get("email#person1@example.com")
        contact = around.contacts.get(contact_id) if contact_id else None
        if contact is not None:
            inbound.leave().withdraw(MessageId(enrollment="welcome-0", step="welcome"), contact)
            self.claimed = set(around.tables.messages)


SCENES = {
    "a new subscriber": ([NEW], ("welcome",), 5),
    "a cart": ([KNOWN, CART], ("abandoned_cart",), 2),
    # Its first mail is service and its second marketing, so that leaving does not end it.
    "a first purchase": ([KNOWN, BOUGHT], ("onboarding",), 5),
}


def run(scene: str, at_call: int | None = None) -> tuple[Story, Leaves]:
    told, flows, days = SCENES[scene]
    leaves = Leaves(at_call)
    return play(told, flows=flows, days=days, trip=leaves), leaves


def subscriber_of(story: Story) -> Contact:
    (contact,) = story.account.tables.contacts.values()
    return contact


def marketing(story: Story) -> set[MessageId]:
    """The marketing mails that left, by SES's own account."""
    gone = (MessageId.parse(sent.tag("message")) for sent in story.account.mailer.sent)
    return {each for each in gone if each is not None and each.step != "thanks"}


@pytest.mark.parametrize("scene", SCENES)
def test_wherever_leaving_falls_no_marketing_mail_is_claimed_after_it(scene: str) -> None:
    untroubled, leaves = run(scene)
    assert marketing(untroubled)
    mailed: Counter[bool] = Counter()

    for at_call, call in enumerate(leaves.calls):
        story, left = run(scene, at_call)
        assert not story.account.dead_letters(), call
        if left.claimed is None or subscriber_of(story).consent.granted:
            continue  # nobody knew them yet, or the sign-up that was being heard is newer

        assert marketing(story) <= left.claimed, call
        running = [each for each in story.account.tables.enrollments.values() if each.running]
        assert all(each.workflow == "onboarding" for each in running), call
        mailed[bool(marketing(story))] += 1

    assert mailed[False]
    assert mailed[True]


HELD_BACK = at("2026-03-04 08:00")
"""Signs up and abandons two carts: of three mails for one day the third waits for the next."""
THIRD_OF_A_DAY = [
    webhook("customers/create", subscriber(at=HELD_BACK), at=HELD_BACK),
    webhook("checkouts/create", checkout("t1", at=HELD_BACK + HOUR), at=HELD_BACK + HOUR),
    webhook("checkouts/create", checkout("t2", at=HELD_BACK + 4 * HOUR), at=HELD_BACK + 4 * HOUR),
]
LEFT = HELD_BACK + 8 * HOUR


def test_a_message_that_was_held_back_is_skipped_as_they_leave() -> None:
    (parked,) = play(THIRD_OF_A_DAY, days=3).of("parked")

    story = play([*THIRD_OF_A_DAY, recipient("unsubscribe", at=LEFT)])

    (skipped,) = story.of("skipped")
    assert (skipped["enrollment"], skipped["step"]) == (parked["enrollment"], parked["step"])
    assert (skipped["reason"], skipped["at"][:16]) == ("no_consent", f"{LEFT:%Y-%m-%dT%H:%M}")
    kinds = [line["kind"] for line in story.timeline if line.get("enrollment") == parked["enrollment"]]
    assert kinds[-2:] == ["skipped", "exited"]
    (message,) = story.account.neighbours.messages.of_enrollment(parked["enrollment"])
    assert (message.state, message.reason, message.due_at is None) == (
        MessageState.SKIPPED,
        Reason.NO_CONSENT,
        False,
    )


def test_what_was_held_back_and_has_left_since_is_not_skipped() -> None:
    story = play([*THIRD_OF_A_DAY, recipient("unsubscribe", at=LEFT + 2 * DAY)])

    assert len(story.of("parked")) == 1
    assert story.of("skipped") == []
    assert {line["reason"] for line in story.of("exited")} == {"unsubscribed", "superseded"}


def test_an_entry_of_the_ledger_says_how_they_left() -> None:
    story = play([*THIRD_OF_A_DAY, recipient("unsubscribe", at=LEFT)])

    granted, left = story.account.neighbours.consent_ledger.of(subscriber_of(story).id)
    assert (granted.state, granted.source) == (ConsentState.SUBSCRIBED, ConsentSource.RECORD)
    assert (left.state, left.source) == (ConsentState.UNSUBSCRIBED, ConsentSource.RECIPIENT)
    assert left.said_at.at == LEFT


def test_a_second_click_says_nothing_new() -> None:
    story = play([*THIRD_OF_A_DAY, *(recipient("unsubscribe", at=LEFT + n * HOUR) for n in range(3))])

    assert len(story.account.neighbours.consent_ledger.of(subscriber_of(story).id)) == 2


class Crash(Exception):
    """The function dies here."""


class Dies:
    """At one call of the function behind the unsubscribe page."""

    def __init__(self, at_call: int | None = None) -> None:
        self.calls: list[str] = []
        self.leaves = False
        self._at_call = at_call

    def __call__(self, call: str) -> None:
        if not self.leaves:
            return
        self.calls.append(call)
        if len(self.calls) - 1 == self._at_call:
            raise Crash(call)


def left_with_a_crash(shop: Path, at_call: int | None = None) -> tuple[Story, Dies]:
    """They click; if the page fails, their mail program tries again."""
    wire = Dies(at_call)
    story = play([*THIRD_OF_A_DAY], days=1, start=HELD_BACK - HOUR, shop=shop, trip=wire)
    first = MessageId.parse(story.account.mailer.sent[0].tag("message"))
    assert first is not None
    bootstrap.install(story.account.neighbours)
    wire.leaves = True
    for _ in range(2 if at_call is not None else 1):
        with suppress(Crash):
            inbound.leave().withdraw(first, subscriber_of(story))
    wire.leaves = False
    return story, wire


def state_of(story: Story) -> Any:
    """Everything that leaving writes, but the instants of who was told."""
    tables = story.account.tables
    ends = sorted((e.workflow, e.state, e.end_reason) for e in tables.enrollments.values())
    figures = sorted((str(cell), sorted(metrics.items())) for cell, metrics in tables.figures.items())
    entries = story.account.neighbours.consent_ledger.of(subscriber_of(story).id)
    said = [(entry.event_id, entry.state) for entry in entries]
    messages = sorted((str(m.id), m.state, m.reason) for m in tables.messages.values())
    due = sorted((each.kind, each.key) for each in tables.due.until(LEFT + DAY))
    return subscriber_of(story).consent.state, said, ends, messages, due, figures


def test_a_crash_anywhere_in_leaving_changes_nothing_of_what_stands(tmp_path: Path) -> None:
    told = (ROOT / "shop.yaml").read_text("utf-8")
    shop = tmp_path / "shop.yaml"
    shop.write_text(told.replace("write_back: false", "write_back: true"), "utf-8")
    untroubled, wire = left_with_a_crash(shop)
    whole = state_of(untroubled)
    assert "mirror" in str(whole)
    assert [call for call in wire.calls if "leave" in call] == [
        "before contacts.leave",
        "after contacts.leave",
    ]

    for at_call, call in enumerate(wire.calls):
        story, _ = left_with_a_crash(shop, at_call)

        assert state_of(story) == whole, call


def test_before_the_one_write_nothing_has_happened_and_after_it_everything_has(tmp_path: Path) -> None:
    """Whoever clicks once and never again: a crash leaves no half of it."""
    story, wire = left_with_a_crash(ROOT / "shop.yaml")
    write = wire.calls.index("after contacts.leave")

    for at_call in range(len(wire.calls)):
        wire = Dies(at_call)
        story = play([*THIRD_OF_A_DAY], days=1, start=HELD_BACK - HOUR, trip=wire)
        bootstrap.install(story.account.neighbours)
        wire.leaves = True
        with suppress(Crash):
            inbound.leave().withdraw(MessageId(enrollment="welcome-0", step="w"), subscriber_of(story))
        wire.leaves = False

        left = not subscriber_of(story).consent.granted
        running = [e for e in story.account.tables.enrollments.values() if e.running]
        held_back = [m for m in story.account.tables.messages.values() if m.state is MessageState.SKIPPED]
        assert (left, not running, bool(held_back)) == (at_call >= write,) * 3, wire.calls[-1]
