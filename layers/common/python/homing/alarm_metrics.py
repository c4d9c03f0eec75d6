"""What functions tell CloudWatch for its alarms, as lines of the log that it reads as metrics."""

import os
from collections.abc import Mapping
from enum import StrEnum

from aws_lambda_powertools import single_metric
from aws_lambda_powertools.metrics import MetricUnit

NAMESPACE = "Homing"


class AlarmMetric(StrEnum):
    """Each costs $0.30 a month and function: only what an alarm watches is one. Figures live in DynamoDB."""

    MESSAGE_REJECTED = "MessageRejected"
    MESSAGE_LOST = "MessageLost"
    CLAIM_UNSETTLED = "ClaimUnsettled"
    SENDING_REFUSED = "SendingRefused"
    SEND_THROTTLED = "SendThrottled"
    SEND_QUOTA_USED = "SendQuotaUsed"
    CODES_MISSING = "CodesMissing"
    ENROLLMENT_BROKEN = "EnrollmentBroken"
    ENROLLMENT_OVERDUE = "EnrollmentOverdue"
    CONSENT_NOT_WRITTEN = "ConsentNotWritten"


COUNTED_BY: Mapping[AlarmMetric, str] = {
    AlarmMetric.MESSAGE_REJECTED: "send",
    AlarmMetric.MESSAGE_LOST: "step",
    AlarmMetric.CLAIM_UNSETTLED: "send",
    AlarmMetric.SENDING_REFUSED: "send",
    AlarmMetric.SEND_THROTTLED: "send",
    AlarmMetric.SEND_QUOTA_USED: "send",
    AlarmMetric.CODES_MISSING: "send",
    AlarmMetric.ENROLLMENT_BROKEN: "step",
    AlarmMetric.ENROLLMENT_OVERDUE: "reconcile",
    AlarmMetric.CONSENT_NOT_WRITTEN: "sweep",
}
"""The function that tells it, which Powertools makes the metric's dimension `service`."""


def namespace_of(stage: str) -> str:
    """Where a stage's metrics are: two stages of one account must not ring each other's alarms."""
    return f"{NAMESPACE}/{stage}"


def count(metric: AlarmMetric, times: int = 1) -> None:
    """Count so many more of what an alarm watches."""
    _tell(metric, MetricUnit.Count, times)


def measure(metric: AlarmMetric, percent: float) -> None:
    """Tell how much of something is used, in per cent."""
    _tell(metric, MetricUnit.Percent, percent)


def _tell(metric: AlarmMetric, unit: MetricUnit, value: float) -> None:
    # A function is told its stage's namespace; a laptop's lines go nowhere.
    namespace = os.environ.get("POWERTOOLS_METRICS_NAMESPACE", NAMESPACE)
    with single_metric(name=metric.value, unit=unit, value=value, namespace=namespace):
        pass
