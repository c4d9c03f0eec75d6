"""Every port twice: in the laptop's memory, and on moto through the DynamoDB adapters."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Protocol

import boto3
from homing.adapters.dynamodb.assignments import Assignments
from homing.adapters.dynamodb.belongings import Belongings
from homing.adapters.dynamodb.campaigns import Campaigns
from homing.adapters.dynamodb.carts import Carts
from homing.adapters.dynamodb.catalogue import Catalogue
from homing.adapters.dynamodb.code_pool import CodePool
from homing.adapters.dynamodb.confirmation_mails import ConfirmationMails
from homing.adapters.dynamodb.consent_rows import ConsentLedger
from homing.adapters.dynamodb.contacts import Contacts
from homing.adapters.dynamodb.dates import Dates
from homing.adapters.dynamodb.due_index import DueIndex
from homing.adapters.dynamodb.enrollments import Enrollments
from homing.adapters.dynamodb.experiments import Experiments
from homing.adapters.dynamodb.figures import Figures
from homing.adapters.dynamodb.history import History
from homing.adapters.dynamodb.last_send_event import LastSendEvent
from homing.adapters.dynamodb.marks import Marks
from homing.adapters.dynamodb.messages import Messages
from homing.adapters.dynamodb.orders import Orders
from homing.adapters.dynamodb.pace import Pace
from homing.adapters.dynamodb.privacy import ErasedNames, PrivacyRequests
from homing.adapters.dynamodb.schema import TABLES
from homing.adapters.dynamodb.scores import Scores
from homing.adapters.dynamodb.seen import Seen
from homing.adapters.dynamodb.segments import Segments
from homing.adapters.dynamodb.soft_bounces import SoftBounces
from homing.adapters.dynamodb.stock_requests import StockRequests
from homing.adapters.dynamodb.suppressions import Suppressions
from homing.adapters.dynamodb.table import Table
from homing.adapters.dynamodb.visits import Visits
from homing.adapters.dynamodb.waits import Waits
from homing.domain.enrollment import enrollment_id
from homing.services import ports
from moto import mock_aws

from local.memory import stores as memory
from local.memory.assignments import MemoryAssignments
from local.memory.belongings import MemoryBelongings
from local.memory.codes import MemoryCodePool
from local.memory.confirmations import MemoryConfirmationMails
from local.memory.experiments import MemoryExperiments
from local.memory.groups import MemoryScores, MemorySegments
from local.memory.privacy import MemoryErasedNames, MemoryPrivacyRequests
from local.moto_engine.tables import create
from tests.functional.contracts.recording import Recorder
from tests.functional.contracts.samples import NOW

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

_numbers = count()


def entry_id(workflow: str, key: str) -> str:
    """Where the last entry of a key is kept."""
    return enrollment_id(workflow, key, b"contracts")


SECRET = b"contracts"


class Codes(ports.Discounts, ports.CodePool, Protocol):
    """Both ends of the pool of discount codes."""


class VirtualClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """One deployment's ports."""

    name: str
    clock: VirtualClock
    contacts: ports.Contacts
    consent_ledger: ports.ConsentLedger
    suppressions: ports.Suppressions
    soft_bounces: ports.SoftBounces
    carts: ports.Carts
    marks: ports.Marks
    enrollments: ports.Enrollments
    messages: ports.Messages
    orders: ports.Orders
    assignments: ports.Assignments
    history: ports.History
    visits: ports.Visits
    waits: ports.Waits
    discounts: Codes
    segments: ports.Segments
    dates: ports.Dates
    campaigns: ports.Campaigns
    confirmations: ports.ConfirmationMails
    scores: ports.Scores
    seen: ports.Seen
    erased_names: ports.ErasedNames
    belongings: ports.Belongings
    privacy_requests: ports.PrivacyRequests
    due: ports.DueIndex
    watch: ports.DueIndex
    stock_requests: ports.StockRequests
    catalogue: ports.Goods
    figures: ports.Figures
    experiments: ports.Experiments
    pace: ports.Pace


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """The tables of one deployment on moto."""

    contacts: Table
    enrollments: Table
    events: Table
    schedule: Table
    figures: Table
    catalogue: Table


def in_memory() -> Engine:
    """The laptop's own engine."""
    tables = memory.MemoryTables()
    clock, due = VirtualClock(), memory.MemoryDueIndex(tables)
    return Engine(
        name="memory",
        clock=clock,
        contacts=memory.MemoryContacts(tables),
        suppressions=memory.MemorySuppressions(tables, SECRET),
        soft_bounces=memory.MemorySoftBounces(tables, SECRET),
        consent_ledger=memory.MemoryConsentLedger(tables),
        carts=memory.MemoryCarts(tables),
        marks=memory.MemoryMarks(tables),
        enrollments=memory.MemoryEnrollments(tables),
        messages=memory.MemoryMessages(tables),
        orders=memory.MemoryOrders(tables),
        assignments=MemoryAssignments(tables),
        history=memory.MemoryHistory(tables),
        visits=memory.MemoryVisits(tables),
        waits=memory.MemoryWaits(tables),
        segments=MemorySegments(tables),
        dates=memory.MemoryDates(tables),
        campaigns=memory.MemoryCampaigns(tables),
        confirmations=MemoryConfirmationMails(tables),
        scores=MemoryScores(tables),
        seen=memory.MemorySeen(tables),
        erased_names=MemoryErasedNames(tables),
        belongings=MemoryBelongings(tables, entry_id),
        privacy_requests=MemoryPrivacyRequests(tables),
        discounts=MemoryCodePool(clock, due),
        due=due,
        watch=memory.MemoryDueIndex(tables, hourly=True),
        stock_requests=memory.MemoryStockRequests(tables),
        catalogue=memory.MemoryCatalogue(tables),
        figures=memory.MemoryFigures(tables),
        experiments=MemoryExperiments(tables),
        pace=memory.MemoryPace(),
    )


def on_moto(tables: Tables, clock: VirtualClock) -> Engine:
    """The DynamoDB adapters."""
    own, figures = tables.contacts, tables.figures
    return Engine(
        name="moto",
        clock=clock,
        contacts=Contacts(
            contacts=own, figures=figures, enrollments=tables.enrollments, schedule=tables.schedule
        ),
        suppressions=Suppressions(contacts=own, figures=figures, secret=SECRET),
        soft_bounces=SoftBounces(contacts=own, secret=SECRET),
        consent_ledger=ConsentLedger(contacts=own),
        carts=Carts(contacts=own),
        marks=Marks(contacts=own),
        enrollments=Enrollments(
            enrollments=tables.enrollments, contacts=own, figures=figures, schedule=tables.schedule
        ),
        messages=Messages(enrollments=tables.enrollments, contacts=own, figures=figures),
        orders=Orders(contacts=own, figures=figures),
        assignments=Assignments(contacts=own, figures=figures),
        history=History(contacts=own),
        visits=Visits(contacts=own),
        waits=Waits(contacts=own),
        segments=Segments(contacts=own, figures=figures),
        dates=Dates(contacts=own),
        campaigns=Campaigns(schedule=tables.schedule),
        confirmations=ConfirmationMails(contacts=own),
        scores=Scores(contacts=own),
        discounts=CodePool(enrollments=tables.enrollments, schedule=tables.schedule),
        seen=Seen(events=tables.events),
        erased_names=ErasedNames(events=tables.events),
        belongings=Belongings(
            contacts=own, enrollments=tables.enrollments, schedule=tables.schedule, entry_id=entry_id
        ),
        privacy_requests=PrivacyRequests(schedule=tables.schedule),
        due=DueIndex(schedule=tables.schedule),
        watch=DueIndex(schedule=tables.schedule, hourly=True),
        stock_requests=StockRequests(contacts=own),
        catalogue=Catalogue(catalogue=tables.catalogue),
        figures=Figures(figures=figures),
        experiments=Experiments(figures=figures),
        pace=Pace(figures=figures, rate=lambda: 1250.0, sleep=lambda _: None),
    )


def recorded(engine: Engine, recorder: Recorder) -> Engine:
    """The same engine, its calls and what they ask of AWS noted."""
    unrecorded = {"name", "clock", "belongings", "privacy_requests"}  # too seldom to be in a bill
    ports_of_it = {each.name for each in fields(engine)} - unrecorded
    return replace(engine, **{name: recorder.port(name, getattr(engine, name)) for name in ports_of_it})


def last_send_event(tables: Tables) -> LastSendEvent:
    """The newest Send event that was processed; only AWS has this port apart from the queue."""
    return LastSendEvent(enrollments=tables.enrollments)


@contextmanager
def moto_client() -> Iterator["DynamoDBClient"]:
    """One client for a whole run: making one takes longer than most tests."""
    with mock_aws():
        yield boto3.client("dynamodb", region_name="eu-west-1")


@contextmanager
def moto_tables(client: "DynamoDBClient", now: Callable[[], datetime]) -> Iterator[Tables]:
    """Empty tables, taken away afterwards because moto copies every table in every transaction."""
    prefix = f"homing-test-{next(_numbers)}"
    for schema in TABLES:
        create(client, f"{prefix}-{schema.name}", schema)
    yield Tables(**{schema.name: Table(client, f"{prefix}-{schema.name}", now) for schema in TABLES})
    for schema in TABLES:
        client.delete_table(TableName=f"{prefix}-{schema.name}")
