"""Everything that starts a workflow, on moto behind AWS's own adapters: the same outcomes as in memory."""

from pathlib import Path
from typing import Any

from local import lines, play
from local.deployment import Deployment
from local.rehearse import Engine, Stage, open_deployment
from tests.builders import DAY, HOUR
from tests.journeys import test_dates, test_groups, test_triggers
from tests.journeys.conftest import ROOT, START
from tests.journeys.flows import person, tracked, write_flows

NOON = test_triggers.NOON
FLOWS = (
    test_triggers.DEMO,
    test_triggers.AFTERWARDS,
    test_triggers.BROWSE,
    test_triggers.COME_BACK,
    test_dates.BIRTHDAY,
    test_dates.CHECK_UP.replace("44w", "2w"),
    test_groups.HELLO,
    test_groups.BYE,
    test_groups.SALE,
)
TOLD = [
    *person(NOON, birthday="1990-03-20"),
    *person(NOON + HOUR, "u2", timezone="America/New_York"),
    test_triggers.demo(NOON + 2 * HOUR),
    *(test_triggers.viewed(NOON + n * DAY) for n in (2, 3, 4)),
    *(test_groups.viewed(NOON + n * DAY, "u2") for n in (2, 3)),
    test_dates.completed(NOON + DAY),
    test_dates.completed(NOON + 3 * DAY),
    tracked("Unsubscribed", NOON + 9 * DAY, who="u2"),
]
STARTED = {"demo", "afterwards", "browse", "come_back", "birthday", "check_up", "hello", "bye", "sale"}


def _played(folder: Path, engine: Engine) -> Deployment:
    told = lines.parse(TOLD, "test")
    stage = Stage(workflows=folder, shop=ROOT / "shop.yaml", start=START, days=30, engine=engine)
    deployment = open_deployment(stage, told)
    play.schedule(deployment, told)
    deployment.agenda.run(stage.end)
    return deployment


def _outcomes(deployment: Deployment) -> list[tuple[Any, ...]]:
    keys = ("at", "email", "kind", "workflow", "step", "reason", "event", "until")
    return sorted(tuple(str(line.get(key)) for key in keys) for line in deployment.timeline.lines)


def test_both_engines_start_the_same_at_the_same_instants(tmp_path: Path) -> None:
    folder = write_flows(tmp_path, *FLOWS, segments=test_groups.ENGAGED)
    memory = _played(folder, Engine.MEMORY)
    wanted, started = _outcomes(memory), {row.workflow for row in memory.tables.enrollments.values()}
    memory.close()

    moto = _played(folder, Engine.MOTO)
    try:
        assert _outcomes(moto) == wanted
        assert (moto.crashes, moto.dead_letters()) == ([], [])
    finally:
        moto.close()
    assert started == STARTED
