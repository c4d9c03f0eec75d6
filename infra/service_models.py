"""The SDK's models of AWS, cut down to the services and operations that the layer's modules name.

For each client botocore looks through the folders of some 430 services, parses every operation of one of
them, and the endpoints of all once: four fifths of what five clients take, and 26 MB.
"""

import gzip
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from botocore import xform_name

_CLIENT = re.compile(r'\bclient\(\s*"([a-z0-9-]+)"')
_WORD = re.compile(r"\b\w+\b")
_EXAMPLES = "examples-1"  # for documentation alone

Model = dict[str, Any]


def trim(python: Path) -> None:
    """Leave in `botocore/data` what the modules under this folder can ask for."""
    data = python / "botocore" / "data"
    services = _services(python / "homing")
    words = _words(python)
    for folder in sorted(path for path in data.iterdir() if path.is_dir()):
        if folder.name in services:
            _trim_service(folder, words)
        else:
            shutil.rmtree(folder)
    prefixes = {_read(path)["metadata"]["endpointPrefix"] for path in data.glob("*/*/service-2.json")}
    _write(data / "endpoints.json", _endpoints(_read(data / "endpoints.json"), prefixes))


def _services(package: Path) -> set[str]:
    """The services that our modules make clients of."""
    return {name for path in package.rglob("*.py") for name in _CLIENT.findall(path.read_text("utf-8"))}


def _words(python: Path) -> set[str]:
    """Every word of every module: botocore and Powertools call operations of their own."""
    return {word for path in python.rglob("*.py") for word in _WORD.findall(path.read_text("utf-8"))}


def _trim_service(folder: Path, words: set[str]) -> None:
    *old, newest = sorted(path for path in folder.iterdir() if path.is_dir())
    for version in old:
        shutil.rmtree(version)
    for path in list(newest.iterdir()):
        name = path.name.partition(".json")[0]
        model = _read(path)
        path.unlink()
        if name != _EXAMPLES:
            _write(newest / f"{name}.json", _named(model, words) if name == "service-2" else model)


def _named(service: Model, words: set[str]) -> Model:
    """A service with those operations that are named, and the shapes that these need."""
    operations = {
        name: _without_prose(operation)
        for name, operation in service["operations"].items()
        if name in words or xform_name(name) in words or operation.get("endpointoperation")
    }
    shapes: Model = {}
    waiting = [shape for operation in operations.values() for shape in _shapes_of(operation)]
    while waiting:
        name = waiting.pop()
        if name not in shapes:
            shapes[name] = _without_prose(service["shapes"][name])
            waiting += _shapes_of(shapes[name])
    return _without_prose(service) | {"operations": operations, "shapes": shapes}


def _shapes_of(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        if isinstance(part.get("shape"), str):
            yield part["shape"]
        for inner in part.values():
            yield from _shapes_of(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _shapes_of(inner)


def _without_prose(part: Mapping[str, Any]) -> Model:
    kept = {name: value for name, value in part.items() if name != "documentation"}
    if "members" in kept:  # whose names are the service's own, `documentation` perhaps among them
        kept["members"] = {name: _without_prose(member) for name, member in kept["members"].items()}
    return kept


def _endpoints(every: Model, prefixes: set[str]) -> Model:
    """All regions, with the endpoints of a few services."""
    for partition in every["partitions"]:
        known = partition["services"]
        partition["services"] = {name: known[name] for name in sorted(prefixes & known.keys())}
    return every


def _read(path: Path) -> Model:
    content = path.read_bytes()
    model: Model = json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)
    return model


def _write(path: Path, model: Model) -> None:
    path.unlink(missing_ok=True)  # it may be a hard link into the installer's cache, which everything shares
    path.write_text(json.dumps(model, separators=(",", ":")), "utf-8")
