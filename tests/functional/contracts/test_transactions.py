"""A conflict with another writer is tried again and never read as a refusal."""

from typing import Any

import pytest
from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError, ConnectTimeoutError
from homing.adapters.dynamodb.table import Key
from homing.adapters.dynamodb.transactions import alone, together
from homing.domain.errors import ServiceUnavailable, Throttled, WriteConflict

from tests.functional.contracts.engines import Tables

Error = ClientError | ConnectTimeoutError


class Troubled:
    """A client that fails a few times before it does what it is asked."""

    def __init__(self, *errors: Error) -> None:
        self.errors = list(errors)
        self.calls = 0

    def _call(self, **_: Any) -> None:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)

    transact_write_items = put_item = _call


def cancelled(*codes: str) -> ClientError:
    reasons = [{"Code": code} for code in codes]
    error: Any = {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": reasons}
    return ClientError(error, "TransactWriteItems")


def failed(code: str, status: int = 400) -> ClientError:
    error: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(error, "PutItem")


@pytest.fixture(autouse=True)
def _no_sleep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)


def write(client: Any) -> frozenset[int]:
    return together(client, [{"Put": {"TableName": "t", "Item": {}}}])


@pytest.mark.parametrize("code", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_transaction_in_anothers_way_is_tried_again(code: str) -> None:
    client = Troubled(cancelled("None", code), cancelled(code, "None"))

    assert write(client) == frozenset()

    assert client.calls == 3


def test_a_failed_condition_is_told_by_its_position() -> None:
    client = Troubled(cancelled("None", "ConditionalCheckFailed", "None", "ConditionalCheckFailed"))

    assert write(client) == {1, 3}


def test_a_refusal_beside_a_conflict_is_judged_anew() -> None:
    client = Troubled(cancelled("ConditionalCheckFailed", "TransactionConflict"))

    assert write(client) == frozenset()


def test_a_conflict_that_does_not_end_is_a_write_conflict() -> None:
    with pytest.raises(WriteConflict):
        write(Troubled(*[cancelled("TransactionConflict")] * 99))


def test_a_throttle_that_does_not_end_is_throttled() -> None:
    with pytest.raises(Throttled):
        write(Troubled(*[cancelled("ThrottlingError")] * 99))


def test_a_mistake_of_ours_is_raised_at_once_as_it_is() -> None:
    client = Troubled(cancelled("ValidationError"))

    with pytest.raises(ClientError):
        write(client)

    assert client.calls == 1


def test_a_single_write_in_a_transactions_way_is_tried_again() -> None:
    client: Any = Troubled(failed("TransactionConflictException"))

    assert alone(client, {"Put": {"TableName": "t", "Item": {}}})


def test_a_single_write_whose_condition_fails_is_refused() -> None:
    client: Any = Troubled(failed("ConditionalCheckFailedException"))

    assert not alone(client, {"Put": {"TableName": "t", "Item": {}}})


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (failed("InternalServerError", 500), ServiceUnavailable),
        (failed("ProvisionedThroughputExceededException"), Throttled),
        (failed("ThrottlingException"), Throttled),
        (ConnectTimeoutError(endpoint_url="https://dynamodb"), ServiceUnavailable),
    ],
)
def test_what_dynamodb_says_is_told_in_our_words(error: Error, ours: type[Exception]) -> None:
    client: Any = Troubled(*[error] * 99)

    with pytest.raises(ours):
        alone(client, {"Put": {"TableName": "t", "Item": {}}})


def test_a_transaction_of_which_one_condition_fails_writes_nothing(tables: Tables) -> None:
    table = tables.contacts
    there, new = Key("a", "A"), Key("b", "B")
    alone(table.client, table.put(there, {"n": 1}))

    refused = together(
        table.client, [table.put(new, {}), table.update(there, Attr("n").eq(2), assign={"n": 3})]
    )

    assert refused == {1}
    assert table.get(new) is None
    assert table.get(there) == {"pk": "a", "sk": "A", "n": 1}
