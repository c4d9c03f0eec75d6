"""Synthesises a stage offline and tells what a deploy would send; cdk-nag and cfn-lint may find nothing."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from homing.domain.errors import NotDeployable

from local.preflight.assembly import synthesise

ROOT = Path(__file__).parents[1]

# CDK makes every function depend on its role's policy, and names the role along with it.
IGNORED = "W3005"


def main() -> int:
    """Synthesise the stage that `STAGE` names, the sandbox by default; 1 if anything was found."""
    stage = os.environ.get("STAGE") or "sandbox"
    try:
        out = synthesise(stage, ROOT)
    except NotDeployable as error:
        print(error)
        return 1
    templates = sorted(out.glob("*.template.json"))
    lint = subprocess.run(
        ["cfn-lint", "--ignore-checks", IGNORED, "--", *map(str, templates)], cwd=ROOT, check=False
    )
    for path in templates:
        _describe(path)
    return 1 if lint.returncode else 0


def _describe(path: Path) -> None:
    resources = json.loads(path.read_text("utf-8"))["Resources"].values()
    kinds = Counter(resource["Type"].removeprefix("AWS::") for resource in resources)
    print(f"{path.name.removesuffix('.template.json')}: {kinds.total()} resources")
    for kind, count in sorted(kinds.items()):
        print(f"  {count:3} {kind}")


if __name__ == "__main__":
    sys.exit(main())
