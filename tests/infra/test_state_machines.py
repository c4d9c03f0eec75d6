"""The machines of our own workflows: as last reviewed, and what Step Functions accepts."""

import subprocess
from pathlib import Path

import pytest

from infra.asl.compiler import fill
from tools.asl_snapshots import ROOT, SNAPSHOTS, machines

VALIDATOR = ROOT / "node_modules" / "asl-validator" / "dist" / "bin" / "asl-validator.js"
MACHINES = {path.name.removesuffix(".asl.json"): text for path, text in machines().items()}
EXAMPLE = {
    "SendQueueUrl": "https://sqs.eu-west-1.amazonaws.com/111111111111/homing-sandbox-welcome-send",
    "StepFunctionArn": "arn:aws:lambda:eu-west-1:111111111111:function:step",
}


@pytest.mark.parametrize("workflow", MACHINES)
def test_a_machine_is_as_it_was_reviewed(workflow: str) -> None:
    path = SNAPSHOTS / f"{workflow}.asl.json"
    reviewed = path.read_text("utf-8") if path.exists() else ""

    assert MACHINES[workflow] == reviewed, "if the change is meant, run: python -m tools.asl_snapshots"


def test_no_snapshot_outlives_its_workflow() -> None:
    assert {path.name for path in SNAPSHOTS.iterdir()} == {f"{workflow}.asl.json" for workflow in MACHINES}


def test_every_machine_is_valid_amazon_states_language(tmp_path: Path) -> None:
    assert VALIDATOR.exists(), "run: make setup"
    for workflow, text in MACHINES.items():
        (tmp_path / f"{workflow}.json").write_text(fill(text, EXAMPLE), "utf-8")

    judged = subprocess.run(
        ["node", VALIDATOR, *(f"--json-path={path}" for path in sorted(tmp_path.glob("*.json")))],
        capture_output=True,
        text=True,
        check=False,
    )

    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert judged.stdout.count("is valid") == len(MACHINES)
