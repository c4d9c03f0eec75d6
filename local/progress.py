"""Shows how far a rehearsal has come."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from local.rehearse import Stage


@contextmanager
def of(stage: "Stage") -> Iterator[Callable[[datetime], None]]:
    """A bar from the stage's start to its end; call what it gives with each instant."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=40),
        TextColumn("{task.fields[day]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=False) as bar:
        total = max((stage.end - stage.start).total_seconds(), 1)
        task = bar.add_task("Playing", total=total, day=stage.start.date().isoformat())
        shown = None

        def tell(instant: datetime) -> None:
            nonlocal shown
            if instant.date() == shown or instant < stage.start:
                return
            shown = instant.date()
            bar.update(
                task, completed=(instant - stage.start).total_seconds(), day=instant.date().isoformat()
            )

        yield tell
        bar.update(task, completed=total, day=stage.end.date().isoformat())
