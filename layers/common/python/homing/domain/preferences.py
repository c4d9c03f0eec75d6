"""What a contact may choose on the preference page, and what they choose by posting its form."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from homing.domain.restraint import PAUSE

TICKED = "on"
"""What a ticked box sends; an empty one sends nothing."""

SHOWN = "shown"
"""The field that tells which boxes were ticked when the page was shown, so that a page that has stood open
for long changes only what its reader touched."""

TOPIC = "topic_"
"""What the field of a topic begins with."""

MARKETING_TICK, TEXTS_TICK, TRACKING_TICK = "marketing", "texts", "tracking"

Member = TypeVar("Member", bound=StrEnum)


class Often(StrEnum):
    """How often somebody wants to hear from the shop."""

    USUAL = "usual"
    SELDOM = "seldom"


class Break(StrEnum):
    """Whether somebody wants to hear nothing for a while."""

    NONE = "none"
    KEEP = "keep"  # the one that runs
    MONTH = "month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Everything on the page: what stands, or what somebody chose.

    `ticks` are by the names of their fields: `marketing`, `texts` and `tracking` where the shop has them,
    and one for each topic.
    """

    ticks: Mapping[str, bool]
    often: Often = Often.USUAL
    pause: Break = Break.NONE
    paused_until: datetime | None = None
    locale: str
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a form says: where it says nothing that can be meant, what stands and the field's name."""

    choices: Choices
    touched: Mapping[str, bool] = field(default_factory=dict)  # boxes that the reader changed, by name
    mistaken: tuple[str, ...] = ()


def marked(stands: Choices, query: Mapping[str, str]) -> Choices:
    """What stands, with what the link that was followed proposes; nothing of it counts until it is posted."""
    often = _member(Often, query.get("often")) or stands.often
    pause = _member(Break, query.get("pause")) or stands.pause
    proposed = {name: True for name in stands.ticks if query.get(name) == TICKED}
    return replace(stands, often=often, pause=_possible(pause, stands), ticks={**stands.ticks, **proposed})


def read(
    form: Mapping[str, str], stands: Choices, locales: Collection[str], zones: Collection[str]
) -> Chosen:
    """What was chosen. Every real form says how often, the break, language and zone: one that does not is a
    machine's, and must not count as so many boxes left empty."""
    often, pause = _member(Often, form.get("often")), _member(Break, form.get("pause"))
    locale, zone = form.get("locale", ""), form.get("zone", "")
    odd = {name for name in stands.ticks if form.get(name, TICKED) != TICKED}
    wrong = {
        **dict.fromkeys(sorted(odd), True),
        "often": often is None,
        "pause": pause is None,
        "locale": locale not in locales,
        "zone": zone not in (*zones, stands.zone),
    }
    ticks = {name: on if name in odd else name in form for name, on in stands.ticks.items()}
    choices = replace(
        stands,
        ticks=ticks,
        often=often or stands.often,
        pause=_possible(pause or stands.pause, stands),
        locale=stands.locale if wrong["locale"] else locale,
        zone=stands.zone if wrong["zone"] else zone,
    )
    return Chosen(
        choices=choices,
        touched=dict(_touched(ticks, form.get(SHOWN), stands)),
        mistaken=tuple(name for name, is_wrong in wrong.items() if is_wrong),
    )


def shown(choices: Choices) -> str:
    """What the field `shown` says."""
    return " ".join(name for name, on in choices.ticks.items() if on)


def end_of_break(choices: Choices, stands: Choices, now: datetime) -> datetime | None:
    """When the break ends that was chosen; None if that changes nothing."""
    match choices.pause:
        case Break.MONTH:
            return now + PAUSE
        case Break.NONE if stands.pause is Break.KEEP:
            return now
        case _:
            return None


def _touched(ticks: Mapping[str, bool], before: str | None, stands: Choices) -> Iterator[tuple[str, bool]]:
    seen = None if before is None else set(before.split())
    for name, on in ticks.items():
        was = stands.ticks[name] if seen is None else name in seen
        if on != was and on != stands.ticks[name]:
            yield name, on


def _possible(pause: Break, stands: Choices) -> Break:
    """A break that is over by now cannot be kept."""
    return Break.NONE if pause is Break.KEEP and stands.pause is not Break.KEEP else pause


def _member(kind: type[Member], text: str | None) -> Member | None:
    return next((each for each in kind if each == text), None)
