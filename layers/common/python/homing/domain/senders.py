"""Whom a mail comes from and who reads the replies: the shop, or whom the flow or the step names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr

from homing.domain.shop import Shop
from homing.domain.shop_fields import ADDRESS
from homing.domain.single_steps import EmailStep
from homing.domain.walk import email_steps
from homing.domain.workflow import Workflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The two headers; `colleague` is the name in shop.yaml of who writes, if somebody does."""

    mailbox: str
    reply_to: str | None
    colleague: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Senders:
    """Finds the sender of a mail. `colleagues` are mailboxes by their name in shop.yaml."""

    shop: str
    reply_to: str | None
    colleagues: Mapping[str, str]

    @classmethod
    def of_shop(cls, shop: Shop) -> "Senders":
        """The senders that shop.yaml names."""
        named = {
            name: str(Address(display_name=each.name, addr_spec=each.email))
            for name, each in shop.colleagues.items()
            if each.email is not None
        }
        return cls(shop=shop.sender, reply_to=shop.reply_to, colleagues=named)

    def of(self, workflow: Workflow, step: EmailStep) -> Sender:
        """The step's, else the workflow's, else the shop's; a colleague reads what is answered to them."""
        named = step.from_ or workflow.from_
        reply_to = step.reply_to or workflow.reply_to
        if named is None:
            return Sender(mailbox=self.shop, reply_to=reply_to or self.reply_to)
        mailbox = self.colleagues.get(named)
        if mailbox is None:
            return Sender(mailbox=named, reply_to=reply_to or self.reply_to)
        return Sender(mailbox=mailbox, reply_to=reply_to or parseaddr(mailbox)[1], colleague=named)


def mistakes(workflow: Workflow, shop: Shop) -> Iterator[str]:
    """What is wrong with the senders that a workflow names, a sentence each."""
    named = [("", workflow.from_, workflow.reply_to)]
    named += [(f"{step.id}: ", step.from_, step.reply_to) for step in email_steps(workflow.steps)]
    for place, from_, reply_to in named:
        if from_ is not None and from_ not in _mailed(shop):
            yield from (f"{place}from: {each}" for each in _mailbox(from_, shop))
        if reply_to is not None:
            yield from (f"{place}reply_to: {each}" for each in _address(reply_to, shop))


def _mailed(shop: Shop) -> Sequence[str]:
    """The colleagues who have an address."""
    return [name for name, each in shop.colleagues.items() if each.email is not None]


def _mailbox(text: str, shop: Shop) -> Iterator[str]:
    name, address = parseaddr(text)
    if not name or "@" not in address:
        known = ", ".join(_mailed(shop)) or "none yet"
        yield f"{text!r} is nobody; write Name <address@{shop.domain}>, or a colleague of shop.yaml ({known})"
    else:
        yield from _address(address, shop)


def _address(address: str, shop: Shop) -> Iterator[str]:
    domain = address.rpartition("@")[2].lower()
    if not ADDRESS.fullmatch(address):
        yield f"{address!r} is no address; write one such as hello@{shop.domain}"
    elif domain != shop.domain and not domain.endswith(f".{shop.domain}"):
        yield f"{address} is not under {shop.domain}, the domain that SES knows as yours; use one that is"
