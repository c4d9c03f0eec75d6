"""A second `cdk deploy` with changed workflows: nobody on the way is lost, and what is paused stays so."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pytest
from homing.domain.enrollment import Enrollment, EnrollmentState

from local.emulator.cdk import Cdk
from tests.deploy.checkout import Checkout
from tests.deploy.outside import Outside, until
from tests.deploy.people import Person

pytestmark = pytest.mark.xdist_group("deploy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What stood before and after the second deployment, and who was on the way."""

    welcomed: Person
    welcome: Enrollment
    regretted: Person
    regret: Enrollment
    before: Mapping[str, str]
    after: Mapping[str, str]
    definitions: Mapping[str, tuple[str, str]]


def lasting(shop: Outside) -> Mapping[str, str]:
    """What must be the same thing after a deployment, by its id in the templates."""
    kinds = {
        "AWS::ApiGatewayV2::Api",
        "AWS::DynamoDB::Table",
        "AWS::Lambda::Function",
        "AWS::S3::Bucket",
        "AWS::SQS::Queue",
        "AWS::StepFunctions::StateMachine",
    }
    return {
        each["LogicalResourceId"]: each["PhysicalResourceId"]
        for stack in ("data", "journeys")
        for each in shop.deployed.resources(stack)
        if each["ResourceType"] in kinds
    }


def definition(shop: Outside, workflow: str) -> str:
    machines = shop.session.client("stepfunctions")
    return str(machines.describe_state_machine(stateMachineArn=shop.machine(workflow))["definition"])


def pause(shop: Outside, workflow: str, *, enabled: bool) -> None:
    """Hold a workflow's mails back, or let them go, as docs/operations.md does."""
    functions = shop.session.client("lambda")
    (mapping,) = functions.list_event_source_mappings(EventSourceArn=queue_arn(shop, workflow))[
        "EventSourceMappings"
    ]
    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=enabled)


def is_enabled(shop: Outside, workflow: str) -> bool:
    functions = shop.session.client("lambda")
    (mapping,) = functions.list_event_source_mappings(EventSourceArn=queue_arn(shop, workflow))[
        "EventSourceMappings"
    ]
    return str(mapping["State"]) == "Enabled"


def queue_arn(shop: Outside, workflow: str) -> str:
    sqs = shop.session.client("sqs")
    asked = sqs.get_queue_attributes(QueueUrl=shop.queue(workflow), AttributeNames=["QueueArn"])
    return str(asked["Attributes"]["QueueArn"])


@pytest.fixture(scope="module")
def change(shop: Outside, checkout: Checkout, cdk: Cdk) -> Change:
    """Deploy two changed workflows, one of them paused, while somebody is on the way in each."""
    welcomed, regretted = shop.subscriber(), Person.new()
    # The second mail of `regret` is due two minutes after the order was cancelled, at whatever hour it is.
    shop.tell("orders/cancelled", regretted.cancels(ago=timedelta(seconds=30)))
    shop.wait_for_mails(regretted, 1)
    shop.settle()
    pause(shop, "regret", enabled=False)
    before = lasting(shop)
    definitions = {name: definition(shop, name) for name in ("welcome", "regret")}

    checkout.change(
        "welcome", "id: day_2\n    type: wait\n    day: 2", "id: day_3\n    type: wait\n    day: 3"
    )
    checkout.write_mail("question", "May we ask why?")
    cdk.deploy()

    return Change(
        welcomed=welcomed,
        welcome=shop.enrollments_of(welcomed)["welcome"],
        regretted=regretted,
        regret=shop.enrollments_of(regretted)["regret"],
        before=before,
        after=lasting(shop),
        definitions={name: (old, definition(shop, name)) for name, old in definitions.items()},
    )


def test_every_table_queue_function_and_machine_is_the_same_one(change: Change) -> None:
    assert change.after == change.before
    assert {"welcome", "regret"} == change.definitions.keys()


def test_the_machine_of_the_changed_workflow_has_its_new_way(change: Change) -> None:
    old, new = (json.loads(each)["States"].keys() for each in change.definitions["welcome"])

    assert old - new == {"Until day 2"}
    assert new - old == {"Until day 3"}


def test_who_is_on_the_way_stays_on_it(shop: Outside, change: Change) -> None:
    assert change.welcome.state is EnrollmentState.ACTIVE
    assert change.welcome.waits_for == "brand_story"
    assert shop.execution_of(change.welcome) == "RUNNING"
    assert shop.execution_of(change.regret) == "RUNNING"


def test_whoever_comes_after_it_takes_the_new_way(shop: Outside, change: Change) -> None:
    ada = shop.subscriber()
    until(lambda: shop.enrollments_of(ada)["welcome"].waits_for == "brand_story", "the next wait")

    execution = f"{shop.machine('welcome').replace(':stateMachine:', ':execution:')}"
    name = f"{shop.enrollments_of(ada)['welcome'].id}-0"
    history = shop.session.client("stepfunctions").get_execution_history(executionArn=f"{execution}:{name}")
    entered = [
        each["stateEnteredEventDetails"]["name"] for each in history["events"] if "Entered" in each["type"]
    ]
    assert entered == ["Send welcome", "Until day 3"]


def test_what_was_paused_is_not_woken_and_sends_the_new_mail_when_it_goes_on(
    shop: Outside, change: Change
) -> None:
    until(lambda: shop.in_queue(shop.queue("regret")) == 1, "the second mail to be due")
    assert not is_enabled(shop, "regret")
    assert len(shop.mails_to(change.regretted)) == 1

    pause(shop, "regret", enabled=True)

    assert [mail["Subject"] for mail in shop.wait_for_mails(change.regretted, 2)] == [
        "We are sorry",
        "May we ask why?",
    ]
    until(lambda: shop.execution_of(change.regret) == "SUCCEEDED", "the end of the series")
    assert shop.enrollments_of(change.regretted)["regret"].state is EnrollmentState.COMPLETED
