"""The CDK app, two stacks a stage. Run with -m: run as a file, `infra/constructs` would hide CDK's own."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from cdk_nag import AwsSolutionsChecks
from homing.adapters import shop_file, workflow_files
from homing.domain.shop import Shop
from homing.domain.workflow import Workflow
from homing.settings import stack_name

from infra.stacks.data import DataStack
from infra.stacks.journeys import JourneysStack
from infra.stages import Stage, named

ROOT = Path(__file__).parents[1]


def build(
    app: cdk.App, stage: Stage, *, workflows: Sequence[Workflow] | None = None, shop: Shop | None = None
) -> None:
    """Both stacks of a stage, with cdk-nag's opinion of them."""
    shop = shop or shop_file.load_shop(ROOT / "shop.yaml", stage.name)
    verified: list[Any] = app.node.try_get_context("verified") or []
    data = DataStack(app, stack_name(stage.name, "data"), stage=stage)
    JourneysStack(
        app,
        stack_name(stage.name, "journeys"),
        stage=stage,
        data=data,
        shop=shop,
        workflows=workflow_files.load(ROOT / "workflows") if workflows is None else workflows,
        verified=stage.name in verified,
    )
    cdk.Tags.of(app).add("homing:stage", stage.name)
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app))


def main() -> None:
    """Synthesise the stage of `--context stage=…`, of `STAGE`, or the sandbox."""
    app = cdk.App()
    build(app, named(app.node.try_get_context("stage") or os.environ.get("STAGE") or "sandbox"))
    app.synth()


if __name__ == "__main__":
    main()
