"""The report at the end of a rehearsal: a table for a terminal of a hundred columns."""

from babel import Locale
from homing.adapters.report_numbers import Numbers
from homing.domain.figures import Metric
from homing.domain.kpi import Kpis
from homing.services.summarize import Report
from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

STAGES = ("before", "during", "after")


def print_report(report: Report, console: Console) -> None:
    """Print what each workflow and message brought, and how the list grew."""
    numbers = Numbers(Locale.parse("en"), report.currency)
    period = numbers.days(report.first, report.last)
    console.print(Padding(Text.assemble(("What the mails brought", "bold"), f"  {period}"), (1, 1, 0, 1)))
    console.print(_table(report, numbers))
    console.print(Padding(_list(report, numbers), (0, 1)))
    console.print(
        Padding(Text("Opens are people's; what only machines opened is beside them.", "dim"), (0, 1))
    )


def _table(report: Report, numbers: Numbers) -> Table:
    table = Table(box=box.SIMPLE_HEAD, collapse_padding=True, pad_edge=False, header_style="dim")
    table.add_column("", no_wrap=True, overflow="ellipsis", min_width=8, max_width=22)
    # What cannot fit is cut from the name, never from a figure.
    for heading in ("Sent", "Opened", "machines", "Clicked", "Converted", "Left"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Revenue", justify="right", no_wrap=True, style="green")
    table.add_column("per email", justify="right", no_wrap=True)
    for workflow in sorted(report.workflows, key=lambda each: STAGES.index(each.stage)):
        table.add_row(Text(workflow.title), *_cells(workflow.kpis, numbers), style="bold")
        for message in workflow.messages:
            table.add_row(Text(f"  {message.step}"), *_cells(message.kpis, numbers))
        table.add_section()
    table.add_row("All", *_cells(report.kpis, numbers), style="bold")
    return table


def _cells(kpis: Kpis, numbers: Numbers) -> tuple[str, ...]:
    return (
        numbers.count(kpis.count(Metric.SENT)),
        numbers.share(kpis.open_rate),
        numbers.share(kpis.machine_open_rate),
        numbers.share(kpis.click_rate),
        numbers.share(kpis.conversion_rate),
        numbers.share(kpis.unsubscribe_rate, 2),
        numbers.whole_money(kpis.revenue),
        numbers.money(kpis.revenue_per_email),
    )


def _list(report: Report, numbers: Numbers) -> Text:
    growth = report.list
    text = Text.assemble(
        ("List ", "bold"),
        f"{numbers.count(growth.start)} to {numbers.count(growth.end)} people",
    )
    if growth.growth_rate is not None:
        text.append(f" ({numbers.growth(growth.growth_rate)})")
    came, left = sum(growth.gained.values()), sum(growth.lost.values())
    text.append(f", {numbers.count(came)} came and {numbers.count(left)} left")
    return text
