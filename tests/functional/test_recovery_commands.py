"""`homing reconcile` and `homing redrive` as typed, on a deployment in moto."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from homing import bootstrap
from homing.domain.due import DueKind
from homing.domain.enrollment import EnrollmentState
from homing.domain.message import MessageId
from homing.domain.watch import watch_entry
from homing.settings import dead_letter_queue_name, send_queue_name
from typer.testing import CliRunner, Result

from local import recovery_commands
from local.cli import app
from local.deployed import Deployed, OwnersNeighbours
from tests.functional.contracts.samples import NO_GUARD, claim, enrollment
from tests.functional.deployment import STAGE, account, deploy

NOW = datetime.now(UTC)
OVERDUE = enrollment(
    "welcome-abcdefghijklmnopqrstuvwxyz",
    state=EnrollmentState.ACTIVE,
    enrolled_at=NOW - timedelta(hours=4),
    first_wait_until=NOW - timedelta(hours=3),
)


@pytest.fixture(autouse=True)
def _deployment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("homing.adapters.sqs_dead_letters._PAUSE", 0)
    monkeypatch.setattr(recovery_commands._out, "_width", 200)
    with account(monkeypatch):
        deploy()
        yield
    bootstrap.install(None)


def typed(*words: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, words, input=answer)


def rows(text: str) -> dict[str, list[str]]:
    """The cells of a table, by the first."""
    cells = ([c.strip() for c in re.split("[│┃]", line)[1:-1]] for line in text.splitlines())
    return {row[0]: row[1:] for row in cells if row}


def around() -> OwnersNeighbours:
    return Deployed(STAGE).neighbours()


def stands_still() -> None:
    """One enrollment whose execution went with its machine."""
    around().enrollments.put(OVERDUE, NO_GUARD, watch_entry(OVERDUE), [])


def letter(queue: str, body: dict[str, Any] | str) -> None:
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=body if isinstance(body, str) else json.dumps(body))


def of_welcome() -> dict[str, Any]:
    return {
        "token": "t",
        "enrollment": OVERDUE.id,
        "version": "v1",
        "step": "welcome",
        "due": "2026-11-20T12:00:00Z",
        "pass": 0,
    }


DEAD = dead_letter_queue_name(send_queue_name(STAGE, "welcome"))


def waiting(queue: str) -> int:
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=queue)["QueueUrl"]
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    told: Any = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]  # type: ignore[arg-type]
    return sum(int(each) for each in told.values())


def broken() -> list[str]:
    """Whom the sweep will restart."""
    entries = around().due.until(datetime.now(UTC) + timedelta(seconds=1))
    return [entry.key for entry in entries if entry.kind is DueKind.BROKEN]


def test_who_stands_still_is_told_by_a_dry_run_and_restarted_without_it() -> None:
    stands_still()

    told = typed("reconcile", "--stage", STAGE, "--dry-run")

    assert told.exit_code == 0, told.output
    assert rows(told.output)["whose execution is gone: restarted within two minutes"] == ["1"]
    assert "Nothing was changed." in told.output
    assert broken() == []

    done = typed("reconcile", "--stage", STAGE)

    assert rows(done.output)["whose execution is gone: restarted within two minutes"] == ["1"]
    assert broken() == [OVERDUE.id]
    again = typed("reconcile", "--stage", STAGE)
    assert rows(again.output)["looked at"] == ["0"]


def test_redrive_shows_what_it_would_do_and_leaves_all_if_told_no() -> None:
    stands_still()
    letter(DEAD, of_welcome())

    told = typed("redrive", "welcome", "--stage", STAGE, answer="n\n")

    assert told.exit_code == 1
    assert rows(told.output)["welcome"] == ["0", "1", "0", "0"]
    assert "Nothing was changed." in told.output
    assert (waiting(DEAD), broken()) == (1, [])


def test_redrive_does_what_it_showed() -> None:
    stands_still()
    letter(DEAD, of_welcome())
    letter(DEAD, "not one of ours")

    done = typed("redrive", "welcome", "--stage", STAGE, "--yes")

    assert done.exit_code == 0, done.output
    assert rows(done.output)["welcome"] == ["0", "1", "0", "1"]
    assert broken() == [OVERDUE.id]
    assert waiting(DEAD) == 1


def test_without_a_name_every_queue_is_redriven() -> None:
    told = Deployed(STAGE).settings
    sqs = boto3.client("sqs")
    sqs.send_message(QueueUrl=told.feedback_dead_letter_queue_url, MessageBody="{}")

    done = typed("redrive", "--stage", STAGE, "--yes")

    assert rows(done.output)["feedback"] == ["1", "0", "0", "0"]
    assert {"welcome", "abandoned_cart", "events", "feedback"} <= rows(done.output).keys()
    assert waiting(told.feedback_dead_letter_queue_url.rpartition("/")[2]) == 0


def test_a_mail_in_doubt_counts_as_sent_by_one_word() -> None:
    stands_still()
    doubtful = claim("welcome", OVERDUE.id, attempt=2, claimed_at=NOW - timedelta(hours=6))
    ports = around()
    ports.messages.claim(doubtful, None, ports.contacts.ledger("c-1"), ports.contacts.ledger("c-1"))

    done = typed("redrive", "welcome", "--stage", STAGE, "--yes", "--settle-as-sent", str(doubtful.id))

    assert done.exit_code == 0, done.output
    assert f"{doubtful.id} counts as sent" in done.output.replace("\n", "")
    message = ports.messages.get([doubtful.id])[doubtful.id]
    assert message.sent_at == doubtful.claimed_at


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["redrive", "win_back"], "No workflow 'win_back' is deployed in sandbox. Deployed: abandoned_cart"),
        (["redrive", "--settle-as-sent", "nonsense"], "nonsense is no message"),
        (["redrive", "--settle-as-sent", str(MessageId(enrollment="e", step="s"))], "There is no message"),
        (["redrive", "--stage", "staging"], "make deploy STAGE=staging"),
        (["reconcile", "--stage", "staging"], "make deploy STAGE=staging"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_do(words: list[str], said: str) -> None:
    refused = typed(*words)

    assert refused.exit_code == 2
    assert said in refused.output
