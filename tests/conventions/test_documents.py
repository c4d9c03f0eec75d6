"""What the documents say exists; what they say to run can be run; decisions are recorded alike."""

import re
from pathlib import Path

import pytest
import typer.main

from local.cli import app
from tests.conventions.tree import ROOT, documents, texts, tracked

RECIPE = re.compile(r"^([a-z]+):(?!=)(.*)$", re.MULTILINE)
FENCED = re.compile(r"```.*?```", re.DOTALL)
BACKTICKS = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)")
DOCUMENT = re.compile(r"\bdocs/[\w./-]*\w|\b[A-Z]{2,}\.md\b")
PATH = re.compile(r"[\w.*-]+(?:/[\w.*-]+)*/?")
TOP = {name.split("/")[0] for name in tracked()}
MADE = ("out/", "cdk.out", "build/", ".venv", "node_modules")  # by the recipes
HEADINGS = ["Context", "Decision", "Consequences", "How to undo"]
RECORDS = sorted(name for name in documents() if name.startswith("docs/decisions/"))
READ = sorted(name for name in documents() if not name.startswith("tests/"))


def _recipes() -> dict[str, str]:
    return dict(RECIPE.findall(texts()["Makefile"]))


def test_every_recipe_says_what_it_does() -> None:
    assert [name for name, rest in _recipes().items() if "## " not in rest] == []


@pytest.mark.parametrize("document", READ)
def test_every_make_command_is_a_recipe(document: str) -> None:
    asked = set(re.findall(r"(?:^|`|\$ )make ([a-z]+)", documents()[document], re.MULTILINE))

    assert asked <= _recipes().keys()


@pytest.mark.parametrize("document", READ)
def test_every_homing_command_is_a_verb(document: str) -> None:
    asked = set(re.findall(r"(?:^|`|\$ )homing ([a-z]+(?:-[a-z]+)*)", documents()[document], re.MULTILINE))
    command = typer.main.get_command(app)

    assert asked <= set(getattr(command, "commands", {}))


@pytest.mark.parametrize("document", READ)
def test_every_file_that_a_document_names_is_there(document: str) -> None:
    prose = FENCED.sub("", documents()[document])
    linked = {str(Path(document).parent / each) for each in LINK.findall(prose) if "://" not in each}
    named = {each for each in BACKTICKS.findall(prose) if _is_path(each)}

    assert [each for each in sorted(linked) if not (ROOT / each).exists()] == []
    assert [each for each in sorted(named) if not _exists(each)] == []


def test_the_code_names_no_document_that_is_missing() -> None:
    named = {
        document
        for name, text in texts().items()
        if not name.endswith(".md")
        for document in DOCUMENT.findall(text)
    }

    assert [each for each in sorted(named) if not (ROOT / each).exists()] == []


def _is_path(text: str) -> bool:
    if not PATH.fullmatch(text) or text.startswith(MADE):
        return False
    return text in TOP or ("/" in text and text.partition("/")[0] in TOP) or text.endswith((".md", ".py"))


def _exists(name: str) -> bool:
    """A path from the root, or a module's path from its package."""
    places = (ROOT, ROOT / "layers/common/python/homing", ROOT / "tests", ROOT / "layers/common/python")
    return any(any(place.glob(name)) for place in places)


def test_records_are_numbered_without_gaps() -> None:
    numbers = [int(Path(name).name[:4]) for name in RECORDS]

    assert numbers == list(range(1, len(RECORDS) + 1))


@pytest.mark.parametrize("record", RECORDS)
def test_a_record_says_why_what_and_how_to_undo_it_in_thirty_lines(record: str) -> None:
    text = documents()[record]

    assert re.match(rf"# {int(Path(record).name[:4])}\. \S", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    assert len(text.splitlines()) <= 30


def test_the_changelog_has_a_place_for_what_is_not_released() -> None:
    assert "## [Unreleased]" in texts()["CHANGELOG.md"]
