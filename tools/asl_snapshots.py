"""Writes the machine of every workflow to tests/infra/snapshots, where a review sees what a change does."""

from collections.abc import Mapping
from pathlib import Path

from homing.adapters import workflow_files

from infra.asl.compiler import compile_workflow, to_text

ROOT = Path(__file__).parents[1]
SNAPSHOTS = ROOT / "tests" / "infra" / "snapshots"


def machines() -> Mapping[Path, str]:
    """The text of every workflow's machine, by the file that holds its snapshot."""
    workflows = workflow_files.load(ROOT / "workflows")
    return {SNAPSHOTS / f"{each.name}.asl.json": to_text(compile_workflow(each)) for each in workflows}


def main() -> None:
    """Write the snapshots anew and remove those whose workflow is gone."""
    texts = machines()
    SNAPSHOTS.mkdir(parents=True, exist_ok=True)
    for path in set(SNAPSHOTS.glob("*.asl.json")) - set(texts):
        path.unlink()
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
