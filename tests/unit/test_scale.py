"""The simulation of a peak, and that the page says what it computes."""

import pytest

from tools.scale import BEGIN, END, PAGE, Quotas, limits, peak, tables

SMALL = Quotas(bucket=50, refill=15, ses=10)


def test_the_send_rate_less_its_reserve_decides_how_late_the_last_mail_is() -> None:
    assert peak(800, SMALL, spread=0).last_mail == pytest.approx(100, abs=5)


def test_twice_the_transitions_a_mail_bind_where_ses_is_fast() -> None:
    fast = Quotas(bucket=50, refill=15, ses=1_000)

    assert peak(1_500, fast, spread=0).last_answer == pytest.approx(1_500 * 2 / 15, abs=12)


def test_answers_bind_where_all_else_is_fast() -> None:
    fast = Quotas(bucket=9_000, refill=9_000, answers=30, answers_refill=5, ses=9_000)

    assert peak(500, fast, spread=0).last_answer == pytest.approx((500 - 30) / 5, abs=3)


def test_spreading_shortens_what_step_functions_holds_and_not_the_end() -> None:
    at_once, spread = peak(900, SMALL, spread=0), peak(900, SMALL, spread=60)

    assert spread.longest_held < at_once.longest_held
    assert spread.last_mail == pytest.approx(at_once.last_mail, abs=5)


def test_no_mail_leaves_before_it_is_due() -> None:
    assert peak(10, Quotas(ses=10_000), spread=600).last_mail > 300


def test_a_peak_is_the_same_each_time() -> None:
    assert peak(500, SMALL, spread=30) == peak(500, SMALL, spread=30)


def test_open_executions_bind_first() -> None:
    assert max(limits(), key=lambda row: row[1] / row[2])[0] == "open executions"


def test_the_page_says_what_is_computed() -> None:
    """Run `python -m tools.scale` if it does not."""
    written = PAGE.read_text("utf-8").split(BEGIN)[1].split(END)[0]

    assert written.strip() == tables().strip()
