"""Who goes first: under the frequency cap, and where the send rate makes everyone wait."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from homing import bootstrap

from local import lines
from local.memory.stores import MemoryPace
from local.play import schedule
from local.rehearse import Stage, open_account
from tests.builders import DAY, HOUR
from tests.journeys.conftest import ROOT, START, Story, play
from tests.journeys.flows import person, tracked, write_flows

NOON = START + DAY + 11 * HOUR
KNOWN = person(START - 30 * DAY)


def flow(name: str, clock: str, *, more: str = "") -> str:
    """A workflow that mails the day after it was asked for; `more` are further lines of it."""
    return f"""
name: {name}
trigger: {{type: event, event: Things Asked}}
{more}
steps:
  - {{id: {name}_day, type: wait, day: 1, at: "{clock}"}}
  - {{id: {name}_mail, type: email, hours: any}}
"""


LOW = "priority: low"
BEHIND_A_BRANCH = """
name: later
trigger: {type: event, event: Things Asked}
steps:
  - id: whose
    type: branch
    arms: [{name: known, when: {fact: contact.has_ordered, is: true}, steps: [{id: thanks, type: email}]}]
    otherwise:
      - {id: later_day, type: wait, day: 1, at: "16:00"}
      - {id: later_mail, type: email, hours: any}
"""


def tell(folder: Path, *flows: str) -> Story:
    story = play([*KNOWN, tracked("Things Asked", NOON)], workflows=write_flows(folder, *flows), days=10)
    assert story.account.crashes == []
    assert story.account.dead_letters() == []
    return story


def left(story: Story) -> list[tuple[str, str]]:
    """Each mail and the day on which it left."""
    return [(step, clock[5:10]) for step, clock in story.sent()]


@pytest.mark.parametrize("later", [flow("later", "16:00"), BEHIND_A_BRANCH])
def test_a_low_one_leaves_the_last_place_of_the_day_to_another(tmp_path: Path, later: str) -> None:
    story = tell(tmp_path, flow("early", "09:00"), flow("low", "12:00", more=LOW), later)

    assert left(story) == [("early_mail", "03-04"), ("later_mail", "03-04"), ("low_mail", "03-05")]
    assert [line["reason"] for line in story.of("parked")] == ["frequency_cap"]


def test_a_low_one_goes_when_there_is_room_for_both(tmp_path: Path) -> None:
    story = tell(tmp_path, flow("low", "12:00", more=LOW), flow("later", "16:00"))

    assert left(story) == [("low_mail", "03-04"), ("later_mail", "03-04")]
    assert story.of("parked") == []


def test_of_two_low_ones_the_first_goes_first(tmp_path: Path) -> None:
    flows = (flow("early", "09:00"), flow("low", "12:00", more=LOW), flow("lower", "16:00", more=LOW))

    story = tell(tmp_path, *flows)

    assert left(story) == [("early_mail", "03-04"), ("low_mail", "03-04"), ("lower_mail", "03-05")]


@pytest.mark.parametrize(
    "other",
    [
        flow("later", "16:00").replace("day: 1", "day: 2"),
        flow("later", "16:00").replace("hours: any", "hours: any, purpose: transactional"),
    ],
    ids=["on another day", "service mail"],
)
def test_a_low_one_does_not_wait_for_what_takes_no_place(tmp_path: Path, other: str) -> None:
    story = tell(tmp_path, flow("early", "09:00"), flow("low", "12:00", more=LOW), other)

    assert left(story)[:2] == [("early_mail", "03-04"), ("low_mail", "03-04")]


def test_a_low_one_whose_shelf_life_ends_before_there_is_room_is_not_sent(tmp_path: Path) -> None:
    low = flow("low", "12:00", more=LOW).replace("hours: any", "hours: any, valid_for: 6h")

    story = tell(tmp_path, flow("early", "09:00"), low, flow("later", "16:00"))

    assert [line["reason"] for line in story.of("skipped", step="low_mail")] == ["expired"]


PEOPLE = 60


@pytest.mark.parametrize(
    ("changed", "ahead"),
    [("", False), ("priority: high", True), ("purpose: transactional", True)],
)
def test_service_mail_and_high_priority_pass_a_queue_that_others_stand_in(
    tmp_path: Path, changed: str, ahead: bool
) -> None:
    instant = "steps: [{{id: {0}_mail, type: email, hours: any}}]"
    many, one = (
        f"name: {name}\ntrigger: {{type: event, event: {event}}}\n{more}\n{instant.format(name)}"
        for name, event, more in (("many", "Things Asked", ""), ("one", "Thing Asked", changed))
    )
    told = [line for n in range(1, PEOPLE + 1) for line in person(START - 30 * DAY, f"u{n}")]
    told += [tracked("Things Asked", NOON, who=f"u{n}") for n in range(2, PEOPLE + 1)]
    told += [tracked("Thing Asked", NOON + timedelta(seconds=5), who="u1")]

    at = sent_at(write_flows(tmp_path, many, one), told)

    assert len(at) == PEOPLE
    behind = [each for step, each in at if step == "many_mail" and each > dict(at)["one_mail"]]
    assert (len(behind) > PEOPLE // 2) is ahead


def sent_at(workflows: Path, told: list[str]) -> list[tuple[str, datetime]]:
    """Every mail of an account that may send one a second, with its instant."""
    account = open_account(Stage(workflows=workflows, shop=ROOT / "shop.yaml", start=START, days=3))
    account.neighbours.pace = MemoryPace(per_second=Decimal(1))
    bootstrap.install(account.neighbours)
    schedule(account, lines.parse(told, "test"))
    account.agenda.run(NOON + timedelta(minutes=10))
    assert not account.dead_letters()
    return [(sent.tag("step"), sent.at) for sent in account.mailer.sent]
