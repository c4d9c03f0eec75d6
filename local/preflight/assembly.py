"""The cloud assembly that is looked at and then deployed: the same files, synthesised once."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from homing.domain.errors import NotDeployable
from homing.settings import stack_name

from local.preflight.inspection import PARTS
from local.preflight.resources import Template

OUT = Path("cdk.out")


def synthesise(stage: str, checkout: Path = Path(), out: Path = OUT) -> Path:
    """Let the CDK command line write a stage's templates; the folder they are in.

    Raises:
        NotDeployable: the code, a workflow or cdk-nag has something against it.
    """
    folder = checkout / out
    for old in folder.glob("*.template.json"):
        old.unlink()
    command = ["npx", "--no-install", "cdk", "synth", "--quiet", "--no-notices"]
    command += ["--output", str(out), "--context", f"stage={stage}"]
    made = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    told = made.stdout + made.stderr
    if made.returncode or "ERROR" in told:
        raise NotDeployable(f"cdk synth failed for {stage}:\n{told}")
    return folder


def templates(out: Path, stage: str) -> Mapping[str, Template]:
    """A stage's two templates by `data` and `journeys`."""
    files = {part: out / f"{stack_name(stage, part)}.template.json" for part in PARTS}
    return {part: json.loads(file.read_text("utf-8")) for part, file in files.items()}
