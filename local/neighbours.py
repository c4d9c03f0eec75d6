"""The laptop's neighbours: every port in memory, counted, in the shape that bootstrap asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from homing.adapters.discounts import DerivedDiscounts, code_prefix
from homing.adapters.form_tokens import FormTokens
from homing.adapters.links import SignedLinks
from homing.adapters.phones import PhoneNumbers
from homing.adapters.resource_links import SignedResources
from homing.adapters.segment.keys import WriteKeys, hashed
from homing.adapters.signatures import ShopifySignatures
from homing.adapters.templates import CompiledTemplates, JinjaRenderer
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.shop import Shop
from homing.neighbours import Records
from homing.services import ports

from local.account_list import MemoryListReading
from local.clock import VirtualClock
from local.memory import groups, stores
from local.memory.assignments import MemoryAssignments
from local.memory.codes import MemoryCodePool, MemoryShopCodes
from local.memory.confirmations import MemoryConfirmationMails
from local.memory.experiments import MemoryExperiments
from local.metered import Metered, Trip
from local.notices import MemoryNotices
from local.privacy_neighbours import PrivacyNeighbours
from local.queues import MemoryQueue
from local.shop_side import RecordedConsents
from local.tally import Tally
from local.texts import MemoryTexts
from local.webhooks import MemoryWebhooks

WEBHOOK_SECRET = "rehearsal-webhook-secret"
PAGES_SECRET = "rehearsal-pages-secret"
WRITE_KEY = "rehearsal-write-key"


class MemoryEventQueue:
    """ports.EventQueue on an in-memory queue; a body is text or, where it is not, Latin-1."""

    def __init__(self, queue: Callable[[], MemoryQueue]) -> None:
        self._queue = queue

    def send(self, body: bytes, attributes: Mapping[str, str]) -> None:
        """Queue the bytes as they came."""
        self._queue().send(body.decode("latin-1"), attributes)


class MemoryRecords:
    """Bodies as MemoryEventQueue queued them."""

    def unpack(self, record: Mapping[str, Any]) -> tuple[bytes, Mapping[str, str]]:
        """The bytes and attributes of one record."""
        attributes = record["messageAttributes"]
        values = {name: each["stringValue"] for name, each in attributes.items()}
        return record["body"].encode("latin-1"), values


class MemoryVisibility:
    """When a message shall come again."""

    def __init__(self, queues: Callable[[], Mapping[str, MemoryQueue]]) -> None:
        self._queues = queues

    def defer(self, receipt_handle: str, queue: str, seconds: float) -> None:
        """Hide a message for so long."""
        self._queues()[queue].defer(receipt_handle, seconds)


class MemoryBacklog:
    """ports.FeedbackBacklog over the in-memory feedback queue."""

    def __init__(self, queue: Callable[[], MemoryQueue]) -> None:
        self._queue = queue
        self._last: datetime | None = None

    def is_empty(self) -> bool:
        """True if the feedback queue and its dead letters hold nothing."""
        return len(self._queue()) == 0 and not self._queue().dead_letters

    def last_send_event_at(self) -> datetime | None:
        """The newest SES Send event that was processed."""
        return self._last

    def note_send_event(self, at: datetime) -> None:
        """Remember the newest."""
        self._last = at if self._last is None else max(self._last, at)


@dataclass(kw_only=True)
class MemoryNeighbours(PrivacyNeighbours):
    """Everything around the use cases, on one machine."""

    shop: Shop
    workflows: WorkflowSet
    templates: CompiledTemplates
    clock: VirtualClock
    timeline: ports.Timeline
    executions: ports.Executions
    tasks: ports.Tasks
    mailer: ports.Mailer
    account_list: ports.AccountList
    event_queue: ports.EventQueue
    visibility: MemoryVisibility
    backlog: ports.FeedbackBacklog
    due: ports.DueIndex
    tables: stores.MemoryTables
    id_secret: bytes
    live_from: datetime | None = None
    tally: Tally = field(default_factory=Tally)
    trip: Trip | None = None
    queues: Callable[[], Mapping[str, MemoryQueue]] = dict
    list_reading: ports.ListReading = field(default_factory=MemoryListReading)

    def __post_init__(self) -> None:
        tables = self.tables
        self.contacts: ports.Contacts = self._metered("contacts", stores.MemoryContacts(tables))
        self.consent_ledger: ports.ConsentLedger = self._metered(
            "consent_ledger", stores.MemoryConsentLedger(tables)
        )
        self.suppressions: ports.Suppressions = self._metered(
            "suppressions", stores.MemorySuppressions(tables, self.id_secret)
        )
        self.soft_bounces: ports.SoftBounces = self._metered(
            "soft_bounces", stores.MemorySoftBounces(tables, self.id_secret)
        )
        self.carts: ports.Carts = self._metered("carts", stores.MemoryCarts(tables))
        self.marks: ports.Marks = self._metered("marks", stores.MemoryMarks(tables))
        self.enrollments: ports.Enrollments = self._metered("enrollments", stores.MemoryEnrollments(tables))
        self.messages: ports.Messages = self._metered("messages", stores.MemoryMessages(tables))
        self._with_orders(tables)
        self.history: ports.History = self._metered("history", stores.MemoryHistory(tables))
        self.visits: ports.Visits = self._metered("visits", stores.MemoryVisits(tables))
        self.waits: ports.Waits = self._metered("waits", stores.MemoryWaits(tables))
        self.scores: ports.Scores = self._metered("scores", groups.MemoryScores(tables))
        self.confirmations: ports.ConfirmationMails = self._metered(
            "confirmations", MemoryConfirmationMails(tables)
        )
        self.segments: ports.Segments = self._metered("segments", groups.MemorySegments(tables))
        self.dates: ports.Dates = self._metered("dates", stores.MemoryDates(tables))
        self.campaigns: ports.Campaigns = self._metered("campaigns", stores.MemoryCampaigns(tables))
        self._at_privacys_service()
        self.seen: ports.Seen = self._metered("seen", stores.MemorySeen(tables))
        self.stock_requests: ports.StockRequests = self._metered(
            "stock_requests", stores.MemoryStockRequests(tables)
        )
        self.catalogue: ports.Goods = self._metered("catalogue", stores.MemoryCatalogue(tables))
        self._of_figures()
        self.due = self._metered("due", self.due)
        self.watch: ports.DueIndex = self._metered("watch", stores.MemoryDueIndex(tables, hourly=True))
        self.executions = self._metered("executions", self.executions)
        self.tasks = self._metered("tasks", self.tasks)
        self.mailer = self._metered("mailer", self.mailer)
        rules = self.shop.sms
        self.texts: ports.TextMessages = self._metered("texts", MemoryTexts(self.clock))
        self.notices: ports.Notices = self._metered("notices", MemoryNotices())
        self.phones: ports.Phones = PhoneNumbers(rules.countries if rules is not None else ())
        self.webhooks: ports.Webhooks = self._metered("webhooks", MemoryWebhooks(self.clock))
        self.event_queue = self._metered("event_queue", self.event_queue)
        # Counted, and never made to crash: what these lose is made up for, or is no call of AWS.
        self.records: Records = cast("Any", Metered(MemoryRecords(), "records", self.tally))
        self.timeline = cast("Any", Metered(self.timeline, "timeline", self.tally))
        self.backlog = cast("Any", Metered(self.backlog, "backlog", self.tally))
        self.visibility = cast("Any", Metered(self.visibility, "visibility", self.tally))
        self.renderer: ports.Renderer = JinjaRenderer(self.templates, default_locale=self.shop.default_locale)
        derived = DerivedDiscounts(self.id_secret, code_prefix(self.shop.name))
        self.discounts: ports.Discounts = self._metered("discounts", derived)
        self.codes: ports.CodePool = MemoryCodePool(self.clock.now, self.due)
        self.shop_codes: ports.ShopCodes = MemoryShopCodes()
        self.consent_mirror = RecordedConsents()
        self.resource_links = SignedResources(f"https://{self.shop.links_domain}", lambda: [PAGES_SECRET])
        self.form_tokens = FormTokens(lambda: [PAGES_SECRET])
        self.links: ports.Links = SignedLinks(f"https://{self.shop.links_domain}", lambda: [PAGES_SECRET])
        self._signatures = ShopifySignatures(lambda: [WEBHOOK_SECRET])
        self._write_keys = WriteKeys(lambda: [hashed(WRITE_KEY)])

    def _of_figures(self) -> None:
        self.figures: ports.Figures = self._metered("figures", stores.MemoryFigures(self.tables))
        self.experiments: ports.Experiments = self._metered("experiments", MemoryExperiments(self.tables))
        self.pace: ports.Pace = self._metered("pace", stores.MemoryPace())

    def check_signature(self, body: bytes, signature: str) -> None:
        """Raise InvalidSignature unless the shop signed the body."""
        self._signatures.check(body, signature)

    def check_write_key(self, key: str) -> None:
        """Raise InvalidKey unless the write key is in force."""
        self._write_keys.check(key)

    def _with_orders(self, tables: stores.MemoryTables) -> None:
        self.orders: ports.Orders = self._metered("orders", stores.MemoryOrders(tables))
        self.assignments: ports.Assignments = self._metered("assignments", MemoryAssignments(tables))

    def _metered(self, name: str, port: Any) -> Any:
        return cast("Any", Metered(port, name, self.tally, self.trip))
