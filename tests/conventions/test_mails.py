"""What a workflow promises to send is there, in every language that ships."""

from collections.abc import Iterator
from typing import Any

import pytest
from babel.messages import Catalog
from homing.adapters import catalogues
from homing.adapters.shop_file import load_shop
from homing.adapters.text_templates import KINDS
from homing.adapters.workflow_files import load
from homing.domain.walk import email_steps, flatten

from tests.conventions.tree import ROOT
from tools.catalogue import extract

WORKFLOWS = ROOT / "workflows"
SHOP = load_shop(ROOT / "shop.yaml")
FILES = catalogues.files(WORKFLOWS)
LOADED = load(WORKFLOWS)
MAILS = sorted(
    f"{workflow.name}/emails/{step.id}.mjml" for workflow in LOADED for step in email_steps(workflow.steps)
)
FOLDERS = sorted(path.parent.name for path in WORKFLOWS.glob("*/emails"))
FULLY = ("en", "nb", "nl")
"""The languages of every workflow; the two that ship live speak all of the shop's."""


def test_every_email_step_has_its_mail_and_every_mail_its_step() -> None:
    written = sorted(
        path.relative_to(WORKFLOWS).as_posix()
        for workflow in LOADED
        for path in WORKFLOWS.glob(f"{workflow.name}/emails/*.mjml")
    )

    assert written == MAILS


def test_every_text_has_its_step() -> None:
    steps = {f"{workflow.name}/{step.id}" for workflow in LOADED for step in flatten(workflow.steps)}
    written = (
        path.relative_to(WORKFLOWS)
        for kind in KINDS
        for workflow in LOADED
        for path in WORKFLOWS.glob(f"{workflow.name}/{kind}/*")
    )

    assert {f"{path.parts[0]}/{path.stem}" for path in written} <= steps


def test_every_folder_of_workflows_is_a_workflow_or_is_shared() -> None:
    shared = {"_layout", "_pages", "locales"}
    folders = {path.name for path in WORKFLOWS.iterdir() if path.is_dir()} - shared

    # A folder of texts that no workflow.yaml sends yet holds mails, text messages or notes.
    without = folders - {workflow.name for workflow in LOADED}
    assert {workflow.name for workflow in LOADED} <= folders
    assert all(any(WORKFLOWS.glob(f"{name}/*/*.*")) for name in without)


def test_the_shop_writes_in_the_languages_that_ship() -> None:
    assert set(SHOP.locales) == set(FILES)


@pytest.mark.parametrize("workflow", FOLDERS)
def test_every_workflow_speaks_english_norwegian_and_dutch_and_the_live_ones_all(workflow: str) -> None:
    live = {each.name for each in LOADED if each.status == "live"}

    assert {locale for locale in FILES if workflow in FILES[locale]} >= set(
        SHOP.locales if workflow in live else FULLY
    )


def test_every_text_of_every_mail_is_there_in_every_language_of_its_workflow() -> None:
    assert catalogues.untranslated(WORKFLOWS) == []


@pytest.mark.parametrize("mail", MAILS)
def test_every_mail_has_texts(mail: str) -> None:
    found: dict[str, Catalog] = extract()

    assert any(
        place == mail for texts in found.values() for message in texts for place, _ in message.locations
    )


def test_the_shops_own_words_are_there_in_every_language() -> None:
    missing = {
        where: set(SHOP.locales) - set(words)
        for where, words in _words("content", SHOP.content.model_dump())
        if set(words) != set(SHOP.locales)
    }

    assert missing == {}


def _words(where: str, part: Any) -> Iterator[tuple[str, dict[str, str]]]:
    """Every text by language under a part of shop.yaml, and where it stands."""
    if isinstance(part, dict) and "en" in part:
        yield where, part
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from _words(f"{where}.{key}", value)
    elif isinstance(part, list | tuple):
        for position, value in enumerate(part):
            yield from _words(f"{where}.{position}", value)
