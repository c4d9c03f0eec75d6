"""What a template is filled with: the shop, the contact, what started it, cart, products, offer, links."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from homing.domain.contact import Contact
from homing.domain.event_names import EventName
from homing.domain.evidence import LawfulBasis
from homing.domain.facts import holds
from homing.domain.interactions import TRAP
from homing.domain.message import MessageId
from homing.domain.pages import Page, PollAnswer
from homing.domain.season import hemisphere, season
from homing.domain.steps import EmailStep, Purpose
from homing.domain.told import told
from homing.domain.trigger import EventTrigger
from homing.domain.workflow import Key, Workflow
from homing.services import ports
from homing.services.candidates import Case
from homing.services.giveaways import Giveaways
from homing.services.wares import Wares


class NothingToSay(Exception):
    """The mail would have no content: the cart it is about was emptied."""


class NoCode(Exception):
    """The mail offers a discount, and no code lies ready for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Gathers a mail's context.

    `brand` is the part of shop.yaml that templates may read; `domains` are those that an event's links may
    lead to; `trap_link` says that a mail holds a link that no person sees.
    """

    wares: Wares
    discounts: ports.Discounts
    links: ports.Links
    brand: Mapping[str, Any]
    colleagues: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    domains: Collection[str] = ()
    giveaways: Giveaways | None = None
    trap_link: bool = False

    def gather(
        self,
        case: Case,
        message: MessageId,
        *,
        locale: str,
        zone: str,
        now: datetime,
        colleague: str | None = None,
    ) -> Mapping[str, object]:
        """The context of one mail; `colleague` is who writes it, by their name in shop.yaml.

        Raises:
            NothingToSay: a cart's mail without anything in the cart.
            NoCode: an offer's mail for which no code is left.
        """
        cart = case.cart
        about_a_cart = case.workflow.key is Key.CART
        if about_a_cart and (cart is None or not cart.items):
            raise NothingToSay
        trigger = told(case.enrollment.trigger, self.domains, zone)
        half = hemisphere(case.contact.country, zone)
        return {
            **self.brand,
            "contact": {
                "first_name": case.contact.get("first_name"),
                "last_name": case.contact.get("last_name"),
                "locale": locale,
                "country": case.contact.country,
                "currency": (cart.currency if cart else None) or self.wares.currency,
                "hemisphere": half.value,
            },
            "variant": case.arm,
            "zone": zone,
            "now": now,
            "season": season(half, now, zone).value,
            "reason": _reason(case),
            "trigger": trigger,
            "colleague": self._colleague(colleague),
            "links": self._links(message, case.contact, trigger.get("resource"), now),
            "cart": self.wares.cart(cart) if cart is not None else None,
            "offer": self._offer(case.step, message, now),
            "product": self.wares.product(trigger.get("product_id")),
            "products": self.wares.featured(),
            "product_by_id": self.wares.product,
            "products_by_tag": self.wares.tagged,
            "holds": partial(_holds, case),
            "in_segment": partial(_in_segment, case),
        }

    def _links(
        self, message: MessageId, contact: Contact, resource: object, now: datetime
    ) -> Mapping[str, Any]:
        page = partial(self.links.page, message=message, contact_id=contact.id)
        survey, poll = page(Page.SURVEY), page(Page.POLL)
        return {
            "unsubscribe": page(Page.UNSUBSCRIBE),
            "survey": lambda score: f"{survey}?score={int(score):d}",
            "poll": lambda answer: f"{poll}?answer={PollAnswer(answer).value}",
            "reminder": page(Page.REMINDER),
            "confirm": page(Page.CONFIRM),
            "resource": self.giveaways.link(resource, now) if self.giveaways else None,
            "shop": self.wares.shop_url,
            "trap": f"{self.wares.shop_url}/?{TRAP}" if self.trap_link else None,
            "cart": self.wares.filled_cart,
            "preferences": page(Page.PREFERENCES),
        }

    def _offer(self, step: EmailStep, message: MessageId, now: datetime) -> Mapping[str, Any] | None:
        if step.offer is None:
            return None
        until = now + step.offer.valid_for
        code = self.discounts.take(message, step.offer, until)
        if code is None:
            raise NoCode
        return {**asdict(code), "expires_at": until}

    def _colleague(self, name: str | None) -> Mapping[str, Any] | None:
        return self.colleagues.get(name) if name else next(iter(self.colleagues.values()), None)


def _reason(case: Case) -> str:
    """Why somebody gets a mail, for its small print."""
    if case.workflow.key is Key.CART:
        return "cart"
    if case.step.purpose is Purpose.TRANSACTIONAL:
        return "confirm" if _asks_to_confirm(case.workflow) else "asked"
    return "bought" if case.contact.consent.basis is LawfulBasis.SOFT_OPT_IN else "subscribed"


def _asks_to_confirm(workflow: Workflow) -> bool:
    trigger = workflow.trigger
    return isinstance(trigger, EventTrigger) and EventName.SUBSCRIPTION_REQUESTED in trigger.event


def _holds(case: Case, block: str) -> bool:
    """Whether a condition that the step names holds now, on the facts that the gate judged."""
    condition = case.step.blocks.get(block)
    if condition is None:
        raise LookupError(f"the step {case.step.id} names no block {block!r}; write it under blocks")
    return case.candidate is not None and holds(condition, case.candidate.facts)


def _in_segment(case: Case, name: str) -> bool:
    return case.candidate is not None and name in case.candidate.facts.segments
