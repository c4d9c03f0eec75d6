"""Who enters again, who is held out, what ends whom, and goals that are no orders."""

from pathlib import Path
from typing import Any

import pytest

from tests.builders import DAY, HOUR, MINUTE, at
from tests.journeys.conftest import Story, play
from tests.journeys.small import identify, shop_of, track

START = at("2026-03-02 00:00")
TOLD = START + 10 * HOUR
MARKS = "steps: [{id: mark, type: update, set: {plan: guide}}]"
SENDS = "steps: [{id: hello, type: email, purpose: transactional, hours: any}]"


def tell(folder: Path, text: str, *told: str, days: int = 60, also: tuple[str, ...] = ()) -> Story:
    shop = shop_of(folder, text, *also)
    story = play([identify(START + HOUR), *told], start=START, days=days, workflows=shop)
    assert story.account.crashes == []
    assert story.account.dead_letters() == []
    return story


def refused(story: Story) -> list[str]:
    return [line["reason"] for line in story.of("refused")]


AFTER = f"""
name: nurture
trigger: {{type: event, event: Resource Requested}}
key: [resource]
re_entry: {{after: 30d}}
{SENDS}
"""


def asked(resource: str, when: int, **more: Any) -> str:
    return track("Resource Requested", TOLD + when * DAY, resource=resource, **more)


def test_the_same_key_enters_again_after_its_time_and_not_before(tmp_path: Path) -> None:
    told = [asked("guide", 0), asked("guide", 29), asked("film", 29), asked("guide", 30), asked("guide", 31)]

    story = tell(tmp_path, AFTER, *told)

    assert [clock[5:10] for _, clock in story.sent()] == ["03-02", "03-31", "04-01"]
    assert refused(story) == ["re_entry", "re_entry"]


def test_of_two_at_the_same_moment_one_enters(tmp_path: Path) -> None:
    story = tell(tmp_path, AFTER, asked("guide", 0), asked("guide", 0, page=2))

    assert len(story.of("enrolled")) == 1
    assert refused(story) == ["re_entry"]


def test_each_occurrence_enters_where_every_one_may(tmp_path: Path) -> None:
    text = AFTER.replace("{after: 30d}", "every")

    story = tell(tmp_path, text, asked("guide", 0), asked("guide", 0), asked("guide", 1))

    assert len(story.of("enrolled")) == 2
    assert refused(story) == []


ONE_AT_A_TIME = """
name: nurture
trigger: {type: event, event: Resource Requested}
key: [resource]
re_entry: once
one_at_a_time: true
steps:
  - {id: hello, type: email, purpose: transactional, hours: any}
  - {id: day_3, type: wait, day: 3}
  - {id: more, type: email, purpose: transactional, hours: any}
"""


def test_a_newer_one_ends_the_older(tmp_path: Path) -> None:
    story = tell(tmp_path, ONE_AT_A_TIME, asked("guide", 0), asked("film", 1))

    assert story.steps() == ["hello", "hello", "more"]
    assert [line["reason"] for line in story.of("exited")] == ["superseded"]


EVERY_PLAN = """
name: nurture
trigger: {type: event, event: Plan Started}
key: [plan]
re_entry: every
steps:
  - {id: hello, type: email, purpose: transactional, hours: any}
  - {id: day_3, type: wait, day: 3}
  - {id: more, type: email, purpose: transactional, hours: any}
"""


def test_of_one_plan_the_newest_alone_goes_on_and_of_two_plans_both(tmp_path: Path) -> None:
    told = [track("Plan Started", TOLD + n * DAY, plan=plan) for n, plan in ((0, "a"), (1, "b"), (2, "a"))]

    story = tell(tmp_path, EVERY_PLAN, *told)

    assert story.steps() == ["hello", "hello", "hello", "more", "more"]
    assert [line["reason"] for line in story.of("exited")] == ["superseded"]


def test_an_older_one_that_comes_late_does_not_enter(tmp_path: Path) -> None:
    late = track("Resource Requested", TOLD, arrives=TOLD + 2 * HOUR, resource="guide")
    newer = track("Resource Requested", TOLD + HOUR, resource="film")

    story = tell(tmp_path, ONE_AT_A_TIME, late, newer)

    assert story.steps() == ["hello", "more"]
    assert refused(story) == ["superseded"]


def test_the_held_out_get_nothing_are_always_the_same_and_are_counted(tmp_path: Path) -> None:
    text = AFTER.replace("re_entry: {after: 30d}", "re_entry: every\nholdout: 50%").replace(SENDS, MARKS)
    people = [f"p{number}" for number in range(40)]
    told = [identify(START + HOUR, user) for user in people]
    told += [
        track("Resource Requested", TOLD + day * DAY, user, resource="g") for user in people for day in (0, 1)
    ]

    story = tell(tmp_path, text, *told, days=3)

    entered = {line["email"] for line in story.of("enrolled")}
    held = {line["email"] for line in story.of("refused", reason="holdout")}
    assert entered | held == {f"{user}@example.com" for user in people}
    assert not entered & held
    assert {line["email"] for line in story.of("decided")} == entered
    assert 10 <= len(held) <= 30
    cells = story.account.tables.figures.values()
    assert sum(cell.get("held_out", 0) for cell in cells) == 2 * len(held)


BOOKING = """
name: check_up
trigger: {type: event, event: Appointment Completed}
key: [service]
exit:
  - {event: Appointment Booked, match: [service]}
  - {event: Appointment Cancelled, where: {whole: true}}
  - {when: {fact: contact.left_town, is: true}}
goal: {event: Appointment Booked, within: 30d, match: [service], target: 20%, base: enrolled}
steps:
  - {id: hello, type: email, purpose: transactional, hours: any}
  - {id: day_7, type: wait, day: 7}
  - {id: again, type: email, purpose: transactional, hours: any}
"""


def treated(service: str = "spa") -> str:
    return track("Appointment Completed", TOLD, service=service)


@pytest.mark.parametrize(
    ("event", "told", "ends"),
    [
        ("Appointment Booked", {"service": "spa"}, "goal"),
        ("Appointment Booked", {"service": "sauna"}, None),
        ("Appointment Booked", {}, None),
        ("Appointment Cancelled", {"whole": True}, "Appointment Cancelled"),
        ("Appointment Cancelled", {"whole": False}, None),
    ],
)
def test_an_exit_ends_what_it_is_about(tmp_path: Path, event: str, told: dict[str, Any], ends: str) -> None:
    story = tell(tmp_path, BOOKING, treated(), track(event, TOLD + DAY, **told), days=20)

    assert [line["reason"] for line in story.of("exited")] == ([ends] if ends else [])
    assert story.steps() == (["hello"] if ends else ["hello", "again"])


def test_an_exit_by_condition_ends_the_enrollment_when_its_next_message_is_due(tmp_path: Path) -> None:
    story = tell(tmp_path, BOOKING, treated(), identify(TOLD + DAY, left_town=True), days=20)

    assert story.steps() == ["hello"]
    assert [(line["reason"], line["local"][5:10]) for line in story.of("exited")] == [("condition", "03-09")]
    executions = story.account.stepper.executions.values()
    assert [each.exited for each in executions] == ["condition"]


def test_a_goal_that_is_no_order_converts_once_in_its_time(tmp_path: Path) -> None:
    booked = [track("Appointment Booked", TOLD + n * DAY, service="spa", value=900) for n in (2, 3)]

    story = tell(tmp_path, BOOKING, treated(), *booked)

    assert [line["reason"] for line in story.of("converted")] == ["uncredited"]
    assert sum(cell.get("converted", 0) for cell in story.account.tables.figures.values()) >= 1
    assert sum(cell.get("revenue", 0) for cell in story.account.tables.figures.values()) == 0


@pytest.mark.parametrize(
    ("days", "service"), [(40, "spa"), (2, "sauna")], ids=["too late", "another service"]
)
def test_what_is_no_goal_converts_nobody(tmp_path: Path, days: int, service: str) -> None:
    booked = track("Appointment Booked", TOLD + days * DAY, service=service)

    assert not tell(tmp_path, BOOKING, treated(), booked).of("converted")


def test_an_event_from_before_its_enrollment_ends_nothing(tmp_path: Path) -> None:
    early = track("Appointment Booked", TOLD - MINUTE, arrives=TOLD + HOUR, service="spa")

    assert tell(tmp_path, BOOKING, treated(), early, days=20).steps() == ["hello", "again"]


HANDS_ON = """
name: onboarding
trigger: {type: event, event: Signed Up}
steps:
  - {id: thanks, type: email, purpose: transactional, hours: any}
  - {id: feedback, type: enroll, workflow: review}
  - {id: later, type: email, purpose: transactional, hours: any}
"""
REVIEW = f"""
name: review
trigger: {{type: event, event: Order Fulfilled}}
key: [plan]
{SENDS}
"""
CIRCLE = (
    REVIEW.replace("re_entry: once", "")
    .replace("key: [plan]", "re_entry: every")
    .replace("hours: any}]", "hours: any}, {id: again, type: enroll, workflow: review}]")
)


def test_a_step_starts_another_workflow_and_goes_on(tmp_path: Path) -> None:
    told = [track("Signed Up", TOLD, plan="pro"), track("Order Fulfilled", TOLD + DAY, plan="pro")]

    story = tell(tmp_path, HANDS_ON, *told, also=(REVIEW,))

    assert sorted(story.steps()) == ["hello", "later", "thanks"]
    assert refused(story) == ["re_entry"]  # under the same key as the plan that it was handed


def test_a_step_that_names_no_live_workflow_is_skipped_and_says_so(tmp_path: Path) -> None:
    story = tell(tmp_path, HANDS_ON, track("Signed Up", TOLD, plan="pro"))

    assert [(line["step"], line["reason"]) for line in story.of("skipped")] == [("feedback", "not_live")]
    assert story.steps() == ["thanks", "later"]


def test_a_circle_of_workflows_ends(tmp_path: Path) -> None:
    story = tell(tmp_path, CIRCLE, track("Order Fulfilled", TOLD, plan="pro"), days=3)

    assert story.steps() == ["hello"] * 9
    assert [line["reason"] for line in story.of("skipped")] == ["too_deep"]
