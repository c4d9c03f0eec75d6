"""Who made an open or a click: a person, a machine, or nobody can tell; the same evidence, the same label.

A rule that speaks for a machine outweighs every other. Without one, a person is who SES takes for one or
whose own device shows, unless it came too soon after the delivery. The rest is unknown, and counts as people
do.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from homing.domain.interactions import Act, Interaction, Label, Proxy
from homing.domain.signs import FOR_A_MACHINE, FOR_A_PERSON, WORDS, Rule

APPLE_PRIVACY_AGENT = "Mozilla/5.0"
GMAIL_PREFETCH_AGENT = "Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0"
# Words with which programs name themselves that fetch links for somebody's safety or for a preview.
_ROBOT = re.compile(
    r"(?<!cu)bot\b|crawl|spider|scanner|headless|phantomjs|python-|curl/|wget/|go-http-client|java/|libwww"
    r"|barracuda|proofpoint|mimecast|ciscosecure|facebookexternalhit",  # a Cubot is a telephone
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"\((windows|macintosh|x11|iphone|ipad|linux|android)|outlook|thunderbird", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruleset:
    """The rules of a version; a change of any of them is a new version, so that old labels can be told."""

    version: int
    haste: timedelta = timedelta(seconds=3)
    soon: timedelta = timedelta(seconds=10)
    burst: timedelta = timedelta(seconds=5)
    burst_links: int = 3
    visit: timedelta = timedelta(minutes=1)


CURRENT = Ruleset(version=1)

RULESETS = {each.version: each for each in (CURRENT,)}
"""Those of earlier versions stay, for rows that were labelled and counted by them."""


def ruleset_of(version: int | None) -> Ruleset:
    """The rules by which a row was labelled; those of today, if it was by none."""
    return CURRENT if version is None else RULESETS.get(version, CURRENT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An open or click with its label, and the rules that spoke."""

    interaction: Interaction
    label: Label
    rules: tuple[Rule, ...]

    @property
    def words(self) -> str:
        """Whose it is and why, for a reader."""
        why = "; ".join(WORDS[rule] for rule in self.rules) or "nothing speaks for or against a person"
        return f"{_WHOSE[self.label]}: {why}"


_WHOSE = {Label.HUMAN: "a person’s", Label.MACHINE: "a machine’s", Label.UNKNOWN: "may be anyone’s"}


def judged(
    interactions: Sequence[Interaction], delivered_at: datetime | None, ruleset: Ruleset = CURRENT
) -> tuple[Judged, ...]:
    """Each open and click of one mail, judged by itself and by the others."""
    crowd = _bursts(interactions, ruleset)
    return tuple(_judge(each, delivered_at, crowd.get(each, ()), ruleset) for each in interactions)


def _judge(
    each: Interaction, delivered_at: datetime | None, crowd: tuple[Rule, ...], ruleset: Ruleset
) -> Judged:
    if each.label is not None:
        return Judged(interaction=each, label=each.label, rules=(Rule.BEFORE_EVIDENCE,))
    spoke = (*_signs(each), *_haste(each, delivered_at, ruleset), *crowd)
    return Judged(interaction=each, label=_label(spoke), rules=spoke)


def _label(spoke: Sequence[Rule]) -> Label:
    if not FOR_A_MACHINE.isdisjoint(spoke):
        return Label.MACHINE
    if not FOR_A_PERSON.isdisjoint(spoke) and Rule.SOON not in spoke:
        return Label.HUMAN
    return Label.UNKNOWN


def _signs(each: Interaction) -> Iterator[Rule]:
    """What the event itself says.

    SES: aws.amazon.com/about-aws/whats-new/2026/08/amazon-ses-automated-email-interactions. Apple Mail
    Privacy Protection shows the bare agent; Gmail's prefetch names Edge 12. A picture that Gmail's or
    Yahoo's proxy fetches shows nobody's device, and is a reader's all the same.
    """
    agent = (each.agent or "").strip()
    if each.bot == "Likely":
        yield Rule.SES_SAYS_BOT
    if agent == APPLE_PRIVACY_AGENT:
        yield Rule.APPLE_PRIVACY
    elif agent.endswith(GMAIL_PREFETCH_AGENT):
        yield Rule.GMAIL_PREFETCH
    elif each.proxy is not None:
        yield Rule.IMAGE_PROXY
    elif _ROBOT.search(agent):
        yield Rule.ROBOT_AGENT
    elif _DEVICE.search(agent):
        yield Rule.OWN_DEVICE
    elif not agent:
        yield Rule.NO_AGENT
    if each.bot == "Unlikely":
        yield Rule.SES_SAYS_PERSON


def _haste(each: Interaction, delivered_at: datetime | None, ruleset: Ruleset) -> Iterator[Rule]:
    """What the clock says: from the delivery once it is known, from the sending until then."""
    after_send = None if each.after is None or each.after < 0 else timedelta(milliseconds=each.after)
    lengths = [after_send, None if delivered_at is None else each.at - delivered_at]
    known = [length for length in lengths if length is not None]
    if not known:
        return
    shortest = min(known)
    if shortest < timedelta(0):
        yield Rule.BEFORE_DELIVERY
    elif shortest < ruleset.haste:
        yield Rule.HASTE
    elif shortest < ruleset.soon:
        yield Rule.SOON


def _bursts(interactions: Sequence[Interaction], ruleset: Ruleset) -> dict[Interaction, tuple[Rule, ...]]:
    """The clicks that others betray: with many links at once, or on a visit to the link that nobody sees."""
    clicks = [each for each in interactions if each.act is Act.CLICK and each.label is None]
    bursts = {each for start in clicks for each in _burst(clicks, start.at, ruleset)}
    trapped = {each for each in clicks if any(one.trap and _same_visit(one, each, ruleset) for one in clicks)}
    return {
        each: (
            *((Rule.EVERY_LINK_AT_ONCE,) if each in bursts else ()),
            *((Rule.TRAP_LINK,) if each in trapped else ()),
        )
        for each in clicks
    }


def _burst(clicks: Sequence[Interaction], start: datetime, ruleset: Ruleset) -> list[Interaction]:
    """The clicks of a span, if many links were followed in it."""
    within = [one for one in clicks if start <= one.at <= start + ruleset.burst]
    links = {one.link for one in within if one.link is not None}
    return within if len(links) >= ruleset.burst_links else []


def _same_visit(one: Interaction, other: Interaction, ruleset: Ruleset) -> bool:
    return one == other or (one.agent == other.agent and abs(one.at - other.at) <= ruleset.visit)


def proxy_of(agent: str | None, address_is_apples: bool) -> Proxy | None:
    """Who fetched a picture in the reader's place, by the name it gives or by where it comes from."""
    text = agent or ""
    if "GoogleImageProxy" in text or text.endswith(GMAIL_PREFETCH_AGENT):
        return Proxy.GMAIL
    if "YahooMailProxy" in text:
        return Proxy.YAHOO
    return Proxy.APPLE if address_is_apples or text.strip() == APPLE_PRIVACY_AGENT else None
