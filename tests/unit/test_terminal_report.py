"""The report in a terminal: every figure whole, whatever the width."""

from pathlib import Path

import pytest
from homing.adapters.workflow_files import load
from rich.console import Console

from local.terminal_report import print_report
from tests.unit.figures_of_a_shop import Figures, of_a_good_month
from tests.unit.test_report_lift import arm
from tests.unit.test_report_lift import figures as figures_of_a_holdout


def printed(figures: Figures, width: int) -> list[str]:
    console = Console(width=width, force_terminal=False)
    with console.capture() as captured:
        print_report(figures.report(), console)
    return captured.get().splitlines()


@pytest.mark.parametrize("width", [72, 80, 100, 160])
@pytest.mark.parametrize("figures", [of_a_good_month(), Figures()])
def test_no_line_is_too_long_and_no_figure_cut(figures: Figures, width: int) -> None:
    lines = printed(figures, width)

    assert max(len(line) for line in lines) <= width
    assert sum("brand_story" in line for line in lines) == 1
    assert not any("…" in line for line in lines)


def test_a_hundred_columns_show_all_figures_and_eighty_leave_the_least_out() -> None:
    wide, narrow = ("\n".join(printed(of_a_good_month(), width)) for width in (100, 80))

    for heading in ("Sent", "Opened", "machines", "Clicked", "Converted", "Left", "Revenue", "per email"):
        assert heading in wide
    assert " machines  " not in narrow
    assert "NOK\u00a0155,940" in narrow


def test_of_many_workflows_each_is_one_line() -> None:
    many = tuple(load(Path(__file__).parents[2] / "workflows"))
    lines = printed(Figures(many), 100)

    assert all(sum(workflow.title in line for line in lines) == 1 for workflow in many)
    assert not any("brand_story" in line for line in lines)


def test_the_list_is_told_in_a_sentence() -> None:
    text = "\n".join(printed(of_a_good_month(), 100))

    assert "List 1,000 to 1,150 people (+15.0%), 270 came and 120 left" in text


def test_what_the_mails_changed_is_said_where_somebody_is_held_out() -> None:
    held = figures_of_a_holdout(arm(9000, 990, 400), arm(1000, 60, 400))

    text = " ".join(" ".join(printed(held, 100)).split())

    assert "Welcome series, 10% held out. Met the goal within 7 days: The mails brought more" in text
    assert "held out" not in "\n".join(printed(of_a_good_month(), 100))
