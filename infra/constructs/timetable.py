"""What the clock starts: sweep every minute, reconciler every hour, report once a day, digest once a week."""

import json

import aws_cdk.aws_iam as iam
import aws_cdk.aws_scheduler as scheduler
from constructs import Construct
from homing.domain.shop_reports import ReportRules

from infra.constructs.function import Function

SCHEDULED = "<aws.scheduler.scheduled-time>"  # filled in by EventBridge Scheduler


class Timetable(Construct):
    """Schedules; a missed minute or hour is made up by the next, so none is tried again."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        zone: str,
        sweep: Function,
        reconcile: Function,
        privacy: Function,
        report: Function,
        digest: ReportRules,
    ) -> None:
        super().__init__(scope, id_)

        self._role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("scheduler.amazonaws.com"))
        self._schedule("Sweep", "rate(1 minute)", sweep, zone="UTC", tries=0)
        self._schedule("Reconcile", "rate(1 hour)", reconcile, zone="UTC", tries=0)
        self._schedule("Privacy", "rate(1 hour)", privacy, zone="UTC", tries=0)
        self._schedule("Report", "cron(0 6 * * ? *)", report, zone=zone, tries=3)
        if digest.digest:
            weekly = f"cron(0 {digest.hour} ? * {digest.weekday[:3].upper()} *)"
            self._schedule("Digest", weekly, report, zone=zone, tries=3)

    def _schedule(self, id_: str, when: str, target: Function, *, zone: str, tries: int) -> None:
        self._role.add_to_policy(
            iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=[target.function.function_arn])
        )
        scheduler.CfnSchedule(
            self,
            id_,
            schedule_expression=when,
            schedule_expression_timezone=zone,
            flexible_time_window=scheduler.CfnSchedule.FlexibleTimeWindowProperty(mode="OFF"),
            target=scheduler.CfnSchedule.TargetProperty(
                arn=target.function.function_arn,
                role_arn=self._role.role_arn,
                input=json.dumps({"action": id_.lower(), "scheduled": SCHEDULED}),
                retry_policy=scheduler.CfnSchedule.RetryPolicyProperty(
                    maximum_retry_attempts=tries, maximum_event_age_in_seconds=3600
                ),
            ),
        )
