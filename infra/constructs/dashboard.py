"""One page to look at: the shop's figures, and whether anything stands still."""

from collections.abc import Mapping, Sequence

import aws_cdk as cdk
import aws_cdk.aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.constructs.function import Function
from infra.constructs.functions import Functions
from infra.constructs.journey import Journey
from infra.constructs.queue import Queue

HALF, FULL = 12, 24


class Dashboard(Construct):
    """Figures come from a function: as custom metrics they would cost $0.30 a month for each step."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        functions: Functions,
        queues: Mapping[str, Queue],
        journeys: Sequence[Journey],
    ) -> None:
        super().__init__(scope, id_)

        self.dashboard = cloudwatch.Dashboard(self, "Dashboard", default_interval=cdk.Duration.days(7))
        self.dashboard.add_widgets(_figures(functions["report"]))
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


def _figures(report: Function) -> cloudwatch.IWidget:
    return cloudwatch.CustomWidget(
        title="Workflows",
        function_arn=report.function.function_arn,
        width=FULL,
        height=12,
        update_on_refresh=True,
        update_on_time_range_change=True,
        params={"action": "widget"},
    )


def _graph(title: str, metrics: Sequence[cloudwatch.IMetric]) -> cloudwatch.IWidget:
    return cloudwatch.GraphWidget(title=title, left=list(metrics), width=HALF)
