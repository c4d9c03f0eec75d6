"""`homing explain` of a contact's orders, and of one order by its id."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from local import explain_orders
from tests.journeys.conftest import play
from tests.journeys.test_recorded_month import DAYS, MONTH, START


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("month")
    explain_orders.save(play(MONTH, start=START, days=DAYS).account, folder)
    return folder


def told(out: Path, order_id: str) -> str:
    console = Console(file=io.StringIO(), width=200)
    assert explain_orders.of_order(order_id, out, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("order_id", "words"),
    [
        (
            "7016",
            "worth 640.00 NOK of 640.00; earned by abandoned_cart.reminder; welcome.welcome had a part in",
        ),
        ("#7005", "worth 299.75 NOK of 450.00; 150.25 went back; earned by abandoned_cart.reminder"),
        ("7004", "worth 0 NOK of 500.00; cancelled before it was paid, so it counts nowhere"),
        ("7006", "cancelled after it was paid"),
        ("7014", "a test, which counts nowhere"),
        ("7012", "worth 30.00 EUR of 30.00; earned by welcome.welcome"),
        ("7008", "worth 75.00 NOK of 75.00; earned by no mail"),
    ],
)
def test_an_order_says_what_it_is_worth_and_which_mails_brought_it(
    out: Path, order_id: str, words: str
) -> None:
    assert words in told(out, order_id)


def test_an_order_that_nobody_heard_of_is_not_found(out: Path) -> None:
    assert not explain_orders.of_order("1", out, Console(quiet=True))


def test_a_contact_is_told_their_own_orders_those_under_another_address_too(out: Path) -> None:
    console = Console(file=io.StringIO(), width=200)

    explain_orders.of_contact("Person3@example.com", out, console)

    assert isinstance(console.file, io.StringIO)
    assert [line.split()[4] for line in console.file.getvalue().splitlines()[1:]] == ["7003"]
