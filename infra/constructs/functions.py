"""The eight functions: five of them one package, each with its own role, size and time."""

from collections.abc import Mapping

import aws_cdk as cdk
import aws_cdk.aws_lambda as lambda_
from constructs import Construct
from homing import settings

from infra.constructs.function import Function, Spec
from infra.layer_contents import build
from infra.stages import Stage

SPECS: Mapping[str, Spec] = {
    "webhook": Spec(
        package="trigger",
        module="webhook",
        settings=settings.WebhookSettings,
        purpose="Takes webhooks in: checks the signature and queues the bytes",
        memory=512,  # a quarter of a processor; Shopify gives five seconds, our own limit is 100 ms
        timeout=cdk.Duration.seconds(5),
    ),
    "events": Spec(
        package="trigger",
        module="events",
        settings=settings.EventsSettings,
        purpose="Works on events: contacts, exits, goals, enrollments",
        memory=512,
        timeout=cdk.Duration.seconds(60),
    ),
    "feedback": Spec(
        package="trigger",
        module="feedback",
        settings=settings.FeedbackSettings,
        purpose="Works on what SES says became of a mail",
        memory=512,
        timeout=cdk.Duration.seconds(60),
    ),
    "sweep": Spec(
        package="trigger",
        module="sweep",
        settings=settings.SweepSettings,
        purpose="Looks every minute at what is due",
        memory=512,
        timeout=cdk.Duration.seconds(55),
    ),
    "pages": Spec(
        package="trigger",
        module="pages",
        settings=settings.PagesSettings,
        purpose="Shows and takes unsubscribes",
        memory=512,
        timeout=cdk.Duration.seconds(10),
    ),
    "step": Spec(
        package="step",
        module="handler",
        settings=settings.StepSettings,
        purpose="Decides inside a workflow, and recovers what was lost",
        memory=512,
        timeout=cdk.Duration.seconds(30),
    ),
    "send": Spec(
        package="send",
        module="handler",
        settings=settings.SendSettings,
        purpose="Sends the mails of every workflow",
        memory=512,
        timeout=cdk.Duration.seconds(60),
    ),
    "report": Spec(
        package="report",
        module="handler",
        settings=settings.ReportSettings,
        purpose="Answers the dashboard and writes the daily digest",
        memory=512,
        timeout=cdk.Duration.seconds(60),
    ),
}


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
