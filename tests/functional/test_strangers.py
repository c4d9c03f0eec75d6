"""Two workflows as strangers would write them, of every kind of step: valid, and alike on both engines."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from homing.adapters.workflow_files import load
from homing.domain.steps import Step
from homing.domain.walk import flatten

from infra.asl.compiler import compile_workflow
from local import lines, validate
from local.deployment import Deployment
from local.rehearse import Engine, Stage, rehearsed
from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    at,
    customer,
    identified,
    recipient,
    subscriber,
    tracked,
    webhook,
)

ROOT = Path(__file__).parents[2]
STRANGERS = ROOT / "tests" / "strangers"
START = at("2026-03-02 00:00")
JOINED = START - 40 * DAY
COLLECTED = START + 9 * HOUR


@pytest.fixture(scope="module")
def workflows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The strangers' workflows, with the layout, pages and words that every shop begins with."""
    folder = tmp_path_factory.mktemp("strangers")
    shutil.copytree(STRANGERS, folder, dirs_exist_ok=True)
    for part in ("_layout", "_pages", "locales"):
        shutil.copytree(ROOT / "workflows" / part, folder / "workflows" / part)
    return folder / "workflows"


def collects(number: int, when: Any = COLLECTED, **said: Any) -> str:
    due = "2026-03-06" if when == COLLECTED else "2026-02-01"
    told = {"booking": f"b{number}", "days": 4, "due_at": due} | said
    return tracked("Bike Collected", number, at=when + number * MINUTE, **told)


def told() -> list[str]:
    """2 and 4 have punctures, 3 wants no marketing, 5 comes often, 6 returns soon, 7 is staff."""
    people = []
    for number in range(1, 8):
        then = JOINED + number * MINUTE
        who = customer if number == 3 else subscriber
        tags = {"tags": "staff"} if number == 7 else {}
        people.append(webhook("customers/create", who(number, at=then, **tags), at=then))
        people.append(identified(number, at=then + HOUR, phone=f"+479123456{number}"))
    return [
        *people,
        *map(collects, range(1, 8)),
        collects(5, JOINED + 10 * DAY, booking="b0"),
        *(tracked("Puncture Reported", n, at=COLLECTED + 20 * HOUR, booking=f"b{n}") for n in (2, 4)),
        tracked("Bike Returned", 6, at=COLLECTED + 12 * HOUR, booking="b6"),
        recipient("click", 5, at=at("2026-03-10 12:00"), workflow="saddle_club", step="ride"),
        tracked("Ride Moved", 5, at=at("2026-03-15 12:00"), next_at="2026-03-20"),
    ]


def test_they_are_valid(workflows: Path) -> None:
    assert validate.findings(workflows, ROOT / "shop.yaml") == []


def test_together_they_have_every_kind_of_step_and_each_compiles(workflows: Path) -> None:
    both = load(workflows)
    kinds = {type(step) for each in both for step in flatten(each.steps)}

    assert kinds == set(Step.__args__[0].__args__)
    assert all(compile_workflow(each)["States"] for each in both)


def played(workflows: Path, out: Path, engine: Engine) -> list[dict[str, Any]]:
    stage = Stage(workflows=workflows, shop=ROOT / "shop.yaml", start=START, days=60, engine=engine)
    with rehearsed(stage, lines.parse(told(), "test"), out) as (deployment, _):
        assert not _troubles(deployment)
        return deployment.timeline.lines


def _troubles(deployment: Deployment) -> list[Any]:
    return [*deployment.crashes, *deployment.dead_letters()]


def reached(timeline: list[dict[str, Any]], number: int) -> str:
    return " ".join(
        line["step"]
        for line in timeline
        if line["kind"] in ("sent", "notified") and line["email"] == f"person{number}@example.com"
    )


def test_everybody_goes_their_way_and_moto_tells_the_same(workflows: Path, tmp_path: Path) -> None:
    in_memory = played(workflows, tmp_path / "memory", Engine.MEMORY)
    on_moto = played(workflows, tmp_path / "moto", Engine.MOTO)

    assert {number: reached(in_memory, number) for number in range(1, 8)} == {
        1: "ride_well cafes bring_back again season",
        2: "ride_well routes help bring_back season",  # and no offer, after the puncture
        3: "ride_well bring_back",
        4: "ride_well routes help bring_back season",
        5: "ride_well routes bring_back ride how_was_it ride season ride thanks",
        6: "ride_well cafes",
        7: "",
    }
    assert [line["email"] for line in in_memory if line.get("step") == "job"] == [
        "person2@example.com",
        "person4@example.com",
    ]
    assert outcomes(on_moto) == outcomes(in_memory)


def outcomes(timeline: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    names = ("kind", "email", "workflow", "step", "reason", "at")
    return sorted(tuple(str(line.get(name)) for name in names) for line in timeline)
