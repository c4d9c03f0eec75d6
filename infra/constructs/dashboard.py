"""One page to look at: the shop's figures, whether anything stands still, and one workflow by choice."""

from collections.abc import Mapping, Sequence

import aws_cdk as cdk
import aws_cdk.aws_cloudwatch as cloudwatch
from constructs import Construct
from homing.settings import machine_name, send_queue_name

from infra.constructs.function import Function
from infra.constructs.functions import Functions
from infra.constructs.journey import Journey
from infra.constructs.queue import Queue
from infra.stages import Stage

HALF, FULL = 12, 24

CHOSEN = "CHOSEN_WORKFLOW"
"""CloudWatch puts the chosen workflow's name wherever the page's text holds this."""


class Dashboard(Construct):
    """Figures come from a function: as custom metrics they would cost $0.30 a month for each step."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        stage: Stage,
        functions: Functions,
        queues: Mapping[str, Queue],
        journeys: Sequence[Journey],
    ) -> None:
        super().__init__(scope, id_)

        self.dashboard = cloudwatch.Dashboard(
            self,
            "Dashboard",
            default_interval=cdk.Duration.days(7),
            variables=[_choice(journeys)] if journeys else [],
        )
        report = functions["report"]
        self.dashboard.add_widgets(_figures(report, "Every workflow", height=12))
        self.dashboard.add_widgets(
            _figures(report, "Every workflow: days", view="trend", height=12, width=HALF),
            _figures(report, "Every workflow: money", view="money", height=12, width=HALF),
        )
        if journeys:
            self._follow_the_choice(stage, functions["report"])
        self._show_all(queues, journeys)
        self._show_functions(functions)

    def _follow_the_choice(self, stage: Stage, report: Function) -> None:
        machine = cdk.Stack.of(self).format_arn(
            service="states",
            resource="stateMachine",
            resource_name=machine_name(stage.name, CHOSEN),
            arn_format=cdk.ArnFormat.COLON_RESOURCE_NAME,
        )
        queue = send_queue_name(stage.name, CHOSEN)
        self.dashboard.add_widgets(_figures(report, CHOSEN, workflow=CHOSEN, height=8))
        self.dashboard.add_widgets(
            _figures(
                report, f"{CHOSEN}: who got how far", view="funnel", workflow=CHOSEN, height=12, width=HALF
            ),
            _figures(report, f"{CHOSEN}: days", view="trend", workflow=CHOSEN, height=12, width=HALF),
        )
        self.dashboard.add_widgets(
            _figures(
                report,
                f"{CHOSEN}: tests and holdout",
                view="experiment",
                workflow=CHOSEN,
                height=10,
                width=HALF,
            ),
            _figures(report, f"{CHOSEN}: money", view="money", workflow=CHOSEN, height=10, width=HALF),
        )
        self.dashboard.add_widgets(
            _graph(
                f"{CHOSEN}: executions",
                [
                    _metric("AWS/States", f"Executions{each}", {"StateMachineArn": machine}, "Sum")
                    for each in ("Started", "Succeeded", "Aborted", "Failed", "TimedOut")
                ],
            ),
            _graph(
                f"{CHOSEN}: mails that wait to be sent",
                [
                    _metric("AWS/SQS", f"ApproximateNumberOfMessages{each}", {"QueueName": queue}, "Maximum")
                    for each in ("Visible", "NotVisible")
                ],
            ),
        )

    def _show_all(self, queues: Mapping[str, Queue], journeys: Sequence[Journey]) -> None:
        self.dashboard.add_widgets(
            _graph(
                "Oldest message, seconds",
                [
                    each.queue.metric_approximate_age_of_oldest_message(label=name)
                    for name, each in queues.items()
                ],
            ),
            _graph(
                "Dead letters",
                [
                    each.dead_letters.metric_approximate_number_of_messages_visible(
                        label=name, statistic="Maximum"
                    )
                    for name, each in queues.items()
                ],
            ),
        )
        self.dashboard.add_widgets(
            _graph(
                "Enrollments started", [each.machine.metric_started(label=each.name) for each in journeys]
            ),
            _graph("Executions failed", [each.machine.metric_failed(label=each.name) for each in journeys]),
        )

    def _show_functions(self, functions: Functions) -> None:
        self.dashboard.add_widgets(
            _graph(
                "Function errors",
                [each.function.metric_errors(label=name) for name, each in functions.by_name.items()],
            ),
            _graph(
                "Function duration, p95",
                [
                    each.function.metric_duration(label=name, statistic="p95")
                    for name, each in functions.by_name.items()
                ],
            ),
        )


def _choice(journeys: Sequence[Journey]) -> cloudwatch.DashboardVariable:
    names = [each.workflow for each in journeys]
    return cloudwatch.DashboardVariable(
        id="workflow",
        label="Workflow",
        type=cloudwatch.VariableType.PATTERN,
        input_type=cloudwatch.VariableInputType.SELECT,
        value=CHOSEN,
        values=cloudwatch.Values.from_values(
            *(cloudwatch.VariableValue(label=name, value=name) for name in names)
        ),
        default_value=cloudwatch.DefaultValue.value(names[0]),
    )


def _figures(
    report: Function,
    title: str,
    *,
    height: int,
    width: int = FULL,
    view: str = "kpis",
    workflow: str | None = None,
) -> cloudwatch.IWidget:
    return cloudwatch.CustomWidget(
        title=title,
        function_arn=report.function.function_arn,
        width=width,
        height=height,
        update_on_refresh=True,
        update_on_time_range_change=True,
        params={"action": "widget", "view": view} | ({"workflow": workflow} if workflow else {}),
    )


def _metric(namespace: str, name: str, dimensions: Mapping[str, str], statistic: str) -> cloudwatch.Metric:
    return cloudwatch.Metric(
        namespace=namespace, metric_name=name, dimensions_map=dimensions, statistic=statistic, label=name
    )


def _graph(title: str, metrics: Sequence[cloudwatch.IMetric]) -> cloudwatch.IWidget:
    return cloudwatch.GraphWidget(title=title, left=list(metrics), width=HALF)
