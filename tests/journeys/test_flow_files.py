"""One file of events for each flow that ships, played as `homing rehearse --events` does, on both engines."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from homing.adapters.workflow_files import load

from local import lines
from local.rehearse import Engine, Stage, rehearse, rehearsed
from tests.journeys.conftest import ROOT, START

FILES = ROOT / "tests" / "events" / "flows"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What each person of a file is sent, or a colleague or another system is told of them; for how long."""

    days: int = 40
    beside: tuple[str, ...] = ()
    overlay: str | None = None
    people: dict[int, str] = field(default_factory=dict)


FLOWS = {
    "abandoned_cart": Told(people={1: "reminder reassurance incentive", 2: "reminder"}),
    "back_in_stock": Told(people={1: "back", 2: "back"}),
    "birthday": Told(people={1: "wish", 2: "wish"}),  # 3 never consented
    "browse": Told(people={1: "more_about case_study", 2: "more_about"}),
    "check_up": Told(days=60, people={1: "book book_again", 2: "book tomorrow"}),  # 3 had booked
    "confirm_subscription": Told(
        days=3,
        beside=("welcome",),
        overlay="demo",  # asks whoever lives in Germany
        people={1: "confirm welcome brand_story", 2: "welcome brand_story", 3: "confirm confirm"},
    ),
    "demo_follow_up": Told(people={1: "demo colleague questions", 2: "demo colleague"}),
    "feature_tutorial": Told(people={1: "tutorial"}),
    "lead_nurture": Told(
        people={1: "resource related format solution", 2: "resource related", 3: "resource"}
    ),
    "lead_score": Told(beside=("offer_ladder",), people={1: "tell_sales idea offer better_offer"}),
    "offer_ladder": Told(people={1: "idea offer better_offer", 2: "idea"}),
    "onboarding": Told(
        beside=("review",),
        people={1: "thanks key_feature check_in advanced survey", 2: "thanks key_feature"},
    ),
    "product_tips": Told(people={1: "tip_1 tip_2 tip_3", 2: "tip_1"}),
    "reminder": Told(people={1: "due due due due", 2: "due due due due", 3: "due"}),
    "replenishment": Told(days=90, people={1: "running_out", 2: "running_out"}),
    "review": Told(
        people={1: "survey ask ask_again ask_last", 2: "survey unhappy", 3: "survey ask"}  # 4 has a ticket
    ),
    "social_reply": Told(people={1: "reply", 2: "hand_over"}),
    "welcome": Told(
        people={
            1: "welcome brand_story social_proof first_offer",
            2: "welcome brand_story",
            3: "welcome brand_story social_proof",
        }
    ),
    "win_back": Told(
        days=140,
        beside=("welcome", "lead_nurture"),
        people={
            1: "welcome brand_story social_proof first_offer resource related format solution "
            "miss_you what_you_missed last_chance sunset",
            2: "welcome brand_story social_proof first_offer resource related format solution miss_you",
        },
    ),
}
ACTS = ("email", "sms", "notify", "webhook")


def stage(flow: str, engine: Engine = Engine.MEMORY, days: int | None = None) -> Stage:
    told = FLOWS[flow]
    return Stage(
        workflows=ROOT / "workflows",
        shop=ROOT / "shop.yaml",
        start=START,
        days=days or told.days,
        only=(flow, *told.beside),
        engine=engine,
        overlay=told.overlay,
    )


def reached(timeline: list[dict[str, Any]], flow: str) -> dict[int, str]:
    """The steps that did something for each person, in order."""
    steps: defaultdict[int, list[str]] = defaultdict(list)
    for line in timeline:
        done = line["kind"] in ("sent", "notified") or line.get("step") == "reply"
        if done and line["workflow"] in (flow, *FLOWS[flow].beside):
            steps[int(line["email"].removeprefix("person").partition("@")[0])].append(line["step"])
    return {person: " ".join(done) for person, done in sorted(steps.items())}


def test_every_flow_that_ships_has_a_file() -> None:
    shipped = {each.name for each in load(ROOT / "workflows")}

    assert {each.stem for each in FILES.glob("*.jsonl")} == set(FLOWS) == shipped


@pytest.mark.parametrize("flow", FLOWS)
def test_a_flow_reaches_whom_it_should_with_what_it_should(flow: str) -> None:
    account = rehearse(stage(flow), lines.read(FILES / f"{flow}.jsonl"))

    assert reached(account.timeline.lines, flow) == FLOWS[flow].people
    assert not account.crashes
    assert not account.dead_letters()


ONCE_MORE_ON_MOTO = {"reminder": 13, "review": 30, "lead_score": 14, "confirm_subscription": 1}


@pytest.mark.parametrize("flow", ONCE_MORE_ON_MOTO)
def test_moto_behind_awss_own_adapters_tells_the_same(flow: str, tmp_path: Path) -> None:
    days = ONCE_MORE_ON_MOTO[flow]
    told = lines.read(FILES / f"{flow}.jsonl")

    in_memory = outcomes(rehearse(stage(flow, days=days), told).timeline.lines)
    with rehearsed(stage(flow, Engine.MOTO, days), told, tmp_path) as (deployment, _):
        on_moto = outcomes(deployment.timeline.lines)

    assert on_moto == in_memory
    assert {kind for kind, *_ in on_moto} >= {"enrolled", "sent"}


def outcomes(timeline: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """What became of everybody, and when."""
    names = ("kind", "email", "workflow", "step", "reason", "at")
    return sorted(tuple(str(line.get(name)) for name in names) for line in timeline)
