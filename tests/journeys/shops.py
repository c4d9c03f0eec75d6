"""The demo brand's shop.yaml with other choices in it."""

from pathlib import Path
from typing import Any

import yaml

from tests.journeys.conftest import ROOT


def shop_with(folder: Path, **changes: Any) -> Path:
    """Write the file, each named part replaced; parts of `consent` lie over those that are there."""
    told = yaml.safe_load((ROOT / "shop.yaml").read_text(encoding="utf-8"))
    changes["consent"] = told["consent"] | changes.get("consent", {})
    path = folder / "shop.yaml"
    path.write_text(yaml.safe_dump(told | changes), encoding="utf-8")
    return path
