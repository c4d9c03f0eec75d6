"""A workflow as a picture: SVG that a browser shows in its own light or dark, and a report can hold."""

from collections.abc import Mapping
from xml.etree import ElementTree as ET

from homing.adapters.graph_layout import (
    BOX_WIDTH,
    EDGE_LETTERS,
    LINE_HEIGHT,
    PADDING,
    Box,
    Edge,
    Layout,
    lay_out,
    wrapped,
)
from homing.domain.workflow import Workflow

MARGIN, BEND = 16, 12

STYLE = """
.graph text{font:13px system-ui,sans-serif;fill:var(--graph-ink,#23211d)}
.graph .label{font-size:12px;fill:var(--graph-muted,#625c52)}
.graph .halo{stroke:var(--graph-paper,#fff);stroke-width:5px;stroke-linejoin:round}
.graph rect{fill:var(--graph-box,#f6f4ee);stroke:var(--graph-line,#8a8478)}
.graph .email rect,.graph .sms rect{fill:var(--graph-mail,#e3eee9);stroke:#1f4a3d}
.graph .start rect,.graph .end rect{fill:none;stroke-dasharray:4 3}
.graph path{fill:none;stroke:var(--graph-line,#8a8478)}
.graph marker path{fill:var(--graph-line,#8a8478);stroke:none}
.graph .figure{font-weight:600}
@media (prefers-color-scheme:dark){.graph{--graph-ink:#ece8df;--graph-muted:#b5aea1;--graph-box:#2b2924;
--graph-line:#938c7f;--graph-mail:#20382f;--graph-paper:#1b1a17}}
"""


def draw(workflow: Workflow, figures: Mapping[str, str] | None = None) -> str:
    """The picture of a workflow; `figures` are a line below a step, by its id."""
    layout = lay_out(workflow, figures or {})
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN
    svg = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "graph",
            "role": "img",
            "aria-label": f"{workflow.title}, from its trigger to its end",
            "viewBox": f"{-MARGIN} {-MARGIN} {width:g} {height:g}",
            "width": f"{width:g}",
            "style": "max-width:100%;height:auto",
        },
    )
    ET.SubElement(svg, "style").text = STYLE
    _arrow(svg, workflow.name)
    for edge in layout.edges:
        _edge(svg, edge, workflow.name)
    _boxes(svg, layout, figures or {})
    for edge in layout.edges:
        _label(svg, edge)
    return ET.tostring(svg, encoding="unicode")


def _arrow(svg: ET.Element, name: str) -> None:
    size = {"viewBox": "0 0 8 8", "refX": "7", "refY": "4", "markerWidth": "7", "markerHeight": "7"}
    marker = ET.SubElement(svg, "marker", {"id": f"arrow-{name}", **size, "orient": "auto"})
    ET.SubElement(marker, "path", {"d": "M0 0L8 4L0 8z"})


def _edge(svg: ET.Element, edge: Edge, name: str) -> None:
    (a, b), (x, y) = edge.start, edge.end
    # Ways part right below a fork, where their names stand, and meet right above what follows.
    bend = b + BEND if edge.label else y - BEND
    way = f"M{a:g} {b:g}V{bend:g}H{x:g}V{y:g}"
    if edge.back:
        side = a + BOX_WIDTH / 2 + 8
        way = f"M{a:g} {b:g}v10H{side:g}V{y + 15:g}H{x:g}"
    ET.SubElement(svg, "path", {"d": way, "marker-end": f"url(#arrow-{name})"})


def _label(svg: ET.Element, edge: Edge) -> None:
    (a, b), (x, _) = edge.start, edge.end
    lines = wrapped(edge.label, EDGE_LETTERS) if edge.label else ()
    first = b + (14 if edge.back else BEND + 17)
    for number, line in enumerate(lines):
        place = {
            "x": f"{(a + BOX_WIDTH / 2 - 22 if edge.back else x):g}",
            "y": f"{first + number * LINE_HEIGHT:g}",
        }
        for look in ("label halo", "label"):
            ET.SubElement(svg, "text", {"class": look, "text-anchor": "middle", **place}).text = line


def _boxes(svg: ET.Element, layout: Layout, figures: Mapping[str, str]) -> None:
    for box in layout.boxes:
        group = ET.SubElement(svg, "g", {"class": box.kind})
        corner = {"x": f"{box.x - BOX_WIDTH / 2:g}", "y": f"{box.y:g}", "rx": "8"}
        ET.SubElement(group, "rect", {**corner, "width": str(BOX_WIDTH), "height": f"{box.height:g}"})
        _text(group, box, figures.get(box.id))


def _text(group: ET.Element, box: Box, figure: str | None) -> None:
    for number, line in enumerate(box.lines):
        y = box.y + PADDING + LINE_HEIGHT * number + 13
        look = {"class": "figure"} if line == figure else {}
        place = {"x": f"{box.x:g}", "y": f"{y:g}", "text-anchor": "middle"}
        ET.SubElement(group, "text", {**place, **look}).text = line
