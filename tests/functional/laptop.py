"""The laptop's account for tests of single handlers, and records as SQS hands them to a Lambda."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from homing import bootstrap
from homing.adapters.mjml import compile_templates
from homing.adapters.shop_file import load_shop
from homing.adapters.templates import CompiledTemplates
from homing.adapters.workflow_files import load

from local.account import Account
from tests.builders import at, subscriber

ROOT = Path(__file__).parents[2]
START = at("2026-03-02 10:00")


@cache
def _templates() -> CompiledTemplates:
    return compile_templates(ROOT / "workflows")


@contextmanager
def laptop() -> Iterator[Account]:
    """An account of the demo shop, installed while the test runs."""
    yield Account(
        shop=load_shop(ROOT / "shop.yaml"),
        workflows=load(ROOT / "workflows"),
        templates=_templates(),
        start=START,
        live_from=START,
    )
    bootstrap.install(None)


def record(message_id: str, body: str, attributes: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One record of a batch."""
    return {
        "messageId": message_id,
        "receiptHandle": f"receipt-{message_id}",
        "body": body,
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {
            name: {"dataType": "String", "stringValue": value} for name, value in (attributes or {}).items()
        },
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:queue",
        "awsRegion": "eu-west-1",
    }


def subscription(message_id: str, number: int) -> dict[str, Any]:
    """The webhook of a new subscriber, as the door queued it."""
    attributes = {
        "topic": "customers/create",
        "delivery_id": message_id,
        "arrived_at": "2026-03-02T10:00:00.000Z",
    }
    return record(message_id, json.dumps(subscriber(number, at=START)), attributes)


def failed(answer: Mapping[str, Any]) -> Sequence[str]:
    """The ids of the records that come again."""
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]
