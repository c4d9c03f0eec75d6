"""How well the hour where readers are is known: shown with each mail, and counted in the report."""

from typing import Any

import pytest
from homing import bootstrap
from homing.services.report_json import report_json

from tests.builders import at, called, identified, subscriber, webhook
from tests.journeys.conftest import START, Story, play

SIGNED_UP = at("2026-03-04 10:00")

PLACES: dict[str, dict[str, Any]] = {
    "address": {"country_code": "NO"},
    "guessed": {"country_code": "US"},  # a country of several clocks, and no state
    "shop": {},
}


@pytest.fixture
def greeted() -> Story:
    """Four newcomers, each known otherwise."""
    lines = [
        webhook("customers/create", subscriber(n, at=SIGNED_UP, default_address=place), at=SIGNED_UP)
        for n, place in enumerate(PLACES.values(), start=1)
    ]
    told = subscriber(4, at=SIGNED_UP, default_address={"country_code": "NO"})
    lines.append(identified(4, at=at("2026-03-04 09:59"), timezone="Asia/Tokyo"))
    lines.append(webhook("customers/create", told, at=SIGNED_UP))
    return play(lines, days=3)


def test_each_mail_says_where_its_zone_came_from(greeted: Story) -> None:
    sources = {(line["zone"], line["zone_source"]) for line in greeted.of("sent", step="welcome")}

    assert sources == {
        ("Europe/Oslo", "default_address"),
        ("America/New_York", "country_guess"),
        ("Europe/Oslo", "shop"),
        ("Asia/Tokyo", "explicit"),
    }


def test_the_report_counts_how_many_were_guesses(greeted: Story) -> None:
    report = report_json(bootstrap.summarize().between(START, greeted.account.clock.now()))
    counted = report["workflows"]["welcome"]["messages"]["welcome"]["zones"]

    assert counted == {"told": 1, "address": 1, "guessed": 1, "shop": 1}
    assert sum(report["kpis"]["zones"].values()) == report["kpis"]["sent"]


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        ({"timezone": "Europe/Olso"}, "Europe/Oslo"),
        ({"timezone": "Europe/Olso", "traits": {"timezone": "Asia/Tokyo"}}, "Asia/Tokyo"),
    ],
)
def test_a_zone_that_is_none_is_told_and_never_becomes_utc(told: dict[str, Any], zone: str) -> None:
    opened = called("page", 1, at=at("2026-03-04 09:59"), name="Home", messageId="m-1", context=told)
    known = identified(1, at=at("2026-03-04 09:58"))
    story = play([known, opened, webhook("customers/create", subscriber(at=SIGNED_UP), at=SIGNED_UP)])

    assert story.of("received", event="Page Viewed")[0]["reason"] == "invalid_timezone"
    assert {each["zone"] for each in story.of("sent")} == {zone}


def test_a_call_that_the_door_refuses_shows_in_the_rehearsal() -> None:
    refused = identified(1, at=SIGNED_UP, timezone="Europe/Olso")

    (received,) = play([refused], days=3).of("received")

    assert (received["event"], received["reason"]) == ("segment identify", "ignored")


@pytest.mark.parametrize(
    ("moved_to", "story_leaves"),
    [
        ("Asia/Tokyo", "2026-03-06T00:0"),  # nine in Tokyo comes before nine in Oslo
        ("America/Los_Angeles", "2026-03-06T17:0"),  # parked in Oslo's morning until nine over there
    ],
)
def test_who_moves_while_they_wait_is_written_to_at_their_new_nine(moved_to: str, story_leaves: str) -> None:
    story = play(
        [
            webhook("customers/create", subscriber(at=SIGNED_UP), at=SIGNED_UP),
            identified(1, at=at("2026-03-04 15:00"), timezone=moved_to),
        ],
        days=5,
    )

    (told,) = story.of("sent", step="brand_story")
    assert told["at"].startswith(story_leaves)
