"""What lies over the files of workflows."""

from decimal import Decimal
from pathlib import Path

import pytest
from homing.adapters.workflow_files import load
from homing.domain.errors import InvalidWorkflow
from homing.domain.walk import find
from homing.domain.workflow import Workflow

from local.overlays import beside, laid_over

FOLDER = Path(__file__).parents[2] / "workflows"


def over(tmp_path: Path, text: str) -> dict[str, Workflow]:
    overlay = tmp_path / "workflows.demo.yaml"
    overlay.write_text(text, encoding="utf-8")
    return {each.name: each for each in laid_over(load(FOLDER), FOLDER, overlay)}


def test_a_key_of_a_workflow_is_another_and_all_else_is_as_its_file_has_it(tmp_path: Path) -> None:
    shipped = {each.name: each for each in load(FOLDER)}

    played = over(tmp_path, "abandoned_cart: { holdout: 20% }")

    assert played["abandoned_cart"].holdout == Decimal(20)
    assert played["abandoned_cart"].steps == shipped["abandoned_cart"].steps
    assert played["abandoned_cart"].version != shipped["abandoned_cart"].version
    assert {n: w for n, w in played.items() if n != "abandoned_cart"} == {
        n: w for n, w in shipped.items() if n != "abandoned_cart"
    }


def test_a_step_is_changed_by_its_id(tmp_path: Path) -> None:
    played = over(tmp_path, "welcome: { steps: { brand_story: { hours: any } } }")

    changed = find(played["welcome"].steps, "brand_story")
    assert changed is not None
    assert changed.model_dump()["hours"] == "any"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("wellcome: { holdout: 20% }", "there is no workflow 'wellcome'"),
        ("welcome: { steps: { brand: { hours: any } } }", "welcome has no step 'brand'"),
        ("welcome: { holdout: 0.2 }", "welcome.holdout: 0.2 is no share"),
    ],
)
def test_what_is_not_there_is_told(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InvalidWorkflow, match=r"workflows\.demo\.yaml") as found:
        over(tmp_path, text)

    assert told in str(found.value)


def test_the_shipped_flows_hold_nobody_out_and_the_demo_does() -> None:
    assert [each.name for each in load(FOLDER) if each.holdout is not None] == []
    assert beside(FOLDER, None) is None
    demo = laid_over(load(FOLDER), FOLDER, beside(FOLDER, "demo"))
    assert [each.name for each in demo if each.holdout is not None] == ["abandoned_cart"]
