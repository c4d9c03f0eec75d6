"""Every mail and text of the repository reads well, in each of its languages, whoever it is for."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from homing.adapters.mjml import compile_templates
from homing.adapters.shop_file import load_shop

from local.readings import Readings
from local.sample_readers import READERS
from tests.conventions.tree import ROOT

SHOP = load_shop(ROOT / "shop.yaml")
READINGS = Readings(compile_templates(ROOT / "workflows"), SHOP)
SOURCE = "en"
WRITTEN = READINGS.written()
every_reader = pytest.mark.parametrize("reader", READERS)


def _given(value: Any) -> Iterator[str]:
    """Every text that a template is filled with."""
    if isinstance(value, str):
        yield from value.strip().splitlines()
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _given(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _given(each)


@every_reader
@pytest.mark.parametrize(("name", "locale"), WRITTEN, ids=[f"{name} in {locale}" for name, locale in WRITTEN])
def test_nobody_stumbles_over_a_passage(name: str, locale: str, reader: str) -> None:
    assert READINGS.faults(name, locale, READERS[reader](SHOP)) == []


@every_reader
@pytest.mark.parametrize(("name", "locale"), [each for each in WRITTEN if each[1] != SOURCE])
def test_no_line_is_left_in_the_language_of_the_templates(name: str, locale: str, reader: str) -> None:
    context = READERS[reader](SHOP)
    ours, theirs = (
        {line.strip() for part in READINGS.parts(name, each, context)[:3] for line in part.splitlines()}
        for each in (locale, SOURCE)
    )

    assert _alike(ours, theirs, set(_given(context))) == set()


def _alike(ours: set[str], theirs: set[str], given: set[str]) -> set[str]:
    """The lines that are the same in two languages, though they do not only repeat what was filled in."""
    alike = {line.lstrip("> ").partition(": https://")[0] for line in ours & theirs}
    return {line for line in alike if any(sign.isalpha() for sign in line)} - given


def test_a_line_that_stayed_in_english_is_found() -> None:
    ours, theirs = {"Hei!", "Reply to us", "Kari", "- 1:"}, {"Hi!", "Reply to us", "Kari", "- 1:"}

    assert _alike(ours, theirs, {"Kari"}) == {"Reply to us"}
