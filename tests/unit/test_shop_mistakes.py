"""Each file under tests/mistakes/shop holds one mistake of a shop; its comment says what is told of it."""

import re
import shutil
from pathlib import Path

import pytest
from homing.adapters.shop_file import load_shop
from homing.domain.errors import InvalidShop

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "tests" / "mistakes" / "shop").glob("*.yaml"))
MARK = re.compile(r" # !! (.*)$", re.MULTILINE)


@pytest.mark.parametrize("mistake", FILES, ids=lambda path: path.stem)
def test_a_mistake_of_the_shop_is_told_once_with_its_key_and_a_way_out(mistake: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "shop.yaml", tmp_path / "shop.yaml")
    overlay = shutil.copy(mistake, tmp_path / "shop.sandbox.yaml")
    (words,) = MARK.findall(mistake.read_text(encoding="utf-8"))

    with pytest.raises(InvalidShop) as refusal:
        load_shop(tmp_path / "shop.yaml", "sandbox")

    (told,) = str(refusal.value).splitlines()
    assert words in told
    assert words.startswith("caps.topics") or told.startswith(
        f"{overlay}: {mistake.read_text('utf-8').partition(':')[0]}"
    )
