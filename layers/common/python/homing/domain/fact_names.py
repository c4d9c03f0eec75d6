"""The facts that conditions may name, with their kinds and meanings."""

import difflib
import re
from collections.abc import Mapping
from typing import NamedTuple


class FactKind(NamedTuple):
    """What a fact's value is, `text`, `number`, `yes_or_no`, `time` or `texts`, and what it means."""

    kind: str
    meaning: str


FACTS: Mapping[str, FactKind] = {
    "contact.first_name": FactKind("text", "given name"),
    "contact.last_name": FactKind("text", "family name"),
    "contact.country": FactKind("text", "ISO 3166 code of the best-known address"),
    "contact.locale": FactKind("text", "language the mails are written in"),
    "contact.zone": FactKind("text", "time zone, IANA name"),
    "contact.hemisphere": FactKind("text", "north or south"),
    "contact.season": FactKind("text", "spring, summer, autumn or winter where the contact lives"),
    "contact.age": FactKind("number", "whole years since the birthday"),
    "contact.birthday": FactKind("time", "day of birth"),
    "contact.first_seen": FactKind("time", "when we first heard of the contact"),
    "contact.source": FactKind("text", "where they signed up: customer, checkout, form, api, import"),
    "contact.subscribed": FactKind("yes_or_no", "whether marketing mail is allowed"),
    "contact.basis": FactKind("text", "why it is: consent, or soft_opt_in of a customer"),
    "contact.opted_out": FactKind("texts", "topics of which they want no mail"),
    "contact.tracked": FactKind("yes_or_no", "whether their mails tell of opens"),
    "contact.sms_subscribed": FactKind("yes_or_no", "whether marketing by text message is allowed"),
    "contact.has_ordered": FactKind("yes_or_no", "whether any order was seen, or counted by the shop"),
    "contact.orders": FactKind("number", "number of orders"),
    "contact.spent": FactKind("number", "total spent, in the shop's currency"),
    "contact.tags": FactKind("texts", "tags that workflows and the shop have set"),
    "trigger.source": FactKind("text", "who told the event: customer, consent, form, api"),
    "trigger.first": FactKind("yes_or_no", "whether it is the first time ever"),
    "cart.total": FactKind("number", "total of the cart, in its own currency"),
    "cart.items": FactKind("number", "number of lines in the cart"),
    "cart.has_code": FactKind("yes_or_no", "whether the cart already carries a discount code"),
}
"""Every fact that we know of ourselves. `contact.<trait>` and `trigger.<property>` name others."""

_OPEN = re.compile(r"(contact|trigger)\.[a-z0-9_]{1,60}|score\.[a-z0-9_]{1,30}")
_ALIKE = 0.8


def refusal(name: str) -> str | None:
    """What is wrong with a fact's name, None if it can be asked for.

    A trait or property of the shop's own may have any name, unless one of ours was plainly meant.
    """
    if name in FACTS:
        return None
    close = _alike(name)
    if _OPEN.fullmatch(name) and not close:
        return None
    meant = f"; did you mean {close[0]!r}?" if close else f"; known: {', '.join(FACTS)}"
    return f"unknown fact {name!r}{meant}"


def _alike(name: str) -> list[str]:
    """The fact of ours that was meant; what all names of a kind begin with makes none of them alike."""
    kind, _, own = name.partition(".")
    ours = [known.partition(".")[2] for known in FACTS if known.startswith(f"{kind}.")]
    close = difflib.get_close_matches(own, ours, n=1, cutoff=_ALIKE)
    return [f"{kind}.{each}" for each in close] or (
        [] if ours else difflib.get_close_matches(name, FACTS, n=1, cutoff=_ALIKE)
    )
