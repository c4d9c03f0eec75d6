"""The segments that ship: who is in them, told as people."""

from pathlib import Path
from typing import Any

import pytest
from homing.adapters.segment_files import load
from homing.domain.facts import Deed, Facts
from homing.domain.segments import members_of

from tests.builders import DAY, at

NOW = at("2026-09-01 11:00")
SEGMENTS = {each.name: each for each in load(Path(__file__).parents[2] / "segments")}
HUMAN, MACHINE = {"machine": False}, {"machine": True}


def segments_of(*deeds: tuple[str, int, dict[str, Any]], **values: Any) -> frozenset[str]:
    """The segments of a contact who did each of (name, days ago, properties)."""
    told: dict[str, tuple[Deed, ...]] = {}
    for name, days, properties in deeds:
        deed = Deed(name=name, at=NOW - days * DAY, properties=properties)
        told[name] = (*told.get(name, ()), deed)
    known = {"orders": 0, "has_ordered": False, "subscribed": True} | values
    facts = Facts(now=NOW, values={f"contact.{name}": value for name, value in known.items()}, deeds=told)
    return members_of(SEGMENTS, SEGMENTS, facts)


def mailed(
    *days: int, purpose: str = "marketing", pixel: bool = True
) -> list[tuple[str, int, dict[str, Any]]]:
    return [("Email Delivered", each, {"purpose": purpose, "pixel": pixel}) for each in days]


MAILED = mailed(80, 60, 40, 20, 1)
UNSEEN = mailed(80, 60, 40, 20, 1, pixel=False)
ASLEEP = {"dormant", "dormant_180", "opened_by_machines"}


@pytest.mark.parametrize(
    ("deeds", "asleep"),
    [
        (MAILED, {"dormant", "dormant_180"}),
        (MAILED[1:], set()),  # four mails prove nothing
        (mailed(80, 60, 40, 20, purpose="marketing") + mailed(1, purpose="transactional"), set()),
        ([*MAILED, ("Email Opened", 10, HUMAN)], set()),
        ([*MAILED, ("Email Link Clicked", 89, HUMAN)], set()),
        ([*MAILED, ("Order Completed", 89, {})], set()),
        ([*MAILED, ("Page Viewed", 89, {})], set()),
        ([*MAILED, ("Page Viewed", 90, {})], {"dormant"}),
        ([*MAILED, ("Page Viewed", 180, {})], {"dormant", "dormant_180"}),
        # Machines open: twice the time, and they are asked.
        ([*MAILED, ("Email Opened", 10, MACHINE), ("Page Viewed", 100, {})], {"opened_by_machines"}),
        ([*MAILED, ("Email Opened", 10, MACHINE), ("Page Viewed", 180, {})], ASLEEP),
        ([*MAILED, ("Email Opened", 95, MACHINE), ("Page Viewed", 100, {})], {"dormant"}),
        ([*MAILED, ("Email Opened", 10, MACHINE), ("Email Opened", 11, HUMAN)], set()),
    ],
)
def test_who_is_dormant(deeds: list[Any], asleep: set[str]) -> None:
    assert segments_of(*deeds) & ASLEEP == asleep


@pytest.mark.parametrize(
    ("deeds", "asleep"),
    [
        # Nothing in half a year but mails that tell of no open: asked because of what they did not do.
        (UNSEEN, {"dormant", "dormant_180"}),
        ([*UNSEEN, ("Page Viewed", 180, {})], {"dormant", "dormant_180"}),
        # Quiet for less than that, they may have read every mail.
        ([*UNSEEN, ("Page Viewed", 179, {})], set()),
        ([*UNSEEN, ("Page Viewed", 95, {})], set()),
        # One mail in five told, and was not opened: no more than one is known to be unread.
        ([*mailed(80), *UNSEEN[1:], ("Page Viewed", 95, {})], set()),
        ([*UNSEEN, *MAILED, ("Page Viewed", 95, {})], {"dormant"}),
        # They agreed once, opened, and took it back: what was seen was seen.
        ([*UNSEEN, *mailed(150), ("Email Opened", 149, HUMAN)], set()),
    ],
)
def test_nobody_is_dormant_for_mails_of_which_no_open_is_told(deeds: list[Any], asleep: set[str]) -> None:
    assert segments_of(*deeds) & ASLEEP == asleep


@pytest.mark.parametrize(
    ("days", "machines", "asleep"),
    [(30, False, set()), (89, True, set()), (90, False, {"dormant"}), (100, True, {"opened_by_machines"})],
)
def test_nobody_has_slept_for_longer_than_they_were_there(
    days: int, machines: bool, asleep: set[str]
) -> None:
    opened = [("Email Opened", 10, MACHINE)] if machines else []
    known = {"first_seen": NOW - days * DAY}

    assert segments_of(*mailed(29, 20, 10, 5, 1), *opened, **known) & ASLEEP == asleep


@pytest.mark.parametrize(
    ("deeds", "ordered", "engaged"),
    [
        ([("Email Link Clicked", 13, HUMAN), ("Email Link Clicked", 1, HUMAN)], False, True),
        ([("Email Link Clicked", 14, HUMAN), ("Email Link Clicked", 1, HUMAN)], False, False),
        ([("Email Link Clicked", 2, HUMAN), ("Email Link Clicked", 1, MACHINE)], False, False),
        ([("Product Viewed", days, {}) for days in (1, 2, 3)], False, True),
        ([("Product Viewed", days, {}) for days in (1, 2, 3)], True, False),
        ([("Product Viewed", days, {}) for days in (1, 2)], False, False),
    ],
)
def test_who_is_an_engaged_lead(deeds: list[Any], ordered: bool, engaged: bool) -> None:
    assert ("engaged_leads" in segments_of(*deeds, has_ordered=ordered)) is engaged


@pytest.mark.parametrize(
    ("values", "deeds", "expected"),
    [
        ({"first_seen": NOW - 29 * DAY}, [], {"new_contacts"}),
        ({"first_seen": NOW - 30 * DAY}, [("Page Viewed", 3, {})], {"active_leads"}),
        ({"first_seen": NOW - 30 * DAY, "subscribed": False}, [("Page Viewed", 3, {})], set()),
        ({"orders": 1, "has_ordered": True}, [], {"first_time_customers"}),
        ({"orders": 2, "has_ordered": True}, [], {"repeat_customers"}),
        ({"orders": 5, "has_ordered": True, "spent": 5000}, [], {"repeat_customers", "big_spenders"}),
    ],
)
def test_each_stage_of_life_is_a_segment(
    values: dict[str, Any], deeds: list[Any], expected: set[str]
) -> None:
    assert segments_of(*deeds, **values) - {"active_90", "active_180", "acted_180"} == expected


def test_place_age_source_and_use_of_an_app_are_segments_too() -> None:
    used: list[Any] = [("Feature Used", days, {}) for days in (1, 2, 29)]

    assert "nordic_adults" in segments_of(country="NO", age=18)
    assert "nordic_adults" not in segments_of(country="NO", age=17)
    assert "nordic_adults" not in segments_of(country="NL", age=40)
    assert "from_forms" in segments_of(source="form")
    assert "app_users" in segments_of(*used)
    assert "app_users" not in segments_of(*used[1:])


def test_every_title_is_a_line_that_a_report_can_show() -> None:
    assert all(len(each.title) <= 110 and "\n" not in each.title for each in SEGMENTS.values())
