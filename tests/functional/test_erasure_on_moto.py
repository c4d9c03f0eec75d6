"""The byte search on AWS's own adapters: items, objects, messages, histories, parameters."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from homing.adapters.dynamodb.schema import TABLES
from homing.domain.kept_beside import kind_at
from moto.dynamodb.models import dynamodb_backends

from local import lines, play
from local.moto_engine.account import MotoAccount
from local.moto_engine.environment import ACCOUNT_ID, REGION, STAGE
from local.rehearse import Engine, Stage, open_deployment
from tests import canary
from tests.builders import DAY, HOUR
from tests.byte_search import on_moto

ROOT = Path(__file__).parents[2]
FLOWS = ("welcome", "abandoned_cart", "back_in_stock")
REDACTED = canary.START + 12 * DAY
OTHER = {"eventType": "Open", "mail": {"destination": ["person2@example.com"]}}
THEIRS = {"eventType": "Open", "mail": {"destination": [canary.EMAIL]}}


@dataclass(frozen=True)
class Searched:
    """Which bytes were where, before and after, and what is left of what they shared with others."""

    before: dict[str, set[str]]
    after: dict[str, set[str]]
    archived: list[str]
    letters: list[str]
    kinds: set[tuple[str, bool]]


def _search(account: MotoAccount) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for place, text in on_moto(account):
        for each in canary.found(text):
            found.setdefault(each, set()).add(place)
    return found


@pytest.fixture(scope="module")
def searched() -> Iterator[Searched]:
    told = [line for line in canary.story(*FLOWS) if json.loads(line)["at"] < REDACTED.isoformat()]
    story = [
        *told,
        canary.asks("customers/data_request", at=REDACTED - DAY),
        canary.asks("customers/redact", at=REDACTED),
    ]
    stage = Stage(
        workflows=ROOT / "workflows",
        shop=ROOT / "shop.yaml",
        start=canary.START,
        days=13,
        only=FLOWS,
        engine=Engine.MOTO,
    )
    played = lines.parse(story, "canary")
    account = open_deployment(stage, played)
    assert isinstance(account, MotoAccount)
    try:
        play.schedule(account, played)
        account.agenda.run(REDACTED - HOUR)
        _leave_elsewhere(account)
        before, kinds = _search(account), set(_kinds())
        account.agenda.run(REDACTED + DAY)
        yield Searched(before, _search(account), _archived(), account.dead_letters(), kinds)
    finally:
        account.close()


def _leave_elsewhere(account: MotoAccount) -> None:
    """What no rehearsal brings about: an archive of SES, bodies too large for a queue, dead letters."""
    store, queues = boto3.client("s3", region_name=REGION), boto3.client("sqs", region_name=REGION)
    archived = "\n".join(map(json.dumps, (OTHER, THEIRS, OTHER)))
    store.put_object(
        Bucket=f"homing-{STAGE}-feedback", Key="2026/03/13/10/a.gz", Body=gzip.compress(archived.encode())
    )
    large = json.dumps({"email": canary.EMAIL, "note": "x" * 1000}).encode()
    store.put_object(Bucket=f"homing-{STAGE}-overflow", Key="webhooks/1", Body=large)
    pointer: Any = {"encoding": {"DataType": "String", "StringValue": "s3"}}
    for queue, body, attributes in (
        (account.events, "webhooks/1", pointer),
        (account.events, json.dumps({"customer": {"id": canary.CUSTOMER}}), {}),
        (account.events, json.dumps({"email": "person2@example.com"}), {}),
        (account.feedback, json.dumps(THEIRS), {}),
    ):
        queues.send_message(QueueUrl=queue.dead_letters_url, MessageBody=body, MessageAttributes=attributes)


def _kinds() -> Iterator[tuple[str, bool]]:
    """What kinds of row there are, and whether each ends by itself as its kind says."""
    for schema in TABLES:
        for item in dynamodb_backends[ACCOUNT_ID][REGION].tables[f"homing-{STAGE}-{schema.name}"].all_items():
            row = {name: next(iter(value.values())) for name, value in item.to_json()["Attributes"].items()}
            kind = kind_at(schema.name, row["pk"], row.get("sk"))
            assert kind is not None, (schema.name, row["pk"], row.get("sk"))
            yield kind.name, (kind.kept is not None) == ("expires_at" in row)


def _archived() -> list[str]:
    store = boto3.client("s3", region_name=REGION)
    kept = store.get_object(Bucket=f"homing-{STAGE}-feedback", Key="2026/03/13/10/a.gz")["Body"].read()
    return gzip.decompress(kept).decode().splitlines()


def test_every_row_is_of_a_kind_that_is_described_and_ends_as_it_says(searched: Searched) -> None:
    assert len(searched.kinds) > 20
    assert [name for name, as_it_says in searched.kinds if not as_it_says] == []


def test_before_it_they_are_in_tables_objects_and_dead_letters(searched: Searched) -> None:
    places = set().union(*searched.before.values())

    assert {
        "table contacts",
        "table enrollments",
        f"object of homing-{STAGE}-feedback",
        f"object of homing-{STAGE}-overflow",
        f"object of homing-{STAGE}-exports",
        f"queue homing-{STAGE}-events-dead",
        f"queue homing-{STAGE}-feedback-dead",
    } <= places
    assert "execution" not in places


def test_after_it_no_byte_of_them_is_left(searched: Searched) -> None:
    assert searched.after == {}


def test_what_the_archive_and_the_queues_hold_of_others_stays(searched: Searched) -> None:
    assert [json.loads(line) for line in searched.archived] == [OTHER, OTHER]
    assert len(searched.letters) == 1
    assert "person2@example.com" in searched.letters[0]
