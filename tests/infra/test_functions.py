"""Each function gets the environment that its settings ask for, and the shape that AWS wants."""

import pytest

from infra.constructs.function import FROM_LAMBDA
from infra.constructs.specs import SPECS
from tests.infra.conftest import Templates

pytestmark = pytest.mark.xdist_group("synth")


@pytest.mark.parametrize("name", SPECS)
def test_the_environment_is_what_the_settings_ask_for(sandbox: Templates, name: str) -> None:
    function = sandbox.one("AWS::Lambda::Function", f"Functions/{name.capitalize()}/Function")["Properties"]
    variables = function["Environment"]["Variables"]
    given = {key for key in variables if not key.startswith(("POWERTOOLS_", "PYDANTIC_"))}

    assert given == {field.upper() for field in SPECS[name].settings.model_fields if field not in FROM_LAMBDA}


@pytest.mark.parametrize("name", SPECS)
def test_a_handler_is_a_function_of_its_package(sandbox: Templates, name: str) -> None:
    function = sandbox.one("AWS::Lambda::Function", f"Functions/{name.capitalize()}/Function")["Properties"]

    assert function["Handler"] == f"{SPECS[name].module}.handler"
    assert (function["Runtime"], function["Architectures"]) == ("python3.13", ["arm64"])
    assert len(function["Layers"]) == 1


def test_no_function_reserves_concurrency(sandbox: Templates) -> None:
    functions = sandbox.of_type("AWS::Lambda::Function").values()

    assert not [each for each in functions if "ReservedConcurrentExecutions" in each["Properties"]]


def test_function_logs_are_kept_for_two_weeks(sandbox: Templates) -> None:
    logs = sandbox.of_type("AWS::Logs::LogGroup").values()

    assert {each["Properties"]["RetentionInDays"] for each in logs} == {14}
