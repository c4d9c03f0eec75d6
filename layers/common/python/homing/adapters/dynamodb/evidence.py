"""Messages with evidence of their opens and clicks, read off a whole table: only for relabelling."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from homing.adapters.dynamodb.errors import translated
from homing.adapters.dynamodb.items import instant, is_expired, load, unwire, wire
from homing.adapters.dynamodb.table import Table
from homing.domain.message import Message


def messages_with_evidence(enrollments: Table, since: datetime) -> Iterator[Message]:
    """Those decided at an instant or later; eventually consistent, which halves the price."""
    request: Any = {
        "TableName": enrollments.name,
        "FilterExpression": "begins_with(sk, :message) AND decided_at >= :since "
        "AND attribute_exists(interactions)",
        "ExpressionAttributeValues": wire({":message": "MESSAGE#", ":since": instant(since)}),
    }
    while True:
        with translated():
            page = enrollments.client.scan(**request)
        items = (item for item in map(unwire, page["Items"]) if not is_expired(item, enrollments.now()))
        yield from (load(Message, item) for item in items)
        if "LastEvaluatedKey" not in page:
            return
        request["ExclusiveStartKey"] = page["LastEvaluatedKey"]
