"""The twelve functions: nine of them one package, each with its own role, size and time."""

from collections.abc import Mapping

import aws_cdk.aws_lambda as lambda_
from constructs import Construct

from infra.constructs.function import Function
from infra.constructs.specs import SPECS
from infra.layer_contents import build
from infra.stages import Stage


class Functions(Construct):
    """Every function over one layer."""

    def __init__(self, scope: Construct, id_: str, *, stage: Stage, wiring: Mapping[str, str]) -> None:
        super().__init__(scope, id_)

        folder, digest = build(stage.name)
        layer = lambda_.LayerVersion(
            self,
            "Common",
            description="Homing, its packages, and the compiled workflows",
            code=lambda_.Code.from_asset(str(folder), asset_hash=digest),
            compatible_runtimes=[lambda_.Runtime.PYTHON_3_13],
            compatible_architectures=[lambda_.Architecture.ARM_64],
        )
        self.by_name = {
            name: Function(self, name.capitalize(), spec=spec, wiring=wiring, layer=layer)
            for name, spec in SPECS.items()
        }

    def __getitem__(self, name: str) -> Function:
        return self.by_name[name]
