"""Who made an open or a click: each sign, and what it makes of the label."""

from datetime import timedelta
from typing import Any

import pytest
from homing.domain.interactions import Act, Interaction, Label, Proxy
from homing.domain.labels import (
    APPLE_PRIVACY_AGENT,
    GMAIL_PREFETCH_AGENT,
    Ruleset,
    judged,
    proxy_of,
)
from homing.domain.signs import FOR_A_MACHINE, FOR_A_PERSON, WORDS, Rule

from tests.builders import at

DELIVERED = at("2026-03-04 11:00")
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0"
GMAIL_PROXY = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
GMAIL_PREFETCH = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 {GMAIL_PREFETCH_AGENT}"
HUMAN, MACHINE, UNKNOWN = Label.HUMAN, Label.MACHINE, Label.UNKNOWN


def opened(seconds: float = 3600, **known: Any) -> Interaction:
    known.setdefault("proxy", proxy_of(known.get("agent"), address_is_apples=False))
    return Interaction(act=Act.OPEN, at=DELIVERED + timedelta(seconds=seconds), **known)


def clicked(seconds: float = 3600, link: str | None = "shop/a", **known: Any) -> Interaction:
    when = DELIVERED + timedelta(seconds=seconds)
    return Interaction(act=Act.CLICK, at=when, link=link, **{"agent": CHROME, **known})


@pytest.mark.parametrize(
    ("each", "label", "rules"),
    [
        (opened(agent=CHROME), HUMAN, [Rule.OWN_DEVICE]),
        (opened(agent=CHROME, bot="Unlikely"), HUMAN, [Rule.OWN_DEVICE, Rule.SES_SAYS_PERSON]),
        (opened(agent=CHROME, bot="Likely"), MACHINE, [Rule.SES_SAYS_BOT, Rule.OWN_DEVICE]),
        (opened(agent=GMAIL_PROXY, bot="Unlikely"), HUMAN, [Rule.IMAGE_PROXY, Rule.SES_SAYS_PERSON]),
        (opened(agent=GMAIL_PROXY), UNKNOWN, [Rule.IMAGE_PROXY]),
        (opened(5.7, agent=GMAIL_PROXY, bot="Unlikely"), UNKNOWN, None),
        (opened(1.4, agent=GMAIL_PREFETCH), MACHINE, [Rule.GMAIL_PREFETCH, Rule.HASTE]),
        (opened(agent=GMAIL_PREFETCH, bot="Unlikely"), MACHINE, None),
        (opened(agent=f" {APPLE_PRIVACY_AGENT} ", bot="Unlikely"), MACHINE, None),
        (opened(agent=CHROME, proxy=Proxy.APPLE), UNKNOWN, [Rule.IMAGE_PROXY]),
        (opened(agent="YahooMailProxy; https://help.yahoo.com/kb/"), UNKNOWN, [Rule.IMAGE_PROXY]),
        (opened(agent=None), UNKNOWN, [Rule.NO_AGENT]),
        (opened(agent=None, bot="Unlikely"), HUMAN, [Rule.NO_AGENT, Rule.SES_SAYS_PERSON]),
        (opened(agent="Some Reader/1"), UNKNOWN, []),
        (opened(-0.1, agent=CHROME), MACHINE, [Rule.OWN_DEVICE, Rule.BEFORE_DELIVERY]),
        (opened(2.9, agent=CHROME, bot="Unlikely"), MACHINE, None),
        (opened(3, agent=CHROME), UNKNOWN, [Rule.OWN_DEVICE, Rule.SOON]),
        (opened(10, agent=CHROME), HUMAN, [Rule.OWN_DEVICE]),
        (clicked(agent="Mozilla/5.0 (compatible; MailScanner/9.2)"), MACHINE, [Rule.ROBOT_AGENT]),
        (clicked(agent="python-requests/2.32"), MACHINE, [Rule.ROBOT_AGENT]),
        (clicked(agent="Mozilla/5.0 (Linux; Android 14; CUBOT NOTE) Chrome/131.0"), HUMAN, None),
        (clicked(trap=True), MACHINE, [Rule.OWN_DEVICE, Rule.TRAP_LINK]),
        (clicked(agent=CHROME, label=UNKNOWN), UNKNOWN, [Rule.BEFORE_EVIDENCE]),
    ],
)
def test_evidence_gives_a_label_and_names_the_rules_that_spoke(
    each: Interaction, label: Label, rules: list[Rule] | None
) -> None:
    (told,) = judged([each], DELIVERED)

    assert told.label is label
    assert rules is None or list(told.rules) == rules


@pytest.mark.parametrize(
    ("after", "label"),
    [(-1000, HUMAN), (0, MACHINE), (2900, MACHINE), (3000, UNKNOWN), (10_000, HUMAN), (None, HUMAN)],
)
def test_until_the_delivery_is_known_the_clock_runs_from_the_sending(after: int | None, label: Label) -> None:
    (told,) = judged([opened(agent=CHROME, after=after)], None)

    assert told.label is label


def labels(*interactions: Interaction) -> list[Label]:
    return [each.label for each in judged(interactions, DELIVERED)]


def test_three_links_within_five_seconds_are_a_machines_whoever_they_say_they_are() -> None:
    agents = [CHROME, "Mozilla/5.0 (iPhone)", None]
    burst = [clicked(60 + 2.5 * n, f"shop/{n}", agent=agent) for n, agent in enumerate(agents)]

    assert labels(*burst) == [MACHINE] * 3
    assert labels(*burst[:2]) == [HUMAN] * 2
    assert labels(*burst, clicked(65.1, "shop/4"), clicked(3600)) == [MACHINE] * 3 + [MACHINE, HUMAN]


def test_one_link_clicked_often_or_three_links_slowly_are_a_persons() -> None:
    assert labels(*(clicked(60 + n, "shop/a") for n in range(5))) == [HUMAN] * 5
    assert labels(*(clicked(60 + 3 * n, f"shop/{n}") for n in range(3))) == [HUMAN] * 3


def test_the_link_that_nobody_sees_betrays_the_visit_and_nobody_else() -> None:
    trap = clicked(100, "shop/", trap=True)
    mates = [clicked(45), clicked(159)]
    others = [clicked(161), clicked(100, agent="Mozilla/5.0 (iPhone)")]

    assert labels(trap, *mates, *others) == [MACHINE] * 3 + [HUMAN] * 2


def test_another_version_of_the_rules_may_say_otherwise() -> None:
    hasty = opened(5, agent=CHROME)

    (told,) = judged([hasty], DELIVERED, Ruleset(version=2, haste=timedelta(seconds=6)))

    assert told.label is MACHINE


def test_every_rule_is_said_in_words_and_speaks_for_one_side_at_most() -> None:
    assert WORDS.keys() == set(Rule)
    assert FOR_A_MACHINE.isdisjoint(FOR_A_PERSON)
