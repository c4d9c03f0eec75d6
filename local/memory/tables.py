"""What the in-memory ports share, as the AWS adapters share tables."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from homing.domain.assignment import Assignment
from homing.domain.brought import BroughtDate
from homing.domain.cart import Cart
from homing.domain.consent_ledger import ConsentEntry
from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment, Entry
from homing.domain.experiment import Experiment
from homing.domain.facts import Deed
from homing.domain.figures import Cell, Count
from homing.domain.membership import MembershipRow
from homing.domain.message import Message, MessageId
from homing.domain.occupancy import Place, moves
from homing.domain.order import OrderRow
from homing.domain.policy import Ledger
from homing.domain.privacy import ErasureProof, PrivacyRequest
from homing.domain.product import Product, StockLevel, StockRequest
from homing.domain.score import Score
from homing.domain.suppression import Lifting, Suppression
from homing.domain.time import Stamp
from homing.domain.touch import Touch
from homing.domain.visit import Visit
from homing.services.ports import Wait

from local.memory.due_entries import DueEntries


@dataclass(slots=True)
class MemoryTables:
    """All rows of one deployment."""

    aliases: dict[str, str] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    consent_entries: dict[str, list[ConsentEntry]] = field(default_factory=dict)
    ledgers: dict[str, Ledger] = field(default_factory=dict)
    suppressions: dict[str, dict[str, Suppression]] = field(default_factory=dict)
    lifted: dict[str, list[Lifting]] = field(default_factory=dict)
    soft_bounces: dict[str, set[date]] = field(default_factory=dict)
    carts: dict[str, Cart] = field(default_factory=dict)
    cart_aliases: dict[str, str] = field(default_factory=dict)
    marks: dict[str, dict[str, Stamp]] = field(default_factory=dict)
    enrollments: dict[str, Enrollment] = field(default_factory=dict)
    occupancy: Counter[Place] = field(default_factory=Counter)
    by_contact: dict[str, list[str]] = field(default_factory=dict)
    messages: dict[MessageId, Message] = field(default_factory=dict)
    by_enrollment: dict[str, list[MessageId]] = field(default_factory=dict)
    orders: dict[str, OrderRow] = field(default_factory=dict)
    assignments: dict[str, dict[tuple[str, str], Assignment]] = field(default_factory=dict)
    orders_of: dict[str, dict[str, None]] = field(default_factory=dict)
    touches: dict[str, set[Touch]] = field(default_factory=dict)
    visits: dict[str, dict[str, Visit]] = field(default_factory=dict)
    deeds: dict[tuple[str, str], dict[tuple[datetime, str], Deed]] = field(default_factory=dict)
    waits: dict[tuple[str, str, MessageId], Wait] = field(default_factory=dict)
    memberships: dict[str, MembershipRow] = field(default_factory=dict)
    members: dict[str, set[str]] = field(default_factory=dict)
    scores: dict[tuple[str, str], Score] = field(default_factory=dict)
    confirmations: dict[str, dict[str, datetime]] = field(default_factory=dict)
    privacy_requests: dict[str, PrivacyRequest] = field(default_factory=dict)
    proofs: dict[str, ErasureProof] = field(default_factory=dict)
    erased: dict[str, datetime] = field(default_factory=dict)
    scored: set[tuple[str, str, str]] = field(default_factory=set)
    seen: dict[str, datetime] = field(default_factory=dict)
    due: DueEntries = field(default_factory=DueEntries)
    watch: DueEntries = field(default_factory=DueEntries)
    last_entries: dict[str, Entry] = field(default_factory=dict)
    refused: dict[tuple[str, str], datetime] = field(default_factory=dict)
    dates: dict[tuple[str, str, str], BroughtDate] = field(default_factory=dict)
    campaigns: dict[str, datetime] = field(default_factory=dict)
    products: dict[str, Product] = field(default_factory=dict)
    variants: dict[str, tuple[str, str]] = field(default_factory=dict)
    levels: dict[str, StockLevel] = field(default_factory=dict)
    stock_requests: dict[str, dict[tuple[str | None, str], StockRequest]] = field(default_factory=dict)
    figures: dict[Cell, dict[str, Decimal]] = field(default_factory=dict)
    experiments: dict[tuple[str, str, str], Experiment] = field(default_factory=dict)

    def keep(self, enrollment: Enrollment) -> None:
        """Write an enrollment, and who waits where with it."""
        for place, change in moves(self.enrollments.get(enrollment.id), enrollment).items():
            self.occupancy[place] += change
        self.enrollments[enrollment.id] = enrollment

    def hand_on(self, enrollment: Enrollment, contact_id: str) -> None:
        """Make an enrollment another contact's, whose it is found under from now on too."""
        of_it = self.by_contact.setdefault(contact_id, [])
        if enrollment.id not in of_it:
            of_it.append(enrollment.id)
        known = self.enrollments[enrollment.id]
        if known.contact_id == enrollment.contact_id:
            self.keep(replace(known, contact_id=contact_id))

    def entries(self, hourly: bool) -> DueEntries:
        """What the reconciler works off, or the sweep."""
        return self.watch if hourly else self.due

    def count(self, counts: "list[Count] | tuple[Count, ...]") -> None:
        """Add counts to their cells."""
        for each in counts:
            cell = self.figures.setdefault(each.cell, {})
            cell[each.name] = cell.get(each.name, Decimal(0)) + each.amount


class Store:
    """A port over the shared tables."""

    def __init__(self, tables: MemoryTables) -> None:
        self._tables = tables
