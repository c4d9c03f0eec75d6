"""The CDK app as it is, but for what MiniStack cannot take; docs/emulator.md says why, and what is lost.

Its functions run with this machine's Python; the layer of a deployment holds wheels for Lambda's, on arm64.
"""

import sys
from functools import partial

import aws_cdk as cdk
from aws_cdk.aws_budgets import CfnBudget
from aws_cdk.aws_cloudwatch import CfnAlarm
from constructs import IConstruct
from jsii import implements

from infra import app as deployed
from infra import layer_contents
from infra.constructs import functions
from infra.stages import SANDBOX, named

STAND_IN = {"Namespace": "Homing", "MetricName": "MetricMath", "Statistic": "Sum", "Period": 300}


def main() -> None:
    """Synthesise the stage of `--context stage=…`, or the sandbox."""
    ours = layer_contents.for_python(sys.executable)
    functions.build = partial(layer_contents.build, target=ours)  # type: ignore[attr-defined]
    app = cdk.App()
    deployed.build(app, named(app.node.try_get_context("stage") or SANDBOX.name))
    cdk.Aspects.of(app).add(AlarmsWithoutMath())
    for each in app.node.find_all():  # MiniStack refuses a template that holds a budget
        if isinstance(each, CfnBudget) and each.node.scope is not None:
            each.node.scope.node.try_remove_child(each.node.id)
    app.synth()


@implements(cdk.IAspect)
class AlarmsWithoutMath:
    """Lets an alarm over several metrics stand as one over a metric that nobody writes."""

    def visit(self, node: IConstruct) -> None:
        """Called for every construct of the app."""
        if isinstance(node, CfnAlarm) and node.metrics is not None:
            node.add_property_deletion_override("Metrics")
            for name, value in STAND_IN.items():
                node.add_property_override(name, value)


if __name__ == "__main__":
    main()
