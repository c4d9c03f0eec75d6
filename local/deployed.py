"""A deployed stage as its owner's terminal reaches it: what it is made of, and its ports for use cases.

Shop, workflows and mails are those of the checkout that the command runs in, for no command reads the layer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.exceptions import ClientError
from homing.adapters import segment_files
from homing.adapters.aws import AwsNeighbours, clients
from homing.adapters.dynamodb.occupancy import occupancy
from homing.adapters.dynamodb.table import Table
from homing.adapters.mjml import compile_templates
from homing.adapters.shop_file import load_shop
from homing.adapters.templates import CompiledTemplates
from homing.adapters.workflow_files import load
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.errors import NoDeployment
from homing.domain.occupancy import Occupancy
from homing.domain.shop import Shop
from homing.domain.timeline import Line
from homing.settings import (
    EventsSettings,
    PrivacySettings,
    SendSettings,
    StepSettings,
    SweepSettings,
    WebhookSettings,
    stack_name,
    workflow_of_machine,
)

if TYPE_CHECKING:
    from homing.services import ports


class EverySetting(
    WebhookSettings, EventsSettings, SweepSettings, StepSettings, SendSettings, PrivacySettings
):
    """What all functions of a stage are told together."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """Where the files lie that were deployed."""

    workflows: Path = Path("workflows")
    shop: Path = Path("shop.yaml")


class Deployed:
    """One stage in the account and region of a session."""

    def __init__(self, stage: str, session: boto3.Session | None = None) -> None:
        self.stage = stage
        self.session = session or boto3.DEFAULT_SESSION or boto3.Session()
        self._stacks: Any = self.session.client("cloudformation")

    def require(self) -> "Deployed":
        """The same, for certain.

        Raises:
            NoDeployment: no such stage was deployed here.
        """
        self.resources("journeys")
        return self

    def who(self) -> str:
        """The role or user at the terminal, without the session's name, which is often an address."""
        arn = str(self.session.client("sts").get_caller_identity()["Arn"])
        kind, _, name = arn.rpartition(":")[2].partition("/")
        return name.partition("/")[0] if kind == "assumed-role" else kind

    def resources(self, stack: str) -> tuple[Mapping[str, Any], ...]:
        """What a stack (`data` or `journeys`) is made of, as CloudFormation lists it.

        Raises:
            NoDeployment: there is no such stack.
        """
        name = stack_name(self.stage, stack)
        pages = self._stacks.get_paginator("list_stack_resources").paginate(StackName=name)
        try:
            return tuple(each for page in pages for each in page["StackResourceSummaries"])
        except ClientError as error:
            if "does not exist" not in str(error):
                raise
        raise NoDeployment(
            f"No stage {self.stage!r} is deployed in region {self.session.region_name}: there is no stack "
            f"{name}. Name another with --stage, set AWS_PROFILE and AWS_DEFAULT_REGION to where it is, or "
            f"deploy it: make deploy STAGE={self.stage}"
        )

    def functions(self) -> tuple[str, ...]:
        """The names of its functions."""
        kind = "AWS::Lambda::Function"
        return tuple(
            str(each["PhysicalResourceId"])
            for each in self.resources("journeys")
            if each["ResourceType"] == kind
        )

    def workflows(self) -> tuple[str, ...]:
        """Every workflow that has a state machine, also one whose file is gone."""
        pages = self.session.client("stepfunctions").get_paginator("list_state_machines").paginate()
        names = (machine["name"] for page in pages for machine in page["stateMachines"])
        found = (workflow_of_machine(self.stage, name) for name in names)
        return tuple(sorted(each for each in found if each is not None))

    @cached_property
    def told(self) -> Mapping[str, str]:
        """Whatever its functions are told, read from their own environments."""
        functions = self.session.client("lambda")
        told: dict[str, str] = {"aws_region": self.session.region_name}
        for name in self.functions():
            environment = functions.get_function_configuration(FunctionName=name).get("Environment", {})
            told |= {key.lower(): value for key, value in environment.get("Variables", {}).items()}
        return told

    @cached_property
    def settings(self) -> EverySetting:
        """What its functions are told, if this version of Homing tells them the same.

        Raises:
            NoDeployment: no function is told one of the settings.
        """
        wanted = EverySetting.model_fields.keys()
        told = {field: self.told[field] for field in wanted & self.told.keys()}
        missing = sorted(wanted - told.keys())
        if missing:
            raise NoDeployment(
                f"The stage {self.stage!r} was deployed from another version of Homing: no function is told "
                f"{missing[0]}. Deploy this one first: make deploy STAGE={self.stage}"
            )
        return EverySetting.model_validate(told)

    def occupancy(self) -> Occupancy:
        """Who waits where, also in a stage that another version deployed; nobody, if none is deployed."""
        try:
            name = self.told.get("enrollments_table")
        except NoDeployment:
            return {}
        client = self.session.client("dynamodb")
        return occupancy(Table(client, name, lambda: datetime.now(UTC))) if name else {}

    def neighbours(self, checkout: Checkout = Checkout()) -> "OwnersNeighbours":
        """The stage's ports, to be installed in homing.bootstrap or asked one by one."""
        boto3.DEFAULT_SESSION = self.session  # from which homing.adapters.aws.clients makes its own
        clients.forget()
        return OwnersNeighbours(self.settings, checkout)


class QuietTimeline:
    """ports.Timeline that keeps its lines: the terminal tells what was done in words of its own."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def write(self, line: Line) -> None:
        self.lines.append(line)


class OwnersNeighbours(AwsNeighbours):
    """A stage's neighbours with the owner's files in the layer's place."""

    def __init__(self, settings: EverySetting, checkout: Checkout) -> None:
        super().__init__(settings)
        self._checkout = checkout

    @cached_property
    def shop(self) -> Shop:
        """The shop of the checkout, with what its stage lays over it."""
        return load_shop(self._checkout.shop, self.settings.stage)

    @cached_property
    def workflows(self) -> "ports.Workflows":
        """The workflows and segments of the checkout."""
        folder = self._checkout.workflows
        return WorkflowSet(load(folder), segment_files.load(segment_files.beside(folder)))

    @cached_property
    def templates(self) -> CompiledTemplates:
        """The mails of the checkout."""
        return compile_templates(self._checkout.workflows)

    @cached_property
    def timeline(self) -> QuietTimeline:
        """Lines for whoever asks."""
        return QuietTimeline()
