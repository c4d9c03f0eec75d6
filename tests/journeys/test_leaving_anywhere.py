"""Whoever leaves, by any way and at any boundary of a journey's timeline, gets no marketing mail after it.

`make test` leaves each flow at each instant of its timeline, and before each kind of call that our functions
make between them; `make faults` by every way before every call.
"""

from functools import cache

import pytest

from tests.journeys import sweep
from tests.journeys.boundaries import Swept
from tests.journeys.leavers import WAYS

MARKETS_NOTHING = ("back_in_stock", "feature_tutorial", "reminder", "social_reply")


@cache
def left_anywhere(flow: str) -> Swept:
    every_way = flow in (*sweep.LIVE, sweep.MIXED)
    return sweep.sweep(flow, 1, sweep.every_way_once() if every_way else sweep.in_turn())


@pytest.mark.parametrize("flow", sweep.READERS)
def test_no_marketing_mail_leaves_after_its_reader_has(flow: str) -> None:
    swept = left_anywhere(flow)

    assert "\n".join(swept.broken) == ""
    # Without the departures those mails had left.
    assert bool(swept.prevented) is (flow not in MARKETS_NOTHING)


def test_every_way_is_tried_at_every_kind_of_boundary() -> None:
    swept = left_anywhere("welcome")

    by_text = {"STOP"}  # of which the flow sends none
    assert set(swept.tried) == set(WAYS) - by_text
    assert {"just before", "at", "just after"} <= swept.sites
    assert {
        f"send before {call}" for call in ("messages.claim", "mailer.send", "messages.settle")
    } <= swept.sites


def test_no_text_leaves_after_its_reader_has_answered_stop() -> None:
    swept = sweep.sweep("check_up", 2, lambda _: ("STOP",))

    assert swept.broken == []
    assert swept.tried["STOP"] > 0
