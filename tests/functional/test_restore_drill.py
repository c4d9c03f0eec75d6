"""The restore drill: tables lose an hour, learn it again, and no mail goes twice nor to one who left."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from homing import bootstrap
from homing.adapters.dynamodb.schema import CONTACTS, ENROLLMENTS, FIGURES, SCHEDULE
from homing.contracts import SendRequest
from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement, apply
from homing.domain.contact import Contact, Trait
from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.domain.message import Message, MessageId, MessageState
from homing.domain.pages import Page
from homing.domain.policy import Ledger
from homing.domain.suppression import Suppression, SuppressionCause
from homing.domain.time import Stamp, iso
from homing.domain.watch import watch_entry
from homing.services.ports import OutgoingEmail
from homing.settings import secret_name, send_queue_name
from typer.testing import CliRunner, Result

from local.cli import app
from local.deployed import Deployed, OwnersNeighbours
from local.event_sources import EventSources
from local.memory.records import MemoryPace
from tests.functional.contracts.samples import NO_GUARD
from tests.functional.deployment import STAGE, account, deploy, table_name

NOW = datetime.now(UTC).replace(microsecond=0)
LOST_FROM = NOW - timedelta(hours=1)
"""What happens after this is lost."""

HAPPENED = LOST_FROM + timedelta(minutes=20)
REPLACED = [CONTACTS, ENROLLMENTS, FIGURES, SCHEDULE]


@dataclass
class Outside:
    """SES and Step Functions, who remember what a table forgets."""

    sent: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)

    def send(self, email: OutgoingEmail) -> str:
        self.sent.append(dict(email.tags)["message"])
        return f"ses-{len(self.sent)}"

    def succeed(self, token: str, output: str) -> None:
        self.answered.append(token)

    def fail(self, token: str, error: str, cause: str) -> None:
        raise AssertionError((token, error, cause))


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    with account(monkeypatch):
        deploy()
        for name in ("ids", "pages", "shopify"):
            boto3.client("ssm").put_parameter(
                Name=secret_name(STAGE, name), Value=f"{name}-secret-of-the-drill", Type="SecureString"
            )
        yield Outside()
    bootstrap.install(None)


def around(outside: Outside) -> OwnersNeighbours:
    """The stage's real tables, between a mailer and tasks that remember."""
    made: Any = Deployed(STAGE).neighbours()
    made.mailer = made.tasks = outside
    made.pace = MemoryPace()
    bootstrap.install(made)
    return made  # type: ignore[no-any-return]


def person(name: str) -> Contact:
    said = ConsentStatement(
        state=ConsentState.SUBSCRIBED,
        source=ConsentSource.FORM,
        time=Stamp.of(LOST_FROM - timedelta(days=1), NOW),
    )
    return Contact(id=f"c-{name}", consent=apply(Contact(id="").consent, said, f"signed-up-{name}"))


def passage(name: str) -> Enrollment:
    return Enrollment(
        id=f"welcome-{name:a<26}",
        workflow="welcome",
        version="v1",
        contact_id=f"c-{name}",
        key=f"c-{name}",
        started=Stamp.of(LOST_FROM, LOST_FROM),
        enrolled_at=LOST_FROM,
        first_wait_until=LOST_FROM,
        state=EnrollmentState.ACTIVE,
        waits_for="welcome",
    )


def enters(ports: OwnersNeighbours, name: str) -> None:
    ports.contacts.create(person(name), [f"email#{name}@example.com"])
    told = Trait(value=f"{name}@example.com", time=Stamp.of(LOST_FROM, LOST_FROM))
    assert ports.contacts.set_traits(f"c-{name}", {"email": told})
    ports.enrollments.put(passage(name), NO_GUARD, watch_entry(passage(name)), [])


def is_mailable(ports: OwnersNeighbours, name: str) -> bool:
    contact = ports.contacts.get(f"c-{name}")
    return contact is not None and contact.consent.granted


def request(name: str) -> SendRequest:
    row = passage(name)
    return SendRequest.model_validate(
        {
            "token": f"token-{name}",
            "enrollment": row.id,
            "version": "v1",
            "step": "welcome",
            "due": iso(NOW),
            "pass": 0,
        }
    )


def asks(name: str) -> None:
    """Its execution asks for the first mail, or asks again."""
    (delivery,) = bootstrap.deliver()([request(name)])
    assert delivery.answered, delivery


def message(name: str) -> MessageId:
    return MessageId(enrollment=passage(name).id, step="welcome")


def told(name: str, event_type: str, **detail: Any) -> dict[str, Any]:
    return {
        "eventType": event_type,
        "mail": {
            "timestamp": iso(HAPPENED),
            "messageId": f"ses-of-{name}",
            "destination": [f"{name}@example.com"],
            "tags": {"message": [str(message(name))]},
        },
        event_type.lower(): {"timestamp": iso(HAPPENED), **detail},
    }


def archived(*events: dict[str, Any]) -> None:
    """What Firehose wrote: gzipped lines under the hour of the first."""
    bucket = next(
        each["PhysicalResourceId"]
        for each in Deployed(STAGE).resources("data")
        if each["ResourceType"] == "AWS::S3::Bucket"
    )
    lines = "".join(json.dumps(each) + "\n" for each in events)
    greeting = "Successfully validated SNS topic for Amazon SES event publishing.\n"
    boto3.client("s3").put_object(
        Bucket=bucket, Key=f"{HAPPENED:%Y/%m/%d/%H}/stream-1", Body=gzip.compress((greeting + lines).encode())
    )


def replaced(name: str) -> str:
    """Let the copy of an hour ago take a table's place; the name of what the table was before."""
    dynamodb = boto3.client("dynamodb")
    table, copy = table_name(STAGE, name), f"copy-of-{name}"
    dynamodb.restore_table_to_point_in_time(
        SourceTableName=table, TargetTableName=f"before-{name}", UseLatestRestorableTime=True
    )
    backup = dynamodb.create_backup(TableName=copy, BackupName=f"backup-{name}")["BackupDetails"]["BackupArn"]
    dynamodb.delete_table(TableName=table)
    dynamodb.restore_table_from_backup(TargetTableName=table, BackupArn=backup)
    return f"before-{name}"


def typed(*words: str) -> Result:
    return CliRunner().invoke(app, ["restore", "--stage", STAGE, *words])


def held() -> set[bool]:
    return {each.held for each in EventSources(boto3.client("lambda")).by_queue().values()}


def test_an_hour_that_is_lost_is_learnt_again(outside: Outside) -> None:
    ports = around(outside)
    for name in ("sent", "doubt", "left", "complained", "waiting"):
        enters(ports, name)
    dynamodb = boto3.client("dynamodb")
    for schema in REPLACED:  # the state to which the tables will be restored
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=table_name(STAGE, schema.name),
            TargetTableName=f"copy-of-{schema.name}",
            UseLatestRestorableTime=True,
        )

    # The hour that is lost: a mail, a mail whose sender died, one who leaves, one who complains.
    asks("sent")
    asks("complained")
    doubtful = Message(
        id=message("doubt"),
        workflow="welcome",
        contact_id="c-doubt",
        state=MessageState.CLAIMED,
        decided_at=HAPPENED,
        claimed_at=HAPPENED,
    )
    assert ports.messages.claim(doubtful, None, Ledger(), Ledger()) == "claimed"
    outside.sent.append(str(message("doubt")))
    bootstrap.leave()(ports.links.page(Page.UNSUBSCRIBE, message("left"), "c-left").rpartition("/")[2])
    ports.suppressions.add(
        "by-hand@example.com", Suppression(cause=SuppressionCause.MANUAL, since=HAPPENED), ()
    )
    archived(
        told("sent", "Send"),
        told("sent", "Delivery", recipients=["sent@example.com"]),
        told("doubt", "Send"),
        told("complained", "Send"),
        told("complained", "Complaint", complainedRecipients=[{"emailAddress": "complained@example.com"}]),
    )
    assert len(outside.sent) == 3

    assert typed("--begin").exit_code == 0
    assert held() == {True}
    before, *_ = [replaced(schema.name) for schema in REPLACED]
    assert ports.messages.get([message("sent"), message("doubt")]) == {}
    assert is_mailable(ports, "left")

    done = typed("--from", iso(LOST_FROM), "--left-in", before)

    assert done.exit_code == 0, done.output
    assert "5 events of SES replayed, 3 mails brought back" in done.output
    assert "2 departures carried over" in done.output
    assert held() == {False}

    # Every execution asks again; the only mail that leaves is the one that had not.
    ports = around(outside)
    for name in ("sent", "doubt", "left", "complained", "waiting"):
        asks(name)
    assert sorted(outside.sent) == sorted(
        str(message(name)) for name in ("sent", "doubt", "complained", "waiting")
    )
    assert not is_mailable(ports, "left")
    rows = {name: ports.enrollments.get(passage(name).id) for name in ("sent", "left", "complained")}
    assert {name: (row.state.value, row.end_reason) for name, row in rows.items() if row} == {
        "sent": ("active", None),
        "left": ("exited", "unsubscribed"),
        "complained": ("exited", "complained"),
    }
    assert [each.cause for each in ports.suppressions.of("complained@example.com")] == ["complaint"]
    assert [each.cause for each in ports.suppressions.of("by-hand@example.com")] == ["manual"]
    back = ports.messages.get([message("sent")])[message("sent")]
    assert (back.state, back.sent_at, back.delivered_at) == (MessageState.SENT, HAPPENED, HAPPENED)
    assert rows["sent"] is not None
    assert rows["sent"].waits_for == "brand_story"


def test_a_replay_that_is_done_again_changes_nothing(outside: Outside) -> None:
    ports = around(outside)
    enters(ports, "sent")
    archived(told("sent", "Send"), told("sent", "Delivery", recipients=["sent@example.com"]))
    typed("--begin")
    first = typed("--from", iso(LOST_FROM))
    figures = ports.figures.totals("welcome", NOW.date() - timedelta(days=2), NOW.date())
    row = ports.enrollments.get(passage("sent").id)
    typed("--begin")

    again = typed("--from", iso(LOST_FROM))

    assert "1 mails brought back" in first.output
    assert "0 mails brought back" in again.output
    assert ports.figures.totals("welcome", NOW.date() - timedelta(days=2), NOW.date()) == figures
    assert ports.enrollments.get(passage("sent").id) == row


def test_a_mail_to_somebody_whom_the_tables_do_not_know_is_kept_all_the_same(outside: Outside) -> None:
    ports = around(outside)
    archived(told("stranger", "Send"))
    typed("--begin")

    done = typed("--from", iso(LOST_FROM))

    assert done.exit_code == 0, done.output
    enters(ports, "stranger")
    around(outside)
    asks("stranger")
    assert outside.sent == []


def test_a_workflow_that_was_paused_stays_so(outside: Outside) -> None:
    ports = around(outside)
    ports.pauses.begin("welcome", NOW)
    typed("--begin")

    typed("--from", iso(LOST_FROM))

    sources = EventSources(boto3.client("lambda")).by_queue()
    assert [name for name, each in sources.items() if each.held] == [send_queue_name(STAGE, "welcome")]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "either --begin"),
        (["--begin", "--from", iso(LOST_FROM)], 2, "either --begin"),
        (["--from", "yesterday"], 2, "write an instant such as"),
        (["--from", iso(NOW - timedelta(days=31))], 2, "not in the last 30 days"),
        (["--from", iso(LOST_FROM)], 1, "Run homing restore --begin --stage sandbox first"),
    ],
)
def test_what_cannot_be_done_is_said_with_what_to_do(
    outside: Outside, words: list[str], code: int, said: str
) -> None:
    refused = typed(*words)

    assert refused.exit_code == code
    assert said in " ".join(refused.output.split())
