"""What the pre-flight asks of an account; it reads, and changes nothing."""

import json
from collections.abc import Collection, Mapping
from functools import cache, cached_property
from typing import Any, get_args

import boto3
from homing.adapters.secrets import OPTIONAL, SecretName
from homing.domain.occupancy import Occupancy
from homing.settings import secret_name, stack_name

from local.deployed import Deployed
from local.preflight.resources import Template


class Account:
    """One account and region."""

    def __init__(self, session: boto3.Session | None = None) -> None:
        self._session = session or boto3.Session()

    @property
    def region(self) -> str:
        return str(self._session.region_name)

    def template(self, stage: str, part: str) -> Template | None:
        """What a stack was last deployed from, None if there is none."""
        formation = self._session.client("cloudformation")
        try:
            body: Any = formation.get_template(StackName=stack_name(stage, part))["TemplateBody"]
        except formation.exceptions.ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        template: Template = json.loads(body) if isinstance(body, str) else body
        return template

    @cache  # noqa: B019 - one account a command
    def occupancy(self, stage: str) -> Occupancy:
        """Who waits where."""
        return Deployed(stage, self._session).occupancy()

    def unheard_alarms(self, stage: str) -> str | None:
        """The topic of a deployed stage's alarms, if nobody subscribed to it."""
        formation = self._session.client("cloudformation")
        (stack,) = formation.describe_stacks(StackName=stack_name(stage, "journeys"))["Stacks"]
        told = {each["OutputKey"]: each["OutputValue"] for each in stack.get("Outputs", ())}
        topic = told.get("AlarmsTopic")
        if topic is None:
            return None
        heard = self._session.client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
        return None if heard else topic

    def taken(self, kind: str, name: str) -> bool:
        """Whether something of that CloudFormation type has the name."""
        match kind:
            case "AWS::StepFunctions::StateMachine":
                return name in self.machines
            case "AWS::SQS::Queue":
                return any(url.endswith(f"/{name}") for url in self._queues(name))
            case "AWS::Logs::LogGroup":
                found = self._session.client("logs").describe_log_groups(logGroupNamePrefix=name)
                return any(each["logGroupName"] == name for each in found["logGroups"])
            case "AWS::IAM::Role":
                return self._has_role(name)
            case _:
                return False

    @cached_property
    def machines(self) -> Mapping[str, str]:
        """Every state machine's ARN by its name."""
        pages = self._session.client("stepfunctions").get_paginator("list_state_machines").paginate()
        return {each["name"]: each["stateMachineArn"] for page in pages for each in page["stateMachines"]}

    def is_on_the_way(self, machine: str) -> bool:
        """Whether an execution of the state machine runs."""
        running = self._session.client("stepfunctions").list_executions(
            stateMachineArn=self.machines[machine], statusFilter="RUNNING", maxResults=1
        )
        return bool(running["executions"])

    def concurrency(self) -> int:
        """How many functions may run at once."""
        limits = self._session.client("lambda").get_account_settings()["AccountLimit"]
        return int(limits["ConcurrentExecutions"])

    def missing_secrets(self, stage: str) -> Collection[str]:
        """Secrets that were not set; none of those that were is read in clear."""
        names = {secret_name(stage, each): each for each in get_args(SecretName) if each not in OPTIONAL}
        answer = self._session.client("ssm").get_parameters(Names=list(names), WithDecryption=False)
        return sorted(names[each] for each in answer["InvalidParameters"])

    def may_mail_anybody(self) -> bool:
        """Whether SES has let the account out of its sandbox."""
        return bool(self._session.client("sesv2").get_account()["ProductionAccessEnabled"])

    def is_proved(self, domain: str) -> bool:
        """Whether SES has seen that the domain is ours."""
        mail = self._session.client("sesv2")
        try:
            return bool(mail.get_email_identity(EmailIdentity=domain)["VerifiedForSendingStatus"])
        except mail.exceptions.NotFoundException:
            return False

    def _queues(self, name: str) -> list[str]:
        return self._session.client("sqs").list_queues(QueueNamePrefix=name).get("QueueUrls", [])

    def _has_role(self, name: str) -> bool:
        roles = self._session.client("iam")
        try:
            roles.get_role(RoleName=name)
        except roles.exceptions.NoSuchEntityException:
            return False
        return True
