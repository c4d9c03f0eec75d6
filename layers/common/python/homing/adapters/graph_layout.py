"""Where the boxes of a workflow's picture stand: steps below each other, arms side by side."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from homing.adapters.condition_words import condition, readable
from homing.adapters.workflow_words import done_by, started_by
from homing.domain.steps import BranchStep, ExitStep, RepeatStep, SplitStep, Step, WaitForStep
from homing.domain.walk import ways
from homing.domain.workflow import Workflow

BOX_WIDTH, LINE_HEIGHT, PADDING = 230, 17, 11
GAP, ROW_GAP = 28, 30
LETTERS, EDGE_LETTERS = 32, 26
"""How many letters stand on a line of a box, and beside an edge."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One node: `x` is its middle, `y` its top."""

    id: str
    kind: str
    lines: tuple[str, ...]
    x: float
    y: float

    @property
    def height(self) -> float:
        """As tall as its lines."""
        return len(self.lines) * LINE_HEIGHT + 2 * PADDING


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One way from a box to the next, with what is written on it."""

    start: tuple[float, float]
    end: tuple[float, float]
    label: str = ""
    back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A picture: its boxes and edges, and the ends from which the way goes on below."""

    width: float
    height: float
    boxes: tuple[Box, ...] = ()
    edges: tuple[Edge, ...] = ()
    ends: tuple[tuple[float, float, str], ...] = field(default=())


def lay_out(workflow: Workflow, figures: Mapping[str, str]) -> Layout:
    """The whole picture; `figures` are written below the steps that they belong to."""
    start = _box("trigger", "start", started_by(workflow.trigger))
    body = _sequence(workflow.steps, figures)
    x = max(body.width, BOX_WIDTH) / 2
    top = replace(start, x=x)
    below = _moved(body, x - body.width / 2, top.height + ROW_GAP)
    edges = _joined(((x, top.height, ""),), below)
    done = _box("end", "end", "Done")
    last = replace(done, x=x, y=below.height + ROW_GAP)
    edges += tuple(Edge(start=(a, b), end=(x, last.y), label=label) for a, b, label in below.ends)
    boxes = (top, *below.boxes, *((last,) if below.ends else ()))
    height = (last.y + last.height) if below.ends else below.height
    return Layout(width=max(body.width, BOX_WIDTH), height=height, boxes=boxes, edges=(*edges, *below.edges))


def _sequence(steps: Sequence[Step], figures: Mapping[str, str]) -> Layout:
    parts = [_one(step, figures) for step in steps]
    width = max((part.width for part in parts), default=BOX_WIDTH)
    boxes: tuple[Box, ...] = ()
    edges: tuple[Edge, ...] = ()
    ends: tuple[tuple[float, float, str], ...] = ()
    y = 0.0
    for position, part in enumerate(parts):
        placed = _moved(part, (width - part.width) / 2, y)
        edges += (*(_joined(ends, placed) if position else ()), *placed.edges)
        boxes += placed.boxes
        ends = placed.ends
        y = placed.height + ROW_GAP
    return Layout(width=width, height=max(y - ROW_GAP, 0), boxes=boxes, edges=edges, ends=ends)


def _one(step: Step, figures: Mapping[str, str]) -> Layout:
    box = _box(step.id, step.type, done_by(step), figures.get(step.id))
    middle = (box.x, box.height, "")
    if isinstance(step, ExitStep):
        return Layout(width=BOX_WIDTH, height=box.height, boxes=(box,))
    arms = [(label, _sequence(way, figures)) for label, way in _labelled(step)]
    if not arms:
        return Layout(width=BOX_WIDTH, height=box.height, boxes=(box,), ends=(middle,))
    width = sum(part.width for _, part in arms) + GAP * (len(arms) - 1)
    head = replace(box, x=width / 2)
    return _with_arms(step, head, arms, width)


def _with_arms(step: Step, head: Box, arms: Sequence[tuple[str, Layout]], width: float) -> Layout:
    boxes: list[Box] = [head]
    edges: list[Edge] = []
    ends: list[tuple[float, float, str]] = []
    left, top = 0.0, head.height + ROW_GAP + LINE_HEIGHT * _most_lines(arms)
    for label, part in arms:
        placed = _moved(part, left, top)
        out = (head.x, head.height, label)
        if placed.boxes:
            edges += [*_joined((out,), placed), *placed.edges]
            boxes += placed.boxes
            ends += placed.ends
        else:
            corner = (left + part.width / 2, top)
            edges.append(Edge(start=out[:2], end=corner, label=label))
            ends.append((*corner, ""))
        left += part.width + GAP
    height = top + max(part.height for _, part in arms)
    if isinstance(step, RepeatStep):
        edges += [Edge(start=(a, b), end=(head.x, head.height), label="again", back=True) for a, b, _ in ends]
        ends = [(a, b, "") for a, b, _ in ends]
    return Layout(width=width, height=height, boxes=tuple(boxes), edges=tuple(edges), ends=tuple(ends))


def _most_lines(arms: Sequence[tuple[str, Layout]]) -> int:
    return max(len(wrapped(label, EDGE_LETTERS)) for label, _ in arms)


def _labelled(step: Step) -> Iterator[tuple[str, Sequence[Step]]]:
    if isinstance(step, BranchStep):
        for arm in step.arms:
            yield condition(arm.when), arm.steps
        yield "else", step.otherwise
    elif isinstance(step, SplitStep):
        for share in step.arms:
            yield f"{readable(share.name)}, {share.share} %", share.steps
    elif isinstance(step, WaitForStep):
        yield "it came", step.then
        yield "it did not", step.otherwise
    else:
        for way in ways(step).values():
            yield "", way


def _box(box_id: str, kind: str, text: str, figure: str | None = None) -> Box:
    lines = (*wrapped(text), *((figure,) if figure else ()))
    return Box(id=box_id, kind=kind, lines=lines, x=BOX_WIDTH / 2, y=0)


def wrapped(text: str, letters: int = LETTERS) -> tuple[str, ...]:
    """A text on lines of so many letters."""
    return tuple(textwrap.wrap(text, letters)) or ("",)


def _moved(part: Layout, x: float, y: float) -> Layout:
    return Layout(
        width=part.width,
        height=part.height + y,
        boxes=tuple(replace(box, x=box.x + x, y=box.y + y) for box in part.boxes),
        edges=tuple(
            replace(e, start=(e.start[0] + x, e.start[1] + y), end=(e.end[0] + x, e.end[1] + y))
            for e in part.edges
        ),
        ends=tuple((a + x, b + y, label) for a, b, label in part.ends),
    )


def _joined(ends: Sequence[tuple[float, float, str]], part: Layout) -> tuple[Edge, ...]:
    first = part.boxes[0]
    return tuple(Edge(start=(a, b), end=(first.x, first.y), label=label) for a, b, label in ends)
