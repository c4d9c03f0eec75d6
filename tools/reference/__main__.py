"""`make reference`"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homing.domain.segment import Segment
from homing.domain.shop import Shop
from homing.domain.workflow import Workflow
from pydantic import BaseModel

from tools.reference import openapi
from tools.reference.page import page

ROOT = Path(__file__).parents[2]
MODELS: Mapping[str, type[BaseModel]] = {"workflow": Workflow, "segment": Segment, "shop": Shop}


def documents() -> Mapping[Path, str]:
    """What is written, by file."""
    schemas = ROOT / "docs" / "schemas"
    return {
        ROOT / "docs" / "workflows.md": page(),
        ROOT / "docs" / "openapi.json": _text(openapi.document()),
        **{schemas / f"{name}.json": _text(model.model_json_schema()) for name, model in MODELS.items()},
    }


def _text(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def main() -> None:
    """Write them anew."""
    for path, text in documents().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
