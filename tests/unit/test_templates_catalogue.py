"""The catalogues say everything the mails say, in every language, and nothing else."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tools.catalogue import WORKFLOWS, extract, updated

PLACE = re.compile(r"%\(\w+\)s")
CATALOGUES = sorted(WORKFLOWS.glob("locales/*/LC_MESSAGES/homing.po"))
in_every_locale = pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[1].name)


@in_every_locale
def test_every_text_is_translated_and_none_is_obsolete_or_fuzzy(path: Path) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.parents[1].name)

    assert {message.id for message in catalogue} == {message.id for message in extract()}
    assert not catalogue.obsolete
    for message in catalogue:
        assert not message.fuzzy
        if message.id:
            assert all(message.string if isinstance(message.string, tuple | list) else (message.string,)), (
                message.id
            )


@in_every_locale
def test_a_translation_keeps_the_places_to_fill(path: Path) -> None:
    with path.open("rb") as file:
        for message in read_po(file):
            if message.id:
                wanted, found = (
                    set(re.findall(r"%\(\w+\)s", str(part))) for part in (message.id, message.string)
                )
                assert wanted == found


@in_every_locale
def test_a_catalogue_is_what_the_tool_writes(path: Path) -> None:
    assert path.read_bytes() == updated(path, extract())
