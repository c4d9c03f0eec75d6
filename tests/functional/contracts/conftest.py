"""Each contract is held by both engines."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.functional.contracts.engines import (
    Engine,
    Tables,
    VirtualClock,
    in_memory,
    moto_client,
    moto_tables,
    on_moto,
    recorded,
)
from tests.functional.contracts.recording import Recorder, strangers

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


@pytest.fixture(scope="module")
def client() -> "Iterator[DynamoDBClient]":
    """DynamoDB on moto, with credentials that open nothing."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ACCESS_KEY_ID", "testing")
        environment.setenv("AWS_SECRET_ACCESS_KEY", "testing")
        environment.setenv("AWS_EC2_METADATA_DISABLED", "true")
        with moto_client() as made:
            yield made


@pytest.fixture
def clock() -> VirtualClock:
    """The clock by which items expire."""
    return VirtualClock()


@pytest.fixture
def tables(client: "DynamoDBClient", clock: VirtualClock) -> Iterator[Tables]:
    """Empty tables on moto."""
    with moto_tables(client, clock) as made:
        yield made


@pytest.fixture
def recorder(request: pytest.FixtureRequest) -> Iterator[Recorder]:
    """Holds every port call of a test to the table of costs."""
    made = Recorder()
    yield made
    unknown = strangers(made.seen)
    if unknown:
        pytest.fail("local/port_costs.json does not know of this; run `make costs`:\n" + "\n".join(unknown))


@pytest.fixture
def moto(tables: Tables, clock: VirtualClock, recorder: Recorder) -> Engine:
    """The DynamoDB adapters alone, for what only they have."""
    recorder.watch(tables.contacts.client)
    return recorded(on_moto(tables, clock), recorder)


@pytest.fixture(params=["memory", "moto"])
def engine(request: pytest.FixtureRequest) -> Engine:
    """Either engine."""
    if request.param == "memory":
        return in_memory()
    made: Engine = request.getfixturevalue("moto")
    return made
