"""Summer is in January where half of the readers of a winter mail live."""

from datetime import UTC, datetime

import pytest
from homing.domain.season import COUNTRIES, ZONES, Hemisphere, Season, hemisphere, season
from homing.domain.zones import country_code_of, is_zone, zone_of

JANUARY = datetime(2027, 1, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("country", "zone", "half"),
    [
        ("NO", "Europe/Oslo", "north"),
        ("AU", "Australia/Sydney", "south"),
        ("BR", "America/Sao_Paulo", "south"),
        ("SG", "Asia/Singapore", "north"),
        (None, "Pacific/Auckland", "south"),
        (None, "America/Argentina/Cordoba", "south"),
        (None, "Europe/Oslo", "north"),
        ("NO", "Australia/Sydney", "north"),
    ],
)
def test_a_country_tells_the_hemisphere_and_the_zone_only_without_one(
    country: str | None, zone: str, half: str
) -> None:
    assert hemisphere(country, zone) == half


def test_every_name_in_the_tables_is_a_country_or_a_zone() -> None:
    uninhabited = {"BV", "GS", "HM", "TF"}

    assert {code for code in COUNTRIES.split() if country_code_of(code) is None} <= uninhabited
    assert [zone for zone in ZONES.split() if not zone.endswith("/") and not is_zone(zone)] == []


def test_the_zone_of_a_southern_country_is_southern() -> None:
    zones = {code: zone_of(code) for code in COUNTRIES.split()}

    north = [code for code, zone in zones.items() if zone and hemisphere(None, zone.name) != "south"]

    assert north == []


@pytest.mark.parametrize(
    ("month", "north", "south"),
    [(1, "winter", "summer"), (4, "spring", "autumn"), (7, "summer", "winter"), (10, "autumn", "spring")],
)
def test_the_seasons_are_opposite(month: int, north: str, south: str) -> None:
    day = JANUARY.replace(month=month)

    assert season(Hemisphere.NORTH, day, "Europe/Oslo") == north
    assert season(Hemisphere.SOUTH, day, "Australia/Sydney") == south


def test_a_season_begins_when_the_readers_own_month_does() -> None:
    eve = datetime(2027, 2, 28, 23, 30, tzinfo=UTC)

    assert season(Hemisphere.NORTH, eve, "Europe/Oslo") is Season.SPRING
    assert season(Hemisphere.NORTH, eve, "America/New_York") is Season.WINTER
