"""Which time zone a postal address lies in, and which language its country speaks; guesses say so."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from zoneinfo import available_timezones

from homing.domain.zone_table import CITIES, COUNTRIES, PROVINCES

LONGEST = 100  # characters of an address field that are read
CODE_ALIASES = {"uk": "gb", "el": "gr"}
SPELLINGS = {"st": "saint", "ft": "fort", "mt": "mount"}
FILLERS = {"and", "the", "of", "de", "do", "da", "del", "state", "estado", "province", "provincia", "region"}
FILLERS |= {"oblast", "krai", "kray", "republic", "respublika", "autonomous", "okrug"}


class ZoneBasis(StrEnum):
    """How well we know where somebody is, the surest first."""

    TOLD = "told"
    ADDRESS = "address"
    GUESS = "guess"
    SHOP = "shop"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedZone:
    """A contact's zone, where it came from, and whether it is only a guess."""

    name: str
    source: str
    guess: bool = False

    @property
    def basis(self) -> ZoneBasis:
        """What the zone rests on, as the figures tell it."""
        match self.source:
            case "explicit":
                return ZoneBasis.TOLD
            case "shop":
                return ZoneBasis.SHOP
            case _:
                return ZoneBasis.GUESS if self.guess else ZoneBasis.ADDRESS


@dataclass(frozen=True, slots=True)
class ZoneGuess:
    """A time zone, whether everyone at the place keeps its clock, and whether the province told it."""

    name: str
    certain: bool
    by_province: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Country:
    """One row of the table: the zone most people keep, whether there are others, the language."""

    code: str
    zone: ZoneGuess
    language: str | None


def zone_of(
    country_code: str | None,
    province_code: str | None = None,
    *,
    country: str | None = None,
    province: str | None = None,
    city: str | None = None,
) -> ZoneGuess | None:
    """The zone of an address, as sure as its fields allow; None for unknown countries and field post."""
    found = _countries().get(_code(country_code)) or _countries().get(fold(country))
    if found is None:
        return None
    if found.zone.certain and found.code not in PROVINCES:
        return found.zone
    known = _provinces(found.code)
    prefix = f"{found.code}-"
    code = province_code.strip() if isinstance(province_code, str) else ""
    spellings = (code, code.upper().removeprefix(prefix), province)
    district, guess = next((known[f] for f in map(fold, spellings) if f in known), ("", found.zone))
    decided = _cities(found.code).get((district, fold(city))) or guess
    return decided and replace(decided, by_province=bool(district))


@cache
def zone_names() -> tuple[str, ...]:
    """One zone for every clock that is kept somewhere, by name: those that a reader may choose among."""
    known = [row.zone.name for row in _countries().values()]
    known += [zone for block in PROVINCES.values() for zone, _ in _entries(block)]
    return tuple(sorted(name for name in set(known) if is_zone(name)))


def is_zone(name: object) -> bool:
    """Whether this is an IANA key that everyone knows; never a machine's local zone or a path."""
    return isinstance(name, str) and name in _zones()


def language_of(country_code: str | None) -> str | None:
    """The ISO 639-1 language that most people of a country read, by CLDR."""
    found = _countries().get(_code(country_code))
    return found.language if found else None


def country_code_of(country_code: str | None, country: str | None = None) -> str | None:
    """The ISO 3166 code of a country told by code or by name."""
    found = _countries().get(_code(country_code)) or _countries().get(fold(country))
    return found.code if found else None


def fold(text: object) -> str:
    """A name without case, accents, punctuation and words like "province of"."""
    if not isinstance(text, str):
        return ""
    decomposed = unicodedata.normalize("NFKD", text[:LONGEST]).casefold()
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    words = [SPELLINGS.get(word, word) for word in re.findall(r"[^\W_]+", plain)]
    return "".join(word for word in words if word not in FILLERS) or "".join(words)


def _code(text: object) -> str:
    """A country's code, folded; never its name."""
    folded = text.strip().lower() if isinstance(text, str) else ""
    return CODE_ALIASES.get(folded, folded) if len(folded) == 2 else ""


def _entries(block: str) -> Iterator[tuple[str, str]]:
    """Each entry of a block with the heading it stands under."""
    heading = ""
    for entry in block.replace("\n", "").split(";"):
        if entry.startswith("@"):
            heading = entry[1:]
        elif entry:
            yield heading, entry


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"localtime", "Factory", "posixrules"})


@cache
def _countries() -> dict[str, Country]:
    """Every country by folded code and names."""
    found: dict[str, Country] = {}
    for _, entry in _entries(COUNTRIES):
        code, zone, language, names = entry.split(" ", 3)
        guess = ZoneGuess(zone.rstrip("?"), not zone.endswith("?"))
        row = Country(code, guess, None if language == "-" else language)
        found |= dict.fromkeys([code.lower(), *map(fold, names.split("/"))], row)
    return found


@cache
def _provinces(country: str) -> dict[str, tuple[str, ZoneGuess | None]]:
    """A country's provinces by folded code and names: ISO code and zone, None for field post."""
    found: dict[str, tuple[str, ZoneGuess | None]] = {}
    for zone, entry in _entries(PROVINCES.get(country, "")):
        codes, _, names = entry.partition("=")
        keys = [*codes.rstrip("?").split("|"), *names.split("/")]
        guess = None if zone == "-" else ZoneGuess(zone, not codes.endswith("?"))
        for key in keys:
            found.setdefault(fold(key), (keys[0], guess))
    return found


@cache
def _cities(country: str) -> dict[tuple[str, str], ZoneGuess]:
    """The cities of a country that decide between clocks, by province and folded name."""
    found = {}
    for heading, name in _entries(CITIES.get(country, "")):
        province, _, zone = heading.partition(" ")
        found[province, fold(name)] = ZoneGuess(zone, certain=True)
    return found
