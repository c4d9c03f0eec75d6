"""The composition root: one function a Lambda, which returns its use case ready to be called.

Nothing else makes an adapter or reads the environment.
"""

import contextlib
import gc
import os
from collections.abc import Callable, Iterator

from homing.bootstrap import around
from homing.bootstrap.choosing import preferences
from homing.bootstrap.confirming import confirm
from homing.bootstrap.inbound import (
    answers,
    door,
    forms,
    giveaways,
    intake,
    leave,
    listen,
    pages,
    records,
    replies,
    tracking,
)
from homing.bootstrap.inside import advance
from homing.bootstrap.outbound import deliver, visibility
from homing.bootstrap.privacy import serve_requests
from homing.bootstrap.reports import export_figures, report_shop, summarize, tell_the_week
from homing.bootstrap.rounds import compare_lists, fill_codes, reconcile, sweep
from homing.domain.errors import HomingError
from homing.neighbours import Neighbours

__all__ = [
    "advance",
    "answers",
    "at_start",
    "compare_lists",
    "confirm",
    "deliver",
    "door",
    "export_figures",
    "fill_codes",
    "forget",
    "forms",
    "giveaways",
    "install",
    "install_each",
    "intake",
    "leave",
    "lent",
    "listen",
    "pages",
    "preferences",
    "reconcile",
    "records",
    "replies",
    "report_shop",
    "serve_requests",
    "summarize",
    "sweep",
    "tell_the_week",
    "tracking",
    "visibility",
]


def at_start(*use_cases: Callable[[], object]) -> None:
    """Make use cases while Lambda starts a function: it lends a whole processor then, and later only a share.

    What cannot be had yet, such as a secret, is told by the first call, which can be tried again.
    """
    if "AWS_LAMBDA_INITIALIZATION_TYPE" not in os.environ:
        return
    with contextlib.suppress(HomingError):
        for each in use_cases:
            each()
    gc.freeze()  # what is loaded stays, so that no later collection looks at it again
    gc.enable()


def install(neighbours: Neighbours | None) -> None:
    """Put other neighbours in AWS's place: a laptop's engine, a test's fakes; None takes them out."""
    install_each(None if neighbours is None else lambda _: neighbours)


def install_each(make: Callable[[around.Told], Neighbours] | None) -> None:
    """Let every function have neighbours of its own, made from its settings; None takes them out."""
    around.install(make)
    forget()


@contextlib.contextmanager
def lent(neighbours: Neighbours) -> Iterator[None]:
    """Other neighbours for a while; what was installed before is there again afterwards."""
    before = around.installed()
    install(neighbours)
    try:
        yield
    finally:
        around.install(before)
        forget()


def forget() -> None:
    """Put every use case together anew at its next call, as a function does that starts cold."""
    outward = (advance, deliver, visibility)
    reports = (summarize, report_shop, export_figures, tell_the_week)
    inward = (door, tracking, forms, intake, listen, replies, records)
    for_readers = (leave, answers, confirm, preferences, giveaways, pages)
    rounds = (sweep, reconcile, fill_codes, compare_lists, serve_requests)
    for each in (*inward, *for_readers, *rounds, *outward, *reports):
        each.cache_clear()
