"""What is kept of each open and click of a mail: enough to judge again who made it, and no IP address."""

import re
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from homing.domain.pages import Page


class Act(StrEnum):
    """What was done with a mail."""

    OPEN = "open"
    CLICK = "click"


class Proxy(StrEnum):
    """Who fetched a picture in the reader's place."""

    APPLE = "apple"
    GMAIL = "gmail"
    YAHOO = "yahoo"


class Label(StrEnum):
    """Who made an open or a click, as far as its evidence tells."""

    HUMAN = "human"
    MACHINE = "machine"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One open or click.

    `bot` is SES's own word on it; `after` the milliseconds since SES took the mail, by SES's clock; `trap`
    says that the link was one that no person sees; `label` was given before evidence was kept.
    """

    act: Act
    at: datetime
    link: str | None = None
    agent: str | None = None
    bot: str | None = None
    proxy: Proxy | None = None
    after: int | None = None
    trap: bool | None = None
    label: Label | None = None


Interactions = tuple[Interaction, ...]

LONGEST_AGENT = 160
LONGEST_LINK = 160
_MASK = "*"
_SECRET = re.compile(r"[0-9a-fA-F-]{16,}|(?=[^/]*\d)(?=[^/]*[A-Z])[\w.~-]{20,}")
_OURS = frozenset(Page)

TRAP = "unseen-link=1"
"""The query of the link that no person sees."""


def plain_link(link: str | None) -> str | None:
    """A link without what may name a person: no query, no fragment, no key or token in its path."""
    try:
        parts = urlsplit(link or "")
    except ValueError:
        return None
    if not parts.netloc:
        return None
    steps = parts.path.split("/")
    if len(steps) > 1 and steps[1] in _OURS:
        steps = [*steps[:2], _MASK]
    path = "/".join(_MASK if _SECRET.fullmatch(step) else step for step in steps)
    return f"{parts.hostname or ''}{path}"[:LONGEST_LINK]


def is_trap(link: str | None) -> bool:
    """Whether a link is the one that no person sees."""
    return link is not None and TRAP in link


def short_agent(agent: str | None) -> str | None:
    """An agent at a length to keep; both its ends tell who it is."""
    if agent is None or len(agent) <= LONGEST_AGENT:
        return agent
    tail = LONGEST_AGENT // 3
    return f"{agent[: LONGEST_AGENT - tail - 1]}…{agent[-tail:]}"


NO_CONTENT = frozenset(
    {
        "unsubscribe",
        "preferences",
        "view",
        "policies",
        "privacy",
        "privacy-policy",
        "terms",
        "terms-of-service",
        "legal",
        "imprint",
    }
)
"""Parts of a path that lead out of the mail's subject: leaving, legal pages, the mail in a browser."""


def leads_to_content(link: str | None) -> bool:
    """Whether a link follows the mail's subject, and not its small print."""
    return NO_CONTENT.isdisjoint((link or "").lower().split("/"))


SECONDS = 10
"""A visit's links are told apart by tens of seconds; within them only so many are kept of one visitor."""

MOST = {Act.OPEN: (1, 3, 8), Act.CLICK: (4, 8, 16)}
"""How many are kept in ten seconds, of one visitor, and in all; of a scanner's thirty clicks, four."""


def kept(interactions: Iterable[Interaction]) -> Interactions:
    """The earliest of each visitor and visit: the same, in whatever order and however often they came.

    Each of nested groups keeps its earliest, so that leaving some out before the others come, or after,
    leaves the same; the first of every visitor goes before the second of any, so that no scanner hides a
    person.
    """
    every = sorted(set(interactions), key=_order)
    left: list[Interaction] = []
    for act in Act:
        in_ten, of_visitor, in_all = MOST[act]
        of_act = [each for each in every if each.act is act]
        one_a_link = [each for rank, each in _ranked(of_act, _followed) if not rank]
        few_a_visit = [each for rank, each in _ranked(one_a_link, _visit) if rank < in_ten]
        ranked = [pair for pair in _ranked(few_a_visit, _visitor) if pair[0] < of_visitor]
        left += [each for _, each in sorted(ranked, key=lambda pair: pair[0])[:in_all]]
    return tuple(sorted(left, key=_order))


def _ranked(
    interactions: Iterable[Interaction], group: Callable[[Interaction], Hashable]
) -> list[tuple[int, Interaction]]:
    """Each with how many of its group came before it."""
    before: dict[Hashable, int] = {}
    ranked: list[tuple[int, Interaction]] = []
    for each in interactions:
        key = group(each)
        ranked.append((before.get(key, 0), each))
        before[key] = before.get(key, 0) + 1
    return ranked


def _visitor(each: Interaction) -> tuple[Hashable, ...]:
    return each.act, each.agent, each.bot, each.proxy, each.trap, each.label


def _visit(each: Interaction) -> tuple[Hashable, ...]:
    return *_visitor(each), int(each.at.timestamp()) // SECONDS


def repeats(each: Interaction, known: Interactions) -> bool:
    """Whether it is another of the same visit to the same link that is kept already."""
    return any(one != each and _followed(one) == _followed(each) and one.at <= each.at for one in known)


def _followed(each: Interaction) -> tuple[Hashable, ...]:
    return *_visit(each), each.link


def _order(each: Interaction) -> tuple[object, ...]:
    told = (each.act, each.link, each.agent, each.bot, each.proxy, each.after, each.trap, each.label)
    return each.at, *("" if value is None else str(value) for value in told)
