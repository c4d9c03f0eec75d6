"""A workflow's picture shows every step, and hides none behind another."""

from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from homing.adapters.graph import draw
from homing.adapters.graph_layout import BOX_WIDTH, lay_out
from homing.adapters.workflow_files import load
from homing.domain.walk import flatten
from homing.domain.workflow import Workflow

SHIPPED = {each.name: each for each in load(Path(__file__).parents[2] / "workflows")}
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=sorted(SHIPPED))
def workflow(request: pytest.FixtureRequest) -> Workflow:
    return SHIPPED[request.param]


def test_every_step_has_one_box(workflow: Workflow) -> None:
    drawn = [box.id for box in lay_out(workflow, {}).boxes]

    assert sorted(drawn) == sorted([each.id for each in flatten(workflow.steps)] + ["trigger", "end"])


def test_no_box_lies_over_another(workflow: Workflow) -> None:
    boxes = lay_out(workflow, {}).boxes

    for one, other in combinations(boxes, 2):
        beside = abs(one.x - other.x) >= BOX_WIDTH
        below = one.y + one.height <= other.y or other.y + other.height <= one.y
        assert beside or below, (one.id, other.id)


def test_every_box_lies_on_the_picture(workflow: Workflow) -> None:
    layout = lay_out(workflow, {})

    for box in layout.boxes:
        assert box.x - BOX_WIDTH / 2 >= 0, box.id
        assert box.x + BOX_WIDTH / 2 <= layout.width, box.id
        assert box.y + box.height <= layout.height, box.id


def test_a_picture_is_well_formed_and_says_what_was_sent() -> None:
    root = ET.fromstring(draw(SHIPPED["welcome"], {"welcome": "63 sent & 5 < 6"}))
    texts = [each.text for each in root.iter(f"{SVG}text")]

    assert "63 sent & 5 < 6" in texts
    assert "Mail “brand story”" in texts
