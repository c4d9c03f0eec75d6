"""Repeats on moto, behind AWS's own adapters: the same passes, moves and ends as in memory."""

from pathlib import Path
from typing import Any

from local import lines, play
from local.deployment import Deployment
from local.rehearse import Engine, Stage, open_deployment
from tests.builders import DAY, HOUR, at
from tests.functional.test_moto_engine import outcomes
from tests.journeys import test_repeats
from tests.journeys.conftest import ROOT
from tests.journeys.small import identify, shop_of, track

START = test_repeats.START
TWICE = test_repeats.ASKING.replace("times: 3", "times: 2")
TOLD = [
    identify(test_repeats.TOLD - HOUR),
    test_repeats.plan(),
    test_repeats.plan("b", next_at="2026-03-11"),
    test_repeats.moved(at("2026-03-12 12:00"), "2026-03-17"),
    track("Plan Ended", at("2026-03-13 12:00"), plan="b"),
    track("Demo Requested", test_repeats.TOLD + HOUR),
]


def played(folder: Path, engine: Engine) -> Deployment:
    told = lines.parse(TOLD, "test")
    stage = Stage(workflows=folder, shop=ROOT / "shop.yaml", start=START, days=20, engine=engine)
    deployment = open_deployment(stage, told)
    play.schedule(deployment, told)
    deployment.agenda.run(START + 20 * DAY)
    return deployment


def sent(deployment: Any) -> list[tuple[str, str]]:
    return [
        (line["step"], line["local"][5:10]) for line in deployment.timeline.lines if line["kind"] == "sent"
    ]


def test_both_engines_repeat_move_and_end_alike(tmp_path: Path) -> None:
    folder = shop_of(tmp_path, test_repeats.REMINDER, TWICE)
    memory = played(folder, Engine.MEMORY)
    wanted, left = outcomes(memory), sent(memory)
    memory.close()

    moto = played(folder, Engine.MOTO)
    try:
        assert outcomes(moto) == wanted
        assert (moto.crashes, moto.dead_letters()) == ([], [])
    finally:
        moto.close()

    assert [day for step, day in left if step == "due"] == ["03-10", "03-11", "03-17"]
    assert [step for step, _ in left if step != "due"] == ["ask", "remind", "ask", "remind", "thanks"]
