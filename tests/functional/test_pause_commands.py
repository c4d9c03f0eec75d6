"""`homing pause` and `homing resume` on moto: what they switch, and what they say to somebody in a hurry."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from homing.adapters.dynamodb.pauses import EVERYTHING, Pauses
from homing.settings import machine_name, send_queue_name
from typer.testing import CliRunner, Result

from local.cli import app
from local.deployed import Deployed
from local.event_sources import EventSources
from tests.functional.deployment import STAGE, account, deploy

LONG_AGO = datetime.now(UTC) - timedelta(days=3)


@pytest.fixture(autouse=True)
def _deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with account(monkeypatch):
        deploy()
        yield


def run(*arguments: str, stage: str = STAGE) -> Result:
    return CliRunner().invoke(app, [*arguments, "--stage", stage])


def held() -> dict[str, bool]:
    """Whether each workflow's mails are held, by its queue's event source."""
    sources = EventSources(boto3.client("lambda")).by_queue()
    names = {name: sources[send_queue_name(STAGE, name)].held for name in ("welcome", "abandoned_cart")}
    assert not any(source.held for name, source in sources.items() if not name.endswith("-send"))
    return names


def pauses() -> Pauses:
    return Deployed(STAGE).neighbours().pauses


def test_a_paused_workflow_is_held_and_the_others_are_not() -> None:
    answer = run("pause", "welcome")

    assert answer.exit_code == 0
    assert held() == {"welcome": True, "abandoned_cart": False}
    assert pauses().since().keys() == {"welcome"}
    assert Deployed(STAGE).neighbours().pace.may_send()


def test_a_pause_says_how_long_it_may_last_and_how_it_ends() -> None:
    said = run("pause", "welcome").output

    last = datetime.now(UTC) + timedelta(days=14)
    assert f"resume before {last:%Y-%m-%d}" in said
    assert "warn after 7" in said
    assert f"homing resume welcome --stage {STAGE}" in said


def test_a_resumed_workflow_sends_again() -> None:
    run("pause", "welcome")

    answer = run("resume", "welcome")

    assert answer.exit_code == 0
    assert "passes gate, hours and pace again" in answer.output
    assert held() == {"welcome": False, "abandoned_cart": False}
    assert pauses().since() == {}


def test_a_pause_of_everything_holds_every_queue_and_the_gate() -> None:
    answer = run("pause", "--all")

    assert answer.exit_code == 0
    assert "held now: abandoned_cart, welcome" in answer.output
    assert "The gate is closed" in answer.output
    assert held() == {"welcome": True, "abandoned_cart": True}
    assert not Deployed(STAGE).neighbours().pace.may_send()


def test_resuming_everything_lets_all_go() -> None:
    run("pause", "welcome")
    run("pause", "--all")

    answer = run("resume", "--all")

    assert "let go now: abandoned_cart, welcome" in answer.output
    assert held() == {"welcome": False, "abandoned_cart": False}
    assert Deployed(STAGE).neighbours().pace.may_send()
    assert pauses().since() == {}


def test_resuming_everything_leaves_no_date_behind() -> None:
    run("pause", "welcome")
    sources = EventSources(boto3.client("lambda"))
    sources.let_go(sources.by_queue()[send_queue_name(STAGE, "welcome")])  # by hand

    run("resume", "--all")

    assert pauses().since() == {}


def test_one_workflow_cannot_go_on_while_everything_is_paused() -> None:
    run("pause", "--all")

    answer = run("resume", "welcome")

    assert answer.exit_code == 1
    assert "homing resume --all --stage sandbox" in answer.output
    assert held() == {"welcome": True, "abandoned_cart": True}


def test_a_second_pause_keeps_the_date_of_the_first() -> None:
    run("pause", "welcome")
    pauses().end("welcome")
    pauses().begin("welcome", LONG_AGO)

    answer = run("pause", "welcome")

    assert answer.exit_code == 0
    assert f"already since {LONG_AGO:%Y-%m-%d}" in answer.output
    assert pauses().since()["welcome"] == LONG_AGO


def test_what_was_not_paused_is_not_resumed() -> None:
    answer = run("resume", "welcome")

    assert answer.exit_code == 0
    assert "was not paused" in answer.output


def test_a_pause_that_died_halfway_is_finished_by_the_next() -> None:
    pauses().begin(EVERYTHING, LONG_AGO)

    run("pause", "--all")

    assert held() == {"welcome": True, "abandoned_cart": True}
    assert pauses().since()[EVERYTHING] == LONG_AGO


def test_a_resume_that_died_halfway_is_finished_by_the_next() -> None:
    run("pause", "--all")
    pauses().end(EVERYTHING)

    run("resume", "--all")

    assert held() == {"welcome": False, "abandoned_cart": False}


def test_another_stage_is_left_alone() -> None:
    deploy("staging", ["win_back"])

    run("pause", "--all", stage="staging")

    assert held() == {"welcome": False, "abandoned_cart": False}
    assert pauses().since() == {}


def test_a_mistyped_workflow_is_named_with_what_was_meant() -> None:
    answer = run("pause", "welcom")

    assert answer.exit_code == 2
    assert "did you mean 'welcome'?" in answer.output
    assert "abandoned_cart, welcome" in answer.output


def test_a_workflow_whose_file_is_gone_has_nothing_to_pause() -> None:
    machine = boto3.client("stepfunctions").describe_state_machine(
        stateMachineArn=Deployed(STAGE).settings.state_machine_arn("welcome")
    )
    boto3.client("stepfunctions").create_state_machine(
        name=machine_name(STAGE, "old"), definition=machine["definition"], roleArn=machine["roleArn"]
    )

    for verb in ("pause", "resume"):
        answer = run(verb, "old")

        assert answer.exit_code == 1
        assert "its file is gone" in answer.output


@pytest.mark.parametrize("arguments", [(), ("welcome", "--all")])
@pytest.mark.parametrize("verb", ["pause", "resume"])
def test_what_to_pause_is_one_workflow_or_all(verb: str, arguments: tuple[str, ...]) -> None:
    answer = run(verb, *arguments)

    assert answer.exit_code == 2
    assert f"homing {verb} WORKFLOW, or homing {verb} --all" in answer.output
    assert held() == {"welcome": False, "abandoned_cart": False}


def test_a_stage_that_is_not_there_is_told_with_what_to_do() -> None:
    answer = run("pause", "--all", stage="production")

    assert answer.exit_code == 2
    assert "Homing-production-journeys" in answer.output
    assert "make deploy STAGE=production" in answer.output


def test_a_source_that_is_being_switched_says_to_try_again(monkeypatch: pytest.MonkeyPatch) -> None:
    client = boto3.client("lambda")

    def busy(**_: Any) -> None:
        raise client.exceptions.ResourceInUseException(
            {"Error": {"Code": "ResourceInUseException"}}, "UpdateEventSourceMapping"
        )

    monkeypatch.setattr(EventSources, "__init__", lambda self, _: setattr(self, "_client", client))
    monkeypatch.setattr(client, "update_event_source_mapping", busy)

    answer = run("pause", "welcome")

    assert answer.exit_code == 2
    assert "being switched right now" in answer.output
    assert "Try again" in answer.output
    assert pauses().since() == {}


@pytest.mark.parametrize(
    ("code", "told"), [("AccessDenied", "AWS refuses"), ("ExpiredToken", "aws sso login")]
)
def test_what_aws_refuses_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, code: str, told: str
) -> None:
    def refused(*_: Any) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, "ListStackResources")

    monkeypatch.setattr(Deployed, "resources", refused)

    answer = run("pause", "welcome")

    assert answer.exit_code == 2
    assert told in answer.output
    assert "Traceback" not in answer.output


def test_without_credentials_the_command_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")

    answer = run("pause", "--all")

    assert answer.exit_code == 2
    assert "No AWS account to work in" in answer.output


def test_without_a_region_the_command_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")

    answer = run("resume", "--all")

    assert answer.exit_code == 2
    assert "AWS_DEFAULT_REGION" in answer.output
