"""The page to look at: every queue and function is on it, and what follows the chosen workflow does."""

import json
import re
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any, cast

import pytest
from homing import bootstrap
from homing.adapters.report_widget import VIEWS
from homing.adapters.workflow_set import WorkflowSet
from homing.neighbours import Neighbours

from functions.report.handler import handler
from infra.constructs.dashboard import CHOSEN
from local.memory.experiments import MemoryExperiments
from local.memory.tables import MemoryTables
from tests.infra.conftest import Templates
from tests.unit.figures_of_a_shop import SHOP, FixedClock, of_a_good_month

pytestmark = pytest.mark.xdist_group("synth")


def _text(value: object) -> str:
    """A template's string, its references by their logical ids."""
    match value:
        case {"Fn::Join": [str(separator), [*parts]]}:
            return separator.join(_text(part) for part in parts)
        case {"Ref": str(name)} | {"Fn::GetAtt": [str(name), *_]}:
            return name
        case _:
            return str(value)


def _page(templates: Templates) -> dict[str, Any]:
    (dashboard,) = templates.of_type("AWS::CloudWatch::Dashboard").values()
    page: dict[str, Any] = json.loads(_text(dashboard["Properties"]["DashboardBody"]))
    return page


def _chosen(page: Mapping[str, Any], workflow: str) -> list[dict[str, Any]]:
    """The page's widgets as CloudWatch shows them once its variable has a value."""
    (variable,) = page["variables"]
    assert (variable["type"], variable["inputType"]) == ("pattern", "select")
    widgets: list[dict[str, Any]] = json.loads(
        re.sub(variable["pattern"], workflow, json.dumps(page["widgets"]))
    )
    return widgets


def _dimensions(widgets: list[dict[str, Any]], name: str) -> set[str]:
    metrics = [metric for each in widgets for metric in each["properties"].get("metrics", ())]
    return {metric[metric.index(name) + 1] for metric in metrics if name in metric}


@pytest.fixture
def _a_good_month() -> Iterator[None]:
    figures = of_a_good_month()
    around = SimpleNamespace(
        live_from=None,
        figures=figures.figures,
        shop=SHOP,
        clock=FixedClock(),
        workflows=WorkflowSet(figures.workflows),
        experiments=MemoryExperiments(MemoryTables()),
    )
    bootstrap.install(cast("Neighbours", around))
    yield
    bootstrap.install(None)


def test_the_workflow_can_be_chosen_from_those_that_are_deployed(sandbox: Templates) -> None:
    (variable,) = _page(sandbox)["variables"]

    assert [each["value"] for each in variable["values"]] == ["abandoned_cart", "welcome"]
    assert variable["defaultValue"] == "abandoned_cart"


@pytest.mark.parametrize("workflow", ["abandoned_cart", "welcome"])
def test_the_graphs_follow_the_choice_to_a_queue_and_a_machine_that_are_there(
    workflow: str, sandbox: Templates
) -> None:
    queues = {
        each["Properties"].get("QueueName", name) for name, each in sandbox.of_type("AWS::SQS::Queue").items()
    }
    machines = {
        each["Properties"]["StateMachineName"]
        for each in sandbox.of_type("AWS::StepFunctions::StateMachine").values()
    }
    before, after = _page(sandbox)["widgets"], _chosen(_page(sandbox), workflow)

    followed = _dimensions(after, "QueueName") - _dimensions(before, "QueueName")
    assert followed == {f"homing-sandbox-{workflow}-send"} <= queues
    arns = _dimensions(after, "StateMachineArn") - _dimensions(before, "StateMachineArn")
    assert {arn.rpartition(":")[2] for arn in arns} == {f"homing-sandbox-{workflow}"} <= machines
    assert CHOSEN not in json.dumps(after)


@pytest.mark.usefixtures("_a_good_month")
def test_the_table_of_figures_follows_the_choice_and_the_other_shows_every_workflow(
    sandbox: Templates,
) -> None:
    tables = [
        str(handler({"widgetContext": {"params": each["properties"]["params"]}}, object()))
        for each in _chosen(_page(sandbox), "welcome")
        if each["type"] == "custom"
    ]

    every, _, _, chosen, *_ = tables
    assert "Welcome series" in every
    assert "Abandoned cart" in every
    assert "Welcome series" in chosen
    assert "Abandoned cart" not in chosen


@pytest.mark.usefixtures("_a_good_month")
def test_every_view_is_on_the_page_and_the_function_draws_it(sandbox: Templates) -> None:
    custom = [
        each["properties"]["params"]
        for each in _chosen(_page(sandbox), "welcome")
        if each["type"] == "custom"
    ]

    assert {each["view"] for each in custom} == {"kpis", *VIEWS}
    for params in custom:
        assert "There is no" not in str(handler({"widgetContext": {"params": params}}, object()))


def test_every_function_is_on_the_page(sandbox: Templates) -> None:
    shown = _dimensions(_page(sandbox)["widgets"], "FunctionName")

    assert len(shown) == len(
        [name for name in sandbox.of_type("AWS::Lambda::Function") if "Functions" in name]
    )


def test_the_page_costs_nothing_of_its_own(sandbox: Templates) -> None:
    """CloudWatch gives three pages of at most fifty metrics away; one more is $3 a month."""
    metrics = [
        metric for each in _page(sandbox)["widgets"] for metric in each["properties"].get("metrics", ())
    ]

    assert len(metrics) <= 50
