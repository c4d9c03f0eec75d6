"""The month's bill, told before it is written."""

import aws_cdk.aws_budgets as budgets
import aws_cdk.aws_sns as sns
from constructs import Construct

from infra.stages import Stage

TOLD = (("ACTUAL", 80), ("FORECASTED", 100))
"""What is compared with the budget, and from how many per cent it is told."""


class Budget(Construct):
    """The whole account's bill against what its stage may cost; a budget that only tells is free.

    Not the stage's share: that is known by tags, which somebody has to activate in the billing console, and
    until then a budget of them would see nothing and stay silent.
    """

    def __init__(self, scope: Construct, id_: str, *, stage: Stage, topic: sns.ITopic) -> None:
        super().__init__(scope, id_)

        budget = budgets.CfnBudget(
            self,
            "Budget",
            budget=budgets.CfnBudget.BudgetDataProperty(
                budget_type="COST",
                time_unit="MONTHLY",
                budget_limit=budgets.CfnBudget.SpendProperty(amount=stage.monthly_budget, unit="USD"),
                # Credits would hide the bill until the month in which they end.
                cost_types=budgets.CfnBudget.CostTypesProperty(include_credit=False, include_refund=False),
            ),
            notifications_with_subscribers=[_told(kind, percent, topic) for kind, percent in TOLD],
        )
        budget.node.add_dependency(topic)  # and on the policy that lets budgets in


def _told(
    kind: str, percent: int, topic: sns.ITopic
) -> budgets.CfnBudget.NotificationWithSubscribersProperty:
    return budgets.CfnBudget.NotificationWithSubscribersProperty(
        notification=budgets.CfnBudget.NotificationProperty(
            notification_type=kind,
            comparison_operator="GREATER_THAN",
            threshold=percent,
            threshold_type="PERCENTAGE",
        ),
        subscribers=[budgets.CfnBudget.SubscriberProperty(subscription_type="SNS", address=topic.topic_arn)],
    )
