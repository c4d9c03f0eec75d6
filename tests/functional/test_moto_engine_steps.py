"""A workflow of every kind of step, on moto and behind AWS's own adapters: the same as in memory."""

import json
from pathlib import Path
from typing import Any

from homing.adapters.mjml import compile_templates
from homing.adapters.shop_file import load_shop
from homing.adapters.workflow_files import load

from local import lines, play
from local.account import Account
from local.moto_engine.account import MotoAccount
from tests.builders import DAY, HOUR, MINUTE, at, stamp, subscriber, webhook
from tests.functional.test_moto_engine import ROOT, facts, outcomes, work
from tests.journeys.test_waits_for_events import flow

START = at("2026-03-02 00:00")
SIGNED_UP = START + 10 * HOUR
EVERYTHING = """
name: everything
title: Every kind of step
status: live
stage: before
trigger: {type: event, event: Subscribed}
steps:
  - id: hello
    type: email
    hours: any
    variants: [short, long]
    test:
      metric: click_rate
      owner: sales
      goal: A look on either engine.
      base: 10%
      change: 80 points
      looks: {first: 5d, every: 5d, most: 2}
  - id: subject
    type: split
    arms:
      - {name: plain, share: 50, steps: [{id: plain, type: email, hours: any}]}
      - {name: warm, share: 50, steps: [{id: warm, type: email, hours: any}]}
  - id: answer
    type: wait_for
    event: Survey Answered
    timeout: 2d
    then:
      - {id: tell, type: notify, to: sales}
    otherwise:
      - {id: card, type: webhook, url: "https://print.example.com/cards", send: [contact.first_name]}
  - {id: tuesday, type: wait, weekday: tuesday, at: "11:00"}
  - {id: mark, type: update, set: {surveyed: true}, tag: [asked]}
  - {id: soon, type: wait, until: {date: contact.renews_on, plus: -2d, at: "09:30"}}
  - {id: last, type: email}
"""


def called(at: Any, kind: str, **call: Any) -> str:
    return json.dumps({"at": stamp(at), "source": "segment", "body": {"type": kind} | call})


def told() -> list[str]:
    people = []
    for number in range(1, 7):
        then = SIGNED_UP + number * 7 * MINUTE
        user = {"userId": f"u-{number}"}
        people += [
            webhook("customers/create", subscriber(number, at=then), at=then),
            called(
                then + MINUTE,
                "identify",
                traits={"email": f"person{number}@example.com", "renews_on": "2026-03-20"},
                **user,
            ),
        ]
        if number % 2:
            people.append(called(then + 20 * HOUR, "track", event="Survey Answered", **user))
    return people


def played(kind: Any, workflows: Path) -> Any:
    read = lines.parse(told(), "test")
    deployment = kind(
        shop=load_shop(ROOT / "shop.yaml"),
        workflows=load(workflows),
        templates=compile_templates(workflows),
        start=START,
        live_from=START,
    )
    play.schedule(deployment, read)
    deployment.agenda.run(START + 24 * DAY)
    return deployment


def test_both_engines_take_every_kind_of_step_the_same_way(tmp_path: Path) -> None:
    workflows = flow(tmp_path, "everything", EVERYTHING, ("hello", "plain", "warm", "last"))
    (workflows / "everything" / "notes").mkdir()
    (workflows / "everything" / "notes" / "tell.txt").write_text(
        "Call {{ contact.first_name }}\n\nNow", "utf-8"
    )
    memory = played(Account, workflows)
    try:
        wanted, rows, used = outcomes(memory), facts(memory), work(memory)
        tests = dict(memory.tables.experiments)
    finally:
        memory.close()
    moto = played(MotoAccount, workflows)
    try:
        assert outcomes(moto) == wanted
        assert facts(moto) == rows
        assert work(moto) == used
        assert moto.tables.experiments == tests
        assert (moto.crashes, moto.dead_letters()) == ([], [])
    finally:
        moto.close()

    ((test,),) = [tests.values()]
    assert [each.place for each in test.looks] == [0, 1]
    assert sum(each.contacts for each in test.looks[0].arms) == 6
    steps = {line[4] for line in wanted if line[2] in ("sent", "notified", "decided")}
    assert {"hello", "plain", "warm", "tell", "card", "answer", "subject", "mark", "last"} <= steps
    assert sum(line[2] == "completed" for line in wanted) == 6
