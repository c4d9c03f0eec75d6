"""The composition root: one function a Lambda, which returns its use case ready to be called.

Nothing else makes an adapter or reads the environment.
"""

from homing.bootstrap import around
from homing.bootstrap.inbound import door, intake, leave, listen, pages, records, sweep
from homing.bootstrap.outbound import advance, deliver, visibility
from homing.bootstrap.reports import report_shop, summarize
from homing.neighbours import Neighbours

__all__ = [
    "advance",
    "deliver",
    "door",
    "install",
    "intake",
    "leave",
    "listen",
    "pages",
    "records",
    "report_shop",
    "summarize",
    "sweep",
    "visibility",
]


def install(neighbours: Neighbours | None) -> None:
    """Put other neighbours in AWS's place: a laptop's engine, a test's fakes; None takes them out."""
    around.install(neighbours)
    inward = (door, intake, listen, records, sweep, leave, pages)
    for each in (*inward, advance, deliver, visibility, summarize, report_shop):
        each.cache_clear()
