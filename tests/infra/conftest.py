"""One synthesis a session: it costs seconds, and every test here reads the same templates."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from homing.adapters.shop_file import load_shop

from infra.app import ROOT, build
from infra.stages import PRODUCTION, SANDBOX, Stage

Resource = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Templates:
    """What a stage's two stacks would send to CloudFormation."""

    data: Mapping[str, Any]
    journeys: Mapping[str, Any]

    def of_type(self, kind: str) -> dict[str, Resource]:
        """Every resource of a type, by logical id."""
        return {
            logical_id: resource
            for template in (self.data, self.journeys)
            for logical_id, resource in template["Resources"].items()
            if resource["Type"] == kind
        }

    def one(self, kind: str, name: str) -> Resource:
        """The resource of a type whose path in the app holds `/name/` or ends with it."""
        found = [each for each in self.of_type(kind).values() if f"/{name}/" in path(each) + "/"]
        assert len(found) == 1, f"{len(found)} {kind} named {name}"
        return found[0]


def path(resource: Resource) -> str:
    """Where in the app the resource was made."""
    return str(resource["Metadata"]["aws:cdk:path"])


def synthesise(stage: Stage, folder: Path, **kwargs: Any) -> Templates:
    """The templates of a stage; a finding of cdk-nag is an error here as it is in a deployment."""
    context = json.loads((ROOT / "cdk.json").read_text("utf-8"))["context"]
    context["aws:cdk:enable-path-metadata"] = True  # as the CDK command line does
    app = cdk.App(outdir=str(folder), context=context, analytics_reporting=False)
    build(app, stage, **kwargs)
    made = {stack.stack_name: stack.template for stack in app.synth().stacks}
    return Templates(made[f"Homing-{stage.name}-data"], made[f"Homing-{stage.name}-journeys"])


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """The stage that people try things in."""
    return synthesise(SANDBOX, tmp_path_factory.mktemp("sandbox"))


@pytest.fixture(scope="session")
def production(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """The stage that must lose nothing."""
    return synthesise(PRODUCTION, tmp_path_factory.mktemp("production"))


@pytest.fixture(scope="session")
def silent(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """A sandbox of a shop that texts nobody."""
    shop = load_shop(ROOT / "shop.yaml").model_copy(update={"sms": None})
    return synthesise(SANDBOX, tmp_path_factory.mktemp("silent"), shop=shop, workflows=[])
