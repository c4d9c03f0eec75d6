"""Each file under tests/mistakes holds one mistake; its line says in a comment what is to be told of it."""

import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from homing.adapters.shop_file import load_shop
from homing.adapters.workflow_files import load_file
from homing.domain.errors import InvalidWorkflow
from homing.domain.shop import Shop
from homing.domain.workflow import Workflow

from local.checks import every

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "tests" / "mistakes").glob("*.yaml"))
MARK = re.compile(r" # !! (.*)$")
SEGMENTS = ("dormant", "engaged_leads")


@cache
def shop() -> Shop:
    return load_shop(ROOT / "shop.yaml")


@cache
def others() -> tuple[Workflow, ...]:
    welcome, cart = (
        load_file(ROOT / "workflows" / name / "workflow.yaml") for name in ("welcome", "abandoned_cart")
    )
    return welcome, welcome.model_copy(update={"name": "review"}), cart


def told_of(mistake: Path, folder: Path) -> list[str]:
    path = folder / "attempt" / "workflow.yaml"
    path.parent.mkdir()
    shutil.copy(mistake, path)
    try:
        found = load_file(path)
    except InvalidWorkflow as error:
        return str(error).splitlines()
    return list(every.findings(folder, [found], shop(), SEGMENTS, beside=others()))


def expected(mistake: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(mistake.read_text(encoding="utf-8").splitlines(), start=1):
        marked = MARK.search(line)
        if marked is not None:
            yield number, marked[1]


@pytest.mark.parametrize("mistake", FILES, ids=lambda path: path.stem)
def test_a_mistake_is_told_once_with_its_line_and_a_way_out(mistake: Path, tmp_path: Path) -> None:
    ((line, words),) = expected(mistake)

    told = told_of(mistake, tmp_path)

    assert len(told) == 1, told
    assert f"workflow.yaml:{line}: " in told[0], told
    assert words in told[0]


def test_no_two_mistakes_are_told_in_the_same_words(tmp_path: Path) -> None:
    told: dict[str, Path] = {}
    for number, mistake in enumerate(FILES):
        folder = tmp_path / str(number)
        folder.mkdir()
        words = re.sub(r"^.*?:\d+: ", "", told_of(mistake, folder)[0])
        assert words not in told, (mistake.name, told.get(words))
        told[words] = mistake
