"""One table: consistent reads by key, and writes that can stand alone or together in a transaction."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from boto3.dynamodb.conditions import ConditionBase

from homing.adapters.dynamodb.errors import translated
from homing.adapters.dynamodb.expressions import Changes, condition_request, update_request
from homing.adapters.dynamodb.items import Attributes, is_expired, unwire, wire

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

LAST = "\uffff"
"""Sorts behind every text that we write into a key."""

_MOST_KEYS = 100  # of one BatchGetItem
_NOTHING: Changes = {}


class Key(NamedTuple):
    """An item's place; a table without sort key has no `sk`."""

    pk: str
    sk: str | None = None

    def attributes(self) -> Attributes:
        """The key as attributes."""
        return {name: value for name, value in self._asdict().items() if value is not None}


def system_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


class Table:
    """A table and the clock by which its items expire; a rehearsal passes its own clock."""

    def __init__(self, client: "DynamoDBClient", name: str, now: Callable[[], datetime] = system_now) -> None:
        self.client = client
        self.name = name
        self.now = now

    def get(self, key: Key) -> Attributes | None:
        """One item, read consistently; None if it is not there or its time is over."""
        with translated():
            found = self.client.get_item(TableName=self.name, Key=wire(key.attributes()), ConsistentRead=True)
        return next(self._alive([found["Item"]] if "Item" in found else []), None)

    def get_all(self, keys: Iterable[Key]) -> dict[Key, Attributes]:
        """Those items that exist, read consistently."""
        wanted = list(dict.fromkeys(keys))
        batches = (wanted[n : n + _MOST_KEYS] for n in range(0, len(wanted), _MOST_KEYS))
        items = (item for batch in batches for item in self._alive(self._batch(batch)))
        return {Key(item["pk"], item.get("sk")): item for item in items}

    def _batch(self, keys: Iterable[Key]) -> Iterator[Mapping[str, Any]]:
        wanted: Any = {self.name: {"Keys": [wire(k.attributes()) for k in keys], "ConsistentRead": True}}
        pause = 0.01
        while wanted:
            with translated():
                answer = self.client.batch_get_item(RequestItems=wanted)
            yield from answer["Responses"].get(self.name, [])
            wanted = answer.get("UnprocessedKeys")
            if wanted:
                time.sleep(pause)
                pause = min(2 * pause, 1.0)

    def query(
        self,
        pk: str,
        low: str = " ",
        high: str = LAST,
        *,
        newest_first: bool = False,
        consistent: bool = True,
    ) -> Iterator[Attributes]:
        """The items of one partition with sort keys from `low` to `high`, page by page."""
        if low > high:  # an error to DynamoDB, an empty span to us
            return
        request: Any = {
            "TableName": self.name,
            "KeyConditionExpression": "pk = :pk AND sk BETWEEN :low AND :high",
            "ExpressionAttributeValues": wire({":pk": pk, ":low": low, ":high": high}),
            "ScanIndexForward": not newest_first,
            "ConsistentRead": consistent,
        }
        while True:
            with translated():
                page = self.client.query(**request)
            yield from self._alive(page["Items"])
            if "LastEvaluatedKey" not in page:
                return
            request["ExclusiveStartKey"] = page["LastEvaluatedKey"]

    def _alive(self, items: Iterable[Mapping[str, Any]]) -> Iterator[Attributes]:
        now = self.now()
        return (each for each in map(unwire, items) if not is_expired(each, now))

    def put(
        self, key: Key, attributes: Mapping[str, Any], condition: ConditionBase | None = None
    ) -> "TransactWriteItemTypeDef":
        """Write a whole item."""
        request: Any = {"TableName": self.name, "Item": wire({**attributes, **key.attributes()})}
        return {"Put": request | condition_request(condition)}

    def delete(self, key: Key, condition: ConditionBase | None = None) -> "TransactWriteItemTypeDef":
        """Take an item out."""
        return {"Delete": self._at(key) | condition_request(condition)}

    def check(self, key: Key, condition: ConditionBase) -> "TransactWriteItemTypeDef":
        """Let the transaction stand only on this condition."""
        return {"ConditionCheck": self._at(key) | condition_request(condition)}

    def update(
        self,
        key: Key,
        condition: ConditionBase | None = None,
        *,
        assign: Changes = _NOTHING,
        fill: Changes = _NOTHING,
        add: Changes = _NOTHING,
        delete: Changes = _NOTHING,
        remove: Iterable[str] = (),
    ) -> "TransactWriteItemTypeDef":
        """Assign, fill where nothing stands, add to numbers or sets, delete from sets, remove attributes."""
        changes = update_request(condition, assign=assign, fill=fill, add=add, delete=delete, remove=remove)
        return {"Update": self._at(key) | changes}

    def _at(self, key: Key) -> Any:
        return {"TableName": self.name, "Key": wire(key.attributes())}
