"""Reads shop.yaml and the stage's overlay, and says which key of which file is wrong. At build time only."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from homing.adapters import core_yaml
from homing.domain.errors import InvalidShop
from homing.domain.shop import Shop


def load_shop(path: Path, stage: str | None = None) -> Shop:
    """The shop of `path`, with `shop.<stage>.yaml` beside it laid over if there is one.

    Raises:
        InvalidShop: a file is missing, is no YAML mapping, or has a wrong or unknown key.
    """
    overlay = path.with_name(f"{path.stem}.{stage}{path.suffix}") if stage else None
    base, over = _read(path), _read(overlay) if overlay and overlay.exists() else {}
    try:
        return Shop.model_validate(laid_over(base, over))
    except ValidationError as error:
        raise InvalidShop(
            "\n".join(_complaint(problem, path, overlay, over) for problem in error.errors())
        ) from error


def laid_over(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """`base` with what `over` says instead; mappings are merged, lists and values replaced."""
    merged = dict(base)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = laid_over(merged[key], value) if both else value
    return merged


def _read(path: Path) -> dict[str, Any]:
    try:
        found = core_yaml.load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidShop(f"{path}: cannot be read: {error}") from error
    except yaml.YAMLError as error:
        raise InvalidShop(f"{path}: no YAML: {error}") from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise InvalidShop(f"{path}: write keys and values")
    return found


def _complaint(problem: Any, path: Path, overlay: Path | None, over: Any) -> str:
    """`shop.yaml: colours.accent: …`, naming the overlay if the key comes from there."""
    keys = problem["loc"]
    file = overlay if overlay and _says(over, keys) else path
    where = ".".join(str(key) for key in keys) or "the file"
    return f"{file}: {where}: {problem['msg'].removeprefix('Value error, ')}"


def _says(told: Any, keys: Sequence[Any]) -> bool:
    """Whether a file says anything under these keys; `[key]` is pydantic's for a key that is wrong itself."""
    for key in keys:
        match told, key:
            case dict(), _ if key in told:
                told = told[key]
            case list(), int() if key < len(told):
                told = told[key]
            case _ if key != "[key]":
                return False
    return told is not None
