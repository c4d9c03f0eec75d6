"""Segments as files: `segments/<name>.yaml`, beside the folder of the workflows."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import ValidationError

from homing.adapters.yaml_mistakes import read, told
from homing.domain.errors import InvalidWorkflow
from homing.domain.reads import reads
from homing.domain.segment import Segment

FOLDER = "segments"


def beside(workflows: Path) -> Path:
    """Where the segments of a folder of workflows are."""
    return workflows.resolve().parent / FOLDER


def load(folder: Path) -> tuple[Segment, ...]:
    """Every segment of a folder, by name; none where there is no such folder.

    Raises:
        InvalidWorkflow: names every mistake of every file.
    """
    segments: dict[str, Segment] = {}
    mistakes: list[str] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            segments[path.stem] = load_file(path)
        except InvalidWorkflow as error:
            mistakes.append(str(error))
    mistakes = mistakes or list(_strangers(folder, segments)) or list(_circles(folder, segments))
    if mistakes:
        raise InvalidWorkflow("\n".join(mistakes))
    return tuple(segments.values())


def load_file(path: Path) -> Segment:
    """One segment; its name must be its file's."""
    node, content = read(path)
    try:
        found = Segment.model_validate(content)
    except ValidationError as error:
        raise InvalidWorkflow(told(path, node, error)) from error
    if found.name != path.stem:
        raise InvalidWorkflow(
            f"{path}: the segment is named {found.name!r}; name it {path.stem!r} as its file"
        )
    return found


def _strangers(folder: Path, segments: Mapping[str, Segment]) -> Iterator[str]:
    for name, segment in segments.items():
        for other in sorted(reads(segment.when).segments - segments.keys()):
            yield f"{folder / name}.yaml: there is no segment {other!r}; known: {', '.join(segments)}"


def _circles(folder: Path, segments: Mapping[str, Segment]) -> Iterator[str]:
    for name in segments:
        way = _way(segments, name, name, ())
        if way:
            yield f"{folder / name}.yaml: the segment is part of itself: {' -> '.join((name, *way))}"


def _way(segments: Mapping[str, Segment], at: str, to: str, been: tuple[str, ...]) -> tuple[str, ...]:
    for other in sorted(reads(segments[at].when).segments):
        if other == to:
            return (other,)
        if other not in been:
            further = _way(segments, other, to, (*been, other))
            if further:
                return (other, *further)
    return ()
