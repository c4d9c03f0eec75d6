"""Whose mails tell of opens, and what follows from mails that tell of none: nothing."""

from pathlib import Path
from typing import Any

import pytest
from homing import bootstrap
from homing.services.report_json import report_json

from tests.builders import HOUR, recipient
from tests.journeys.conftest import START, Story, play
from tests.journeys.flows import person, tracked, write_flows
from tests.journeys.shops import shop_with

MORNING = START + 10 * HOUR
READER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.2"
GENTLE = """
name: gentle
trigger: {type: event, event: Signed Up}
steps:
  - {type: email, id: hello, hours: any}
  - {type: wait, id: later, day: 2}
  - {type: email, id: again, only_if: {not: {message: hello, was: opened}}}
  - {type: email, id: thanks, only_if: {message: hello, was: opened}}
"""
ASKS = """
name: asks
trigger: {type: segment, entered: asleep}
steps: [{type: email, id: asked, hours: any}]
"""
ASLEEP = """
asleep:
  all:
    - {event: Email Delivered, at_least: 1, within: 20d}
    - not: {event: Email Opened, within: 5d}
"""
QUIET = """
name: quiet
trigger: {type: quiet, events: [Email Opened, Signed Up], for: 5d}
steps: [{type: email, id: come_back, hours: any}]
"""


def tell(folder: Path, *told: str, flows: list[str], opens: str = "all", **more: Any) -> Story:
    shop = shop_with(folder, tracking={"opens": opens, "by_country": more.get("by_country", {})})
    workflows = write_flows(folder, *flows, segments=ASLEEP if ASKS in flows else "")
    return play([*person(START), *told], days=20, workflows=workflows, shop=shop)


SIGNS_UP = tracked("Signed Up", MORNING)


def opens(when: Any = MORNING + HOUR) -> str:
    told = recipient("open", at=when, user_agent=READER)
    return told.replace("person1@example.com", "u1@example.com")


@pytest.mark.parametrize(
    ("told", "policy", "steps"),
    [
        ([], "all", ["hello", "again"]),
        ([opens()], "all", ["hello", "thanks"]),
        ([], "off", ["hello"]),
        ([opens()], "off", ["hello"]),
    ],
)
def test_a_guard_on_an_open_lets_nothing_go_that_rests_on_not_knowing(
    tmp_path: Path, told: list[str], policy: str, steps: list[str]
) -> None:
    story = tell(tmp_path, SIGNS_UP, *told, flows=[GENTLE], opens=policy)

    assert story.steps() == steps


@pytest.mark.parametrize(("policy", "steps"), [("all", ["hello", "asked", "again"]), ("off", ["hello"])])
def test_nobody_falls_asleep_for_mails_that_tell_of_no_open(
    tmp_path: Path, policy: str, steps: list[str]
) -> None:
    assert tell(tmp_path, SIGNS_UP, flows=[GENTLE, ASKS], opens=policy).steps() == steps


@pytest.mark.parametrize(("policy", "steps"), [("all", ["hello", "again", "come_back"]), ("off", ["hello"])])
def test_who_opens_unseen_is_not_quiet(tmp_path: Path, policy: str, steps: list[str]) -> None:
    assert tell(tmp_path, SIGNS_UP, flows=[GENTLE, QUIET], opens=policy).steps() == steps


def test_an_open_of_a_mail_without_a_pixel_is_told_by_nobody(tmp_path: Path) -> None:
    story = tell(tmp_path, SIGNS_UP, opens(), flows=[GENTLE], opens="off")

    report = bootstrap.summarize().between(START, story.account.clock.now())
    kpis = report_json(report)["workflows"]["gentle"]["kpis"]
    assert story.of("feedback", reason="Open") == []
    assert (kpis["delivered"], kpis["open_rate"]) == (1, None)
