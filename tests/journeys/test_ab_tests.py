"""A/B tests in whole journeys: who gets which variant, when one looks, and what is put in force."""

import shutil
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from homing.domain.experiment import Decision, DecisionKind, Experiment

from tests.builders import at, recipient, subscriber, tracked, webhook
from tests.journeys.conftest import ROOT, START, Story, play

PEOPLE = 70
DAY = timedelta(days=1)

FLOW = """
name: greeting
title: One mail in two variants
status: live
stage: before
trigger: {type: event, event: Subscribed}
re_entry: every
steps:
  - id: hello
    type: email
    hours: any
    variants: [plain, warm]
    test:
      metric: click_rate
      owner: sales
      goal: a warmer greeting is clicked more
      base: 10%
      change: 50 points
      looks: {first: 6d, every: 2d, most: 3}
"""
SPLIT = """
name: greeting
title: Two ways
status: live
stage: before
trigger: {type: event, event: Subscribed}
steps:
  - id: way
    type: split
    arms:
      - {name: plain, share: 50, steps: [{id: hello, type: email, hours: any}]}
      - {name: warm, share: 50, steps: [{id: hello_there, type: email, hours: any}]}
    test:
      metric: click_rate
      owner: sales
      goal: a warmer greeting is clicked more
      base: 10%
      change: 50 points
      looks: {first: 6d, every: 2d, most: 3}
  - {id: day_8, type: wait, day: 8}
  - {id: last, type: email}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for part in ("_layout", "_pages", "locales"):
        shutil.copytree(ROOT / "workflows" / part, tmp_path / part)
    emails = tmp_path / "greeting" / "emails"
    emails.mkdir(parents=True)
    text = (ROOT / "workflows/welcome/emails/brand_story.mjml").read_text(encoding="utf-8")
    for step in ("hello", "hello_there", "last"):
        (emails / f"{step}.mjml").write_text(text, encoding="utf-8")
    asked = text.replace("<mj-title>", '<mj-title>{% if variant == "warm" %}Dear you: {% endif %}', 1)
    (emails / "hello.mjml").write_text(asked, encoding="utf-8")
    return tmp_path


def written(folder: Path, text: str = FLOW) -> Path:
    (folder / "greeting" / "workflow.yaml").write_text(text, encoding="utf-8")
    return folder


def sign_ups(first: int = 1, count: int = PEOPLE, day: int = 0) -> list[str]:
    when = START + timedelta(days=day, hours=10)
    people = range(first, first + count)
    return [
        webhook("customers/create", subscriber(n, at=when), at=when + timedelta(minutes=n)) for n in people
    ]


def number(email: str) -> int:
    return int("".join(sign for sign in email if sign.isdigit()))


def variants(story: Story, step: str = "hello") -> dict[int, str | None]:
    return {number(line["email"]): line.get("variant") for line in story.of("sent", step=step)}


def clicks(of: Sequence[int], day: int = 1, step: str = "hello") -> list[str]:
    when = START + timedelta(days=day, hours=12)
    where = {"workflow": "greeting", "step": step, "link": "https://fjordogfell.example.com/story"}
    return [recipient("click", n, at=when + timedelta(minutes=n), **where) for n in of]


def warm_is_clicked(folder: Path, more: Sequence[str] = (), days: int = 30) -> Story:
    """Nearly all who got the warm variant click, and a few of the others."""
    by = variants(play(sign_ups(), workflows=folder, days=2))
    keen = [n for n, variant in by.items() if variant == "warm" and n % 10]
    some = [n for n, variant in by.items() if variant == "plain" and n % 10 == 1]
    return play([*sign_ups(), *clicks([*keen, *some]), *more], workflows=folder, days=days)


def experiment_of(story: Story) -> Experiment:
    (found,) = story.account.tables.experiments.values()
    return found


def test_variants_share_a_step_and_each_contact_gets_one(folder: Path) -> None:
    story = play(sign_ups(), workflows=written(folder), days=3)

    assert set(Counter(variants(story).values())) == {"plain", "warm"}
    assert min(Counter(variants(story).values()).values()) > PEOPLE // 4
    for line in story.of("sent"):
        assert line["subject"].startswith("Dear you: ") == (line["variant"] == "warm")
    assert variants(story) == variants(play(sign_ups(), workflows=folder, days=3))


def test_nothing_is_decided_before_the_first_look_however_clear_it_seems(folder: Path) -> None:
    before = experiment_of(warm_is_clicked(written(folder), days=6))

    assert (before.looks, before.decisions, before.everybody) == ((), (), None)


def test_the_winner_is_put_in_force_for_new_contacts_and_the_step_goes_on_mailing(folder: Path) -> None:
    late = sign_ups(first=500, count=40, day=12)

    story = warm_is_clicked(written(folder), late)

    found = experiment_of(story)
    (look,) = found.looks
    assert look.at == at("2026-03-08 04:00")  # 05:00 in the shop's zone, on the first day after six
    by_lot = Counter(each for each in variants(story).values() if each is not None)
    assert {each.name: each.contacts for each in look.arms} == by_lot
    (decision,) = found.decisions
    assert (decision.kind, decision.arm, decision.by) == (DecisionKind.FOUND, "warm", "the test")
    newcomers = [line for line in story.of("sent") if number(line["email"]) >= 500]
    assert len(newcomers) == 40
    assert {line["subject"].startswith("Dear you: ") for line in newcomers} == {True}
    assert {line.get("variant") for line in newcomers} == {None}  # a decision is no lot: they count for none


def test_who_comes_again_gets_the_same_variant_and_counts_once(folder: Path) -> None:
    asked = [
        tracked("Guide Requested", n, at=START + timedelta(days=day, hours=12, minutes=n))
        for day in (0, 1)
        for n in range(1, PEOPLE + 1)
    ]
    written(folder, FLOW.replace("event: Subscribed", "event: Guide Requested"))

    story = play([*sign_ups(), *asked], workflows=folder, days=9)

    subjects = Counter((line["email"], line["subject"]) for line in story.of("sent"))
    assert set(subjects.values()) == {2}
    assert len(subjects) == PEOPLE
    (look,) = experiment_of(story).looks
    assert sum(each.contacts for each in look.arms) == PEOPLE


def test_one_who_waits_for_a_person_goes_on_dividing(folder: Path) -> None:
    asks = written(folder, FLOW + "      apply: ask\n")

    story = warm_is_clicked(asks, sign_ups(first=500, count=40, day=12))

    found = experiment_of(story)
    assert found.decision is not None
    assert (found.decision.arm, found.decision.applied, found.everybody) == ("warm", False, None)
    assert {variants(story)[n] for n in range(500, 540)} == {"plain", "warm"}


def test_a_winner_in_the_file_outranks_what_was_decided(folder: Path) -> None:
    named = written(folder, FLOW + "    winner: plain\n")

    story = play(sign_ups(), workflows=named, days=3)

    assert {line["subject"].startswith("Dear you: ") for line in story.of("sent")} == {False}
    assert set(variants(story).values()) == {None}


def test_a_share_takes_part_and_the_others_get_the_first(folder: Path) -> None:
    story = play(sign_ups(), workflows=written(folder, FLOW + "      share: 30%\n"), days=3)

    counted = Counter(variants(story).values())
    assert counted["warm"] + counted["plain"] in range(10, 35)
    outside = [line for line in story.of("sent") if line.get("variant") is None]
    assert {line["subject"].startswith("Dear you: ") for line in outside} == {False}


def test_a_split_is_judged_by_the_first_mail_of_each_arm(folder: Path) -> None:
    by = play(sign_ups(), workflows=written(folder, SPLIT), days=2)
    warm = list(variants(by, "hello_there"))

    story = play([*sign_ups(), *clicks(warm, step="hello_there")], workflows=folder, days=12)

    found = experiment_of(story)
    assert [each.name for each in found.looks[0].arms] == ["plain", "warm"]
    assert found.everybody == "warm"
    assert len([step for step in story.steps() if step == "last"]) == PEOPLE  # nobody was dropped on the way


def test_decisions_say_who_and_when(folder: Path) -> None:
    decision = experiment_of(warm_is_clicked(written(folder), days=9)).decision

    assert decision == Decision(
        at=at("2026-03-08 04:00"),
        kind=DecisionKind.FOUND,
        arm="warm",
        by="the test",
        because="warm passed its bound against plain at look 1",
    )
