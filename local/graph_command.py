"""`homing graph WORKFLOW`: the workflow as a picture."""

from pathlib import Path
from typing import Annotated

import typer
from homing.adapters.graph import draw
from homing.adapters.workflow_files import load
from homing.domain.errors import InvalidWorkflow


def graph(
    workflow: Annotated[str, typer.Argument(help="Which workflow.")],
    out: Annotated[Path | None, typer.Option(help="The file to write; without it, WORKFLOW.svg.")] = None,
    workflows: Annotated[Path, typer.Option(help="The folder that holds the workflows.")] = Path("workflows"),
) -> None:
    """Draw a workflow as SVG, from its trigger to its end."""
    found = {each.name: each for each in load(workflows)}
    if workflow not in found:
        raise InvalidWorkflow(f"there is no workflow {workflow!r}; there are {', '.join(sorted(found))}")
    path = out or Path(f"{workflow}.svg")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(draw(found[workflow]) + "\n", encoding="utf-8")
    typer.echo(f"Written to {path}; open it in a browser.")
