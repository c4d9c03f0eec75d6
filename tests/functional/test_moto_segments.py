"""Segments and scores on moto, through the adapters that run in AWS, come to what they do in memory."""

from collections import Counter
from pathlib import Path

from local import lines
from local.rehearse import Engine, Stage, rehearsed
from tests.journeys.conftest import ROOT, START
from tests.journeys.flows import write_flows
from tests.journeys.test_segment_crashes import BYE, HELLO, LEADS, SEGMENT, TOLD


def played(engine: Engine, folder: Path, out: Path) -> Counter[tuple[str, str, str]]:
    stage = Stage(workflows=folder, shop=ROOT / "shop.yaml", start=START, days=5, engine=engine)
    out.mkdir()
    with rehearsed(stage, lines.parse(TOLD, "test"), out) as (deployment, _):
        return Counter(
            (line["kind"], line["workflow"], line["at"])
            for line in deployment.timeline.lines
            if line["kind"] in ("enrolled", "sent")
        )


def test_both_engines_judge_alike(tmp_path: Path) -> None:
    folder = write_flows(tmp_path, HELLO, BYE, LEADS, segments=SEGMENT)

    memory, moto = (played(engine, folder, tmp_path / engine) for engine in Engine)

    assert memory == moto
    assert {workflow for _, workflow, _ in moto} == {"hello", "bye", "leads"}
