"""A stage that keeps its data, on an emulator that lets each function do what its role allows and no more."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from botocore.exceptions import ClientError
from homing.domain.errors import EmulatorFailed
from homing.domain.pages import Page
from homing.settings import stack_name

from local.emulator.cdk import Cdk
from local.emulator.ministack import free_port
from local.emulator.playground import Playground, playground
from tests.deploy.outside import Outside, until
from tests.deploy.probes import acting_as, may, probes
from tests.infra.test_permissions import TABLE

pytestmark = pytest.mark.xdist_group("deploy")

ROOT = Path(__file__).parents[2]

SELDOM = {
    "marketing": "on",
    "shown": "marketing",
    "often": "seldom",
    "pause": "none",
    "locale": "nb",
    "zone": "Europe/Oslo",
}
"""The form of the preference page as a browser posts it."""


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Playground]:
    """An account with the stage staging of this checkout."""
    folder = tmp_path_factory.mktemp("staging")
    with playground(ROOT, folder, stage="staging", port=free_port(), enforce_roles=True) as here:
        yield here


@pytest.fixture(scope="module")
def staging(account: Playground) -> Outside:
    """The stage, seen from outside."""
    shop = Outside(account.emulator, "staging", account.shopify.client_secret)
    _let_mails_name_no_resource(shop)
    return shop


@pytest.fixture(scope="module")
def cdk(account: Playground) -> Cdk:
    """The command line that deployed it."""
    return account.cdk


def _let_mails_name_no_resource(shop: Outside) -> None:
    """MiniStack does not tell which identity a mail is sent from, so it looks for a permission on all."""
    function = shop.session.client("lambda").get_function_configuration(FunctionName=shop.function("send"))
    allowed = {"Effect": "Allow", "Action": "ses:SendEmail", "Resource": "*"}
    shop.session.client("iam").put_role_policy(
        RoleName=function["Role"].rpartition("/")[2],
        PolicyName="mails-of-any-identity",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [allowed]}),
    )


def test_one_persons_whole_story_needs_no_more_than_the_roles_allow(staging: Outside) -> None:
    ada = staging.subscriber()
    staging.tell("checkouts/create", ada.leaves_a_cart(ago=timedelta(minutes=61)))
    staging.settle()
    staging.sweep()
    staging.wait_for_mails(ada, 2)
    reminded = staging.enrollments_of(ada)["abandoned_cart"]
    staging.tell("orders/create", ada.buys())
    until(lambda: staging.execution_of(reminded) == "ABORTED", "the end of the reminders")

    choices = staging.path_to(Page.PREFERENCES, ada)
    chosen = staging.page("POST", choices, urlencode(SELDOM).encode())

    assert chosen.status == 200
    assert b'value="seldom" required checked' in staging.page("GET", choices).body

    left = staging.page("POST", staging.unsubscribe_path(ada))

    assert left.status == 200
    welcome = staging.enrollments_of(ada)["welcome"]
    until(lambda: staging.execution_of(welcome) == "ABORTED", "the end of the welcome series")
    staging.settle()
    staging.call("reconcile")

    staging.tell("customers/data_request", ada.asks_for_their_rights())
    staging.tell("customers/redact", ada.asks_for_their_rights())
    staging.settle()

    assert staging.call("privacy") == {"exported": 1, "erased": 1, "waiting": 0}
    assert staging.contact_of(ada) is None
    assert [line for line in staging.log_lines() if "AccessDenied" in line] == []
    assert any("message sent" in line for line in staging.log_lines())


@pytest.mark.parametrize("function", TABLE)
def test_a_role_is_let_do_what_the_table_says_and_refused_the_rest(staging: Outside, function: str) -> None:
    session = acting_as(staging, function)
    calls = probes(staging, session)

    allowed = {probe for probe, call in calls.items() if may(call)}

    table = TABLE[function]
    assert allowed == {
        (service, resource, verb)
        for service, resource, verb in calls
        if verb in table.get(service, {}).get(resource, "").split()
    }


def test_a_destroyed_stage_keeps_its_people_and_who_is_on_the_way(staging: Outside, cdk: Cdk) -> None:
    """Last, because nothing comes after it."""
    ada = staging.subscriber()
    until(lambda: staging.enrollments_of(ada)["welcome"].waits_for == "brand_story", "the next wait")
    welcome = staging.enrollments_of(ada)["welcome"]
    formation, journeys, tables = (
        staging.session.client("cloudformation"),
        stack_name(staging.stage, "journeys"),
        stack_name(staging.stage, "data"),
    )

    with pytest.raises(EmulatorFailed, match="TerminationProtection"):
        cdk.destroy()
    formation.update_termination_protection(StackName=tables, EnableTerminationProtection=False)
    cdk.destroy()

    for stack in (journeys, tables):
        with pytest.raises(ClientError, match="does not exist"):
            formation.describe_stacks(StackName=stack)
    assert staging.session.client("lambda").list_functions()["Functions"] == []
    contact = staging.contact_of(ada)
    assert contact is not None
    assert contact.consent.granted
    assert staging.enrollments_of(ada)["welcome"] == welcome
    assert staging.execution_of(welcome) == "RUNNING"
    assert staging.queue("welcome")
