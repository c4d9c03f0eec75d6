"""What is kept of opens and clicks: little, the same in any order, and nothing that names a person."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from homing.domain.interactions import (
    LONGEST_AGENT,
    MOST,
    Act,
    Interaction,
    kept,
    plain_link,
    short_agent,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import at

NOON = at("2026-03-04 12:00")


def click(seconds: int, link: str = "shop/a", agent: str = "Firefox") -> Interaction:
    return Interaction(act=Act.CLICK, at=NOON + timedelta(seconds=seconds), link=link, agent=agent)


interactions = st.lists(
    st.builds(
        Interaction,
        act=st.sampled_from(Act),
        at=st.integers(0, 60).map(lambda n: NOON + timedelta(seconds=n)),
        link=st.sampled_from("abcdefgh"),
        agent=st.sampled_from(["Firefox", "Scanner", None]),
    ),
    max_size=60,
)


@given(interactions, interactions)
@settings(max_examples=300, deadline=None)
def test_leaving_some_out_before_the_others_come_leaves_the_same(
    some: list[Interaction], others: list[Interaction]
) -> None:
    assert kept([*kept(some), *others]) == kept([*others, *some]) == kept(kept([*some, *others, *some]))


@given(interactions)
@settings(deadline=None)
def test_no_more_is_kept_than_a_row_can_carry(every: list[Interaction]) -> None:
    of_act = {act: [each for each in kept(every) if each.act is act] for act in Act}

    assert all(len(found) <= MOST[act][-1] for act, found in of_act.items())


def test_no_scanner_however_busy_hides_the_person_who_clicks_after_it() -> None:
    scans = [click(second, f"shop/{n}", "Scanner") for second, n in product(range(0, 600, 20), range(30))]
    person = click(4000)

    assert person in kept([*scans, person])
    assert len(kept(scans)) <= 8


@pytest.mark.parametrize(
    ("link", "kept_as"),
    [
        (
            "https://shop.example.com/products/wool-socks?variant=1#top",
            "shop.example.com/products/wool-socks",
        ),
        ("https://ada:secret@shop.example.com:443/", "shop.example.com/"),
        ("https://links.example.com/survey/WzEsIndlbGNvbWUi.x-y?score=9", "links.example.com/survey/*"),
        (
            "https://shop.example.com/548380009/checkouts/0123456789abcdef0123/recover?key=0c1",
            "shop.example.com/548380009/checkouts/*/recover",
        ),
        ("https://shop.example.com/cart/c/Z2NwLXVzLWVhc3QxOjAxSE", "shop.example.com/cart/c/*"),
        ("mailto:ada@example.com", None),
        ("http://[broken", None),
        ("", None),
        (None, None),
    ],
)
def test_a_link_is_kept_without_what_may_name_a_person(link: str | None, kept_as: str | None) -> None:
    assert plain_link(link) == kept_as


@pytest.mark.parametrize("agent", [None, "", "Thunderbird", "x" * LONGEST_AGENT])
def test_an_agent_is_kept_as_it_is(agent: Any) -> None:
    assert short_agent(agent) == agent


def test_a_long_agent_keeps_both_its_ends() -> None:
    short = short_agent(f"Mozilla/5.0 ({'x' * 500}) (via ggpht.com GoogleImageProxy)")

    assert short is not None
    assert len(short) == LONGEST_AGENT
    assert short.startswith("Mozilla/5.0 (x")
    assert short.endswith("(via ggpht.com GoogleImageProxy)")
