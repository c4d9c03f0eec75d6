"""A pause: mails gather, and whatever became of their readers meanwhile counts when they go on."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from homing import bootstrap
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.workflow import Status

from local import lines
from local.account import Account
from local.memory.stores import MemoryPace
from local.play import schedule
from local.rehearse import Stage, open_account
from tests.builders import DAY, HOUR, at, checkout, order, recipient, subscriber, webhook
from tests.journeys.conftest import ROOT, START, Story

SIGNED_UP = at("2026-03-04 11:00")  # a Wednesday, noon in Oslo
MORNING = at("2026-03-06 08:00")  # the second mail is due
Happenings = Mapping[datetime, Callable[[Account], None]]


def told(number: int = 1, when: datetime = SIGNED_UP) -> str:
    return webhook("customers/create", subscriber(number, at=when), at=when, id=f"d{number}")


def play(said: list[str], happens: Happenings, days: int = 30, pace: MemoryPace | None = None) -> Story:
    stage = Stage(workflows=ROOT / "workflows", shop=ROOT / "shop.yaml", start=START, days=days)
    played = lines.parse(said, "test")
    account = open_account(stage, played)
    if pace is not None:
        account.neighbours.pace = pace
        bootstrap.install(account.neighbours)
    schedule(account, played)
    for instant, action in happens.items():
        account.agenda.at(instant, lambda action=action: action(account))  # type: ignore[misc]
    account.agenda.run(stage.end)
    return Story(account)


def pause(workflow: str = "welcome") -> Callable[[Account], None]:
    """What `homing pause` does to the event source."""
    return lambda account: account.sends[workflow].pause()


def resume(workflow: str = "welcome") -> Callable[[Account], None]:
    return lambda account: account.sends[workflow].resume()


def deploy(status: Status, workflow: str = "welcome") -> Callable[[Account], None]:
    """Another status in the workflow's file, deployed; drafts do not play there."""

    def action(account: Account) -> None:
        changed = [
            each.model_copy(update={"status": status}) if each.name == workflow else each
            for each in account.workflows.all()
        ]
        account.neighbours.workflows = account.workflows = WorkflowSet(changed)
        bootstrap.install(account.neighbours)

    return action


def test_a_paused_workflow_sends_nothing_and_lets_people_in() -> None:
    story = play(
        [told(1), told(2, SIGNED_UP + DAY)], {SIGNED_UP + HOUR: pause(), SIGNED_UP + 3 * DAY: resume()}
    )

    assert story.of("sent")[1]["at"] >= "2026-03-07T11:00"
    assert len(story.of("enrolled")) == 2
    assert story.steps("person2@example.com") == story.steps("person1@example.com")
    assert not story.account.dead_letters()


def _late(story: Story) -> dict[str, int]:
    report = bootstrap.summarize().between(START, START + 30 * DAY)
    [welcome] = [each for each in report.workflows if each.name == "welcome"]
    return dict(welcome.way.late)


def test_the_report_says_what_made_mails_late() -> None:
    said = [told(1)]

    in_its_queue = play(said, {SIGNED_UP + HOUR: pause(), MORNING + 2 * HOUR: resume()})
    assert _late(in_its_queue) == {"queue": 1}
    assert [row.late for row in in_its_queue.account.tables.messages.values() if row.late] == ["queue"]

    till_morning = play(said, {SIGNED_UP + HOUR: pause(), MORNING + 16 * HOUR: resume()})
    assert _late(till_morning) == {"quiet_hours": 1}

    live_again = {SIGNED_UP + HOUR: deploy(Status.PAUSED), MORNING + DAY: deploy(Status.LIVE)}
    assert _late(play(said, live_again)) == {"paused": 1}

    assert _late(play(said, {})) == {}


def test_who_left_during_the_pause_gets_nothing_after_it() -> None:
    said = [told(1), told(2), recipient("unsubscribe", at=MORNING + HOUR)]

    story = play(said, {SIGNED_UP + HOUR: pause(), MORNING + DAY: resume()})

    assert story.steps("person1@example.com") == ["welcome"]
    assert story.steps("person2@example.com") == ["welcome", "brand_story", "social_proof", "first_offer"]


def test_who_bought_during_the_pause_is_not_reminded() -> None:
    long_ago = START - 60 * DAY
    said = [
        webhook("customers/create", subscriber(1, at=long_ago), at=long_ago),
        webhook("checkouts/create", checkout(at=SIGNED_UP), at=SIGNED_UP),
        webhook("orders/create", order(at=SIGNED_UP + 3 * HOUR), at=SIGNED_UP + 3 * HOUR),
    ]

    story = play(said, {SIGNED_UP: pause("abandoned_cart"), SIGNED_UP + 5 * HOUR: resume("abandoned_cart")})

    assert [line["step"] for line in story.of("sent") if line["workflow"] == "abandoned_cart"] == []
    assert [line["workflow"] for line in story.of("exited")] == ["abandoned_cart"]


def test_a_mail_that_is_stale_after_the_pause_is_skipped_and_its_reader_goes_on() -> None:
    long_ago = START - 60 * DAY
    said = [
        webhook("customers/create", subscriber(1, at=long_ago), at=long_ago),
        webhook("checkouts/create", checkout(at=SIGNED_UP), at=SIGNED_UP),
    ]

    story = play(said, {SIGNED_UP: pause("abandoned_cart"), SIGNED_UP + 2 * DAY: resume("abandoned_cart")})

    assert [(line["step"], line["reason"]) for line in story.of("skipped")] == [("reminder", "expired")]
    assert story.steps() == ["reassurance", "incentive"]


def test_a_pause_that_ends_at_night_wakes_nobody() -> None:
    story = play([told()], {SIGNED_UP + HOUR: pause(), at("2026-03-07 01:00"): resume()})

    assert [line["reason"] for line in story.of("parked")] == ["quiet_hours"]
    assert "08:00" <= story.sent()[1][1][-5:] < "21:00"
    assert story.sent()[1][1].startswith("2026-03-07")


def test_what_has_gathered_leaves_at_the_accounts_pace() -> None:
    people = 30
    slow = MemoryPace(per_second=Decimal(1))

    story = play([told(n) for n in range(1, people + 1)], {SIGNED_UP: pause(), MORNING: resume()}, 5, slow)

    left = [sent.at for sent in story.account.mailer.sent if sent.tag("step") == "welcome"]
    assert len(left) == people
    assert min(left) >= MORNING
    assert max(left) - min(left) >= timedelta(seconds=people - 10)


def test_a_file_that_says_paused_lets_nobody_in_and_sends_nothing() -> None:
    story = play([told(1), told(2, SIGNED_UP + DAY)], {SIGNED_UP + HOUR: deploy(Status.PAUSED)}, days=8)

    assert len(story.of("enrolled")) == 1
    assert story.steps() == ["welcome"]
    assert {line["reason"] for line in story.of("parked")} == {"paused"}


def test_who_was_on_the_way_goes_on_when_the_file_says_live_again() -> None:
    story = play(
        [told()], {SIGNED_UP + HOUR: deploy(Status.PAUSED), MORNING + DAY: deploy(Status.LIVE)}, days=20
    )

    assert story.steps() == ["welcome", "brand_story", "social_proof", "first_offer"]
    assert MORNING + DAY <= at(story.of("sent")[1]["at"][:16].replace("T", " ")) <= MORNING + 2 * DAY


def test_a_file_that_says_paused_for_longer_than_a_mails_shelf_life_lets_it_expire() -> None:
    story = play([told()], {SIGNED_UP + HOUR: deploy(Status.PAUSED)}, days=30)

    assert next((line["step"], line["reason"]) for line in story.of("skipped")) == ("brand_story", "expired")


def test_a_cart_that_was_armed_before_the_pause_starts_nothing() -> None:
    long_ago = START - 60 * DAY
    said = [
        webhook("customers/create", subscriber(1, at=long_ago), at=long_ago),
        webhook("checkouts/create", checkout(at=SIGNED_UP), at=SIGNED_UP),
    ]
    for status in (Status.PAUSED, Status.DRAINING):
        story = play(said, {SIGNED_UP + HOUR / 2: deploy(status, "abandoned_cart")})

        assert not story.of("enrolled")
