"""What the functions have around them on moto: AWS's adapters as deployed, on the rehearsal's time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from homing.adapters.aws import AwsNeighbours, clients
from homing.adapters.discounts import DerivedDiscounts, code_prefix
from homing.adapters.dynamodb.pace import Pace
from homing.adapters.ses_quota import SendQuota
from homing.adapters.templates import CompiledTemplates
from homing.adapters.workflow_set import WorkflowSet
from homing.domain.shop import Shop
from homing.neighbours import Neighbours
from homing.services import ports
from homing.settings import Settings

from local.account_list import MemoryAccountList
from local.memory.codes import MemoryShopCodes
from local.metered import Metered
from local.notices import MemoryNotices
from local.shop_side import RecordedConsents
from local.tally import Tally
from local.texts import MemoryTexts
from local.webhooks import MemoryWebhooks

PORTS = frozenset(
    {
        "assignments",
        "backlog",
        "campaigns",
        "carts",
        "catalogue",
        "confirmations",
        "consent_ledger",
        "contacts",
        "dates",
        "discounts",
        "due",
        "enrollments",
        "erased_names",
        "event_queue",
        "executions",
        "experiments",
        "figures",
        "history",
        "mailer",
        "marks",
        "messages",
        "notices",
        "orders",
        "pace",
        "records",
        "scores",
        "seen",
        "segments",
        "soft_bounces",
        "stock_requests",
        "suppressions",
        "tasks",
        "texts",
        "timeline",
        "visibility",
        "visits",
        "waits",
        "watch",
        "webhooks",
    }
)
"""The ports whose calls the memory engine counts too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What a rehearsal has instead: of the layer's compiled files, of the real time, and of the log."""

    shop: Shop
    workflows: WorkflowSet
    templates: CompiledTemplates
    clock: ports.Clock
    timeline: ports.Timeline
    live_from: datetime


class MotoNeighbours(AwsNeighbours):
    """AwsNeighbours with the owner's files as they lie here, and the rehearsal's clock and timeline."""

    def __init__(self, settings: Settings, given: Rehearsed) -> None:
        super().__init__(settings)
        for name in Rehearsed.__slots__:  # put where a cached property looks first
            vars(self)[name] = getattr(given, name)

    @cached_property
    def pace(self) -> ports.Pace:
        """The account's send rate; on a virtual clock nobody sleeps until a slot."""
        return Pace(figures=self.table("figures"), rate=self._rate, sleep=lambda _: None)

    @cached_property
    def texts(self) -> ports.TextMessages:
        """moto has no such service."""
        return MemoryTexts(self.clock)

    @cached_property
    def account_list(self) -> ports.AccountList:
        """moto has no such list."""
        return MemoryAccountList(self.clock.now)

    @cached_property
    def notices(self) -> ports.Notices:
        """A rehearsal has no topic that anybody subscribed to."""
        return MemoryNotices()

    @cached_property
    def webhooks(self) -> ports.Webhooks:
        """Nobody is called from a rehearsal."""
        return MemoryWebhooks(self.clock)

    @cached_property
    def consent_mirror(self) -> ports.ConsentMirror:
        """The shop's record of consent; no network leads to it."""
        return RecordedConsents()

    @property
    def discounts(self) -> ports.Discounts:
        """Codes that follow from the message, as in memory; no shop is asked to make any."""
        return DerivedDiscounts(self.id_secret, code_prefix(self.shop.name))

    @cached_property
    def shop_codes(self) -> ports.ShopCodes:
        """The shop's discount codes; no network leads to it."""
        return MemoryShopCodes()

    @property
    def _lists(self) -> Sequence[ports.Holding]:
        """moto's SES keeps no list of addresses."""
        return ()

    @cached_property
    def _quota(self) -> SendQuota:
        """As AWS's, but for the metric, which would be a line on the terminal."""
        return SendQuota(clients.sesv2(), self.clock, lambda _: None)


class Counted:
    """Neighbours whose ports are metered."""

    def __init__(self, neighbours: MotoNeighbours, tally: Tally) -> None:
        self._neighbours = neighbours
        self._tally = tally

    def __getattr__(self, name: str) -> Any:
        port = getattr(self._neighbours, name)
        return Metered(port, name, self._tally) if name in PORTS else port


def counted(neighbours: MotoNeighbours, tally: Tally) -> Neighbours:
    """The same neighbours, each call of a port counted."""
    return cast("Neighbours", Counted(neighbours, tally))
