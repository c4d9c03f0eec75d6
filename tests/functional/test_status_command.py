"""`homing status` on moto: who waits where, what is queued, dead or paused, read without a scan."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from homing.adapters.dynamodb.pauses import EVERYTHING, Pauses
from homing.adapters.workflow_files import load
from homing.domain.watch import watch_entry
from homing.settings import dead_letter_queue_name, send_queue_name
from typer.testing import CliRunner

from local import status_commands
from local.cli import app
from local.deployed import Deployed
from tests.functional.contracts.samples import NO_GUARD, enrollment
from tests.functional.deployment import STAGE, account, deploy

WELCOME = {each.name: each for each in load(Path("workflows"))}["welcome"]
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _deployed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("COLUMNS", "200")
    with account(monkeypatch):
        deploy()
        yield


def status(*arguments: str) -> list[list[str]]:
    """What is printed, a list of cells a line."""
    answer = CliRunner().invoke(app, ["status", "--stage", STAGE, *arguments])
    assert answer.exit_code == 0, answer.output
    return [[cell.strip() for cell in line.strip("│┃").split("│")] for line in answer.output.splitlines()]


def row(first: str, *arguments: str) -> list[str]:
    (found,) = [cells for cells in status(*arguments) if cells[0] == first]
    return found


def enters(name: str, step: str = "brand_story", version: str = WELCOME.version) -> None:
    new = enrollment(name, waits_for=step, version=version)
    Deployed(STAGE).neighbours().enrollments.put(new, NO_GUARD, watch_entry(new), [])


def pauses() -> Pauses:
    return Deployed(STAGE).neighbours().pauses


def test_who_waits_where_is_told_in_the_order_of_the_steps() -> None:
    for n, step in enumerate(["first_offer", "brand_story", "brand_story"]):
        enters(f"welcome-{n}", step)

    lines = status()

    assert row("welcome")[1] == "3"
    assert row("abandoned_cart")[1] == "0"
    steps = [cells[:2] for cells in lines if cells[0] in ("brand_story", "first_offer")]
    assert steps == [["brand_story", "2"], ["first_offer", "1"]]


def test_who_entered_an_older_version_is_told_apart() -> None:
    enters("welcome-1", "brand_story", "v0")
    enters("welcome-2")

    assert row("brand_story")[1] == "1"
    assert row("brand_story (v0)")[1] == "1"


def test_without_the_files_every_version_is_named(tmp_path: Path) -> None:
    enters("welcome-1")

    assert row(f"brand_story ({WELCOME.version})", "--workflows", str(tmp_path))[1] == "1"


def test_queued_mails_their_age_and_dead_letters_are_told() -> None:
    CliRunner().invoke(app, ["pause", "welcome", "--stage", STAGE])  # or moto's event source takes them
    sqs, queue = boto3.client("sqs"), send_queue_name(STAGE, "welcome")
    for name, count in ((queue, 2), (dead_letter_queue_name(queue), 1)):
        for _ in range(count):
            sqs.send_message(QueueUrl=sqs.get_queue_url(QueueName=name)["QueueUrl"], MessageBody="{}")
    age: Any = {
        "MetricName": "ApproximateAgeOfOldestMessage",
        "Dimensions": [{"Name": "QueueName", "Value": queue}],
        "Timestamp": datetime.now(UTC) - timedelta(minutes=3),
        "Value": 3 * 3600,
    }
    boto3.client("cloudwatch").put_metric_data(Namespace="AWS/SQS", MetricData=[age])

    assert row("welcome")[2:5] == ["2", "3 h", "1"]
    assert row("abandoned_cart")[2:5] == ["0", "", "0"]


def test_open_executions_are_counted() -> None:
    arn = Deployed(STAGE).settings.state_machine_arn("welcome")
    for n in range(3):
        boto3.client("stepfunctions").start_execution(
            stateMachineArn=arn, name=f"w-{n}", input=json.dumps({})
        )

    assert row("welcome")[5] == "3"
    assert row("abandoned_cart")[5] == "0"


def test_a_pause_is_told_with_its_date() -> None:
    CliRunner().invoke(app, ["pause", "welcome", "--stage", STAGE])

    assert row("welcome")[6].startswith(f"paused since {NOW:%Y-%m-%d}")
    assert row("abandoned_cart")[6] == "sends"


def test_a_source_that_was_disabled_by_hand_is_paused_without_a_date() -> None:
    CliRunner().invoke(app, ["pause", "welcome", "--stage", STAGE])
    pauses().end("welcome")

    assert row("welcome")[6] == "paused"


@pytest.mark.parametrize("name", ["welcome", EVERYTHING])
@pytest.mark.parametrize(("days", "warned"), [(6, False), (8, True)])
def test_a_pause_of_a_week_is_warned_of(name: str, days: int, warned: bool) -> None:
    pauses().begin(name, NOW - timedelta(days=days))
    CliRunner().invoke(app, ["pause", *(["--all"] if name == EVERYTHING else [name]), "--stage", STAGE])

    said = CliRunner().invoke(app, ["status", "--stage", STAGE]).output

    assert (f"homing resume welcome --stage {STAGE}" in said) is warned
    assert (f"{NOW + timedelta(days=14 - days):%Y-%m-%d}" in said) is warned


def test_a_pause_of_everything_stands_in_the_title() -> None:
    CliRunner().invoke(app, ["pause", "--all", "--stage", STAGE])

    said = CliRunner().invoke(app, ["status", "--stage", STAGE]).output

    assert f"everything paused since {NOW:%Y-%m-%d}" in said


def test_a_machine_whose_queue_is_gone_is_told() -> None:
    sqs = boto3.client("sqs")
    sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName=send_queue_name(STAGE, "welcome"))["QueueUrl"])

    assert row("welcome")[2] == "gone"


def test_no_table_is_scanned() -> None:
    calls: list[str] = []
    session = boto3.DEFAULT_SESSION
    assert session is not None

    def spy(model: Any, **_: Any) -> None:
        calls.append(model.name)

    session.events.register("before-call.dynamodb", spy)
    enters("welcome-1")

    status()

    session.events.unregister("before-call.dynamodb", spy)
    assert "Query" in calls
    assert "Scan" not in calls


def test_watching_looks_again_until_it_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        enters(f"welcome-{len(slept)}")
        if len(slept) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr("local.status_commands.time.sleep", sleep)
    looks: list[int] = []
    shown = status_commands._table

    def table(report: Any, *others: Any) -> Any:
        looks.append(report.workflows[1].waiting)
        return shown(report, *others)

    monkeypatch.setattr(status_commands, "_table", table)

    answer = CliRunner().invoke(app, ["status", "--stage", STAGE, "--watch"])

    assert answer.exit_code == 0
    assert looks == [0, 1, 2]
    assert slept == [status_commands.EVERY_SECONDS] * 3
