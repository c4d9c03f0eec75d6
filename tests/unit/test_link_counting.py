"""Clicks by link: each person once, machines never, and what came after them."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

from homing.domain.figures import Cell, Metric, added, links_of
from homing.domain.interactions import Act, Interaction
from homing.domain.message import Message, MessageId, MessageState
from homing.services import link_counting
from hypothesis import given
from hypothesis import strategies as st

SENT = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
OSLO = "Europe/Oslo"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0"


def click(link: str, minutes: float, agent: str = CHROME) -> Interaction:
    return Interaction(act=Act.CLICK, at=SENT + timedelta(minutes=minutes), link=link, agent=agent)


def mail(*clicks: Interaction) -> Message:
    return Message(
        id=MessageId(enrollment="cart-1", step="reminder"),
        workflow="cart",
        contact_id="c-1",
        state=MessageState.SENT,
        decided_at=SENT,
        sent_at=SENT,
        delivered_at=SENT,
        locale="nb",
        interactions=clicks or None,
    )


def cell(link: str) -> Cell:
    return Cell(workflow=links_of("cart"), day="2026-11-20", step="reminder", variant=link)


def test_a_link_counts_once_a_message_however_often_it_is_followed() -> None:
    often = mail(click("shop/a", 10), click("shop/a", 20), click("shop/b", 30))

    told = added(link_counting.clicked(mail(), often, OSLO))

    assert told == {cell("shop/a"): {"clicked": 1}, cell("shop/b"): {"clicked": 1}}


def test_machines_and_the_small_print_count_for_no_link() -> None:
    machine = click("shop/a", 10, agent="python-requests/2.32")

    assert link_counting.clicked(mail(), mail(machine, click("shop/policies/terms", 20)), OSLO) == ()


def test_what_proves_to_be_a_machines_is_taken_back() -> None:
    one = click("shop/a", 10)
    burst = (one, click("shop/b", 10.01), click("shop/c", 10.02))

    told = added(link_counting.clicked(mail(one), mail(*burst), OSLO))

    assert told == {cell("shop/a"): {"clicked": -1}}


MANY = st.lists(
    st.builds(click, st.sampled_from(["shop/a", "shop/b", "shop/c"]), st.floats(1, 2000)), max_size=6
)


@given(first=MANY, then=MANY, last=MANY)
def test_what_is_counted_on_the_way_is_what_the_row_tells_in_the_end(
    first: list[Interaction], then: list[Interaction], last: list[Interaction]
) -> None:
    rows = [mail(), *(mail(*clicks) for clicks in (first, then, last))]
    moved = [
        count for known, changed in pairwise(rows) for count in link_counting.clicked(known, changed, OSLO)
    ]
    on_the_way = {where: sums["clicked"] for where, sums in added(moved).items() if sums["clicked"]}

    assert on_the_way == {
        where: sums["clicked"] for where, sums in added(link_counting.clicked(None, rows[-1], OSLO)).items()
    }


def test_a_goal_counts_for_each_link_followed_before_it_and_its_credit_for_the_last() -> None:
    followed = mail(click("shop/a", 10), click("shop/b", 20), click("shop/c", 90))
    at = SENT + timedelta(minutes=60)

    assert added(link_counting.converted(followed, at, OSLO, credited=True)) == {
        cell("shop/a"): {"converted": 1},
        cell("shop/b"): {"converted": 1, "credited": 1},
    }
    assert Metric.CREDITED not in {
        each.metric for each in link_counting.converted(followed, at, OSLO, credited=False)
    }


def test_an_order_is_the_last_links_and_its_refund_too() -> None:
    followed, at = mail(click("shop/a", 10), click("shop/b", 20)), SENT + timedelta(minutes=60)
    money = [
        *link_counting.earned(followed, at, Decimal("199.90"), OSLO),
        *link_counting.earned(followed, at, Decimal("-99.90"), OSLO),
    ]

    assert added(money) == {cell("shop/b"): {"revenue": Decimal("100.00")}}


def test_an_order_before_any_click_is_no_links() -> None:
    assert link_counting.earned(mail(click("shop/a", 90)), SENT, Decimal(1), OSLO) == ()
