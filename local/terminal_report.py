"""The report at the end of a rehearsal: a table for a terminal of a hundred columns, or of eighty."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from babel import Locale
from homing.adapters.report_lift import of_the_goal
from homing.adapters.report_numbers import Numbers
from homing.domain.figures import Metric
from homing.domain.insight_words import says
from homing.domain.kpi import Kpis
from homing.services.report import Report
from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

MOST_IN_DETAIL = 4
"""Of more workflows than this a terminal shows each as a whole; the page shows their mails."""

STAGES = ("before", "during", "after")


@dataclass(frozen=True, slots=True)
class Column:
    """One figure; what may be left out is left out, the highest first, where a terminal is narrow."""

    heading: str
    text: Callable[[Kpis, Numbers], str]
    left_out: int = 0
    style: str = ""


COLUMNS = (
    Column("Sent", lambda k, n: n.count(k.count(Metric.SENT))),
    Column("Opened", lambda k, n: n.share(k.open_rate)),
    Column("machines", lambda k, n: n.share(k.machine_open_rate), left_out=3),
    Column("Clicked", lambda k, n: n.share(k.click_rate)),
    Column("Converted", lambda k, n: n.share(k.conversion_rate)),
    Column("Left", lambda k, n: n.share(k.unsubscribe_rate, 2), left_out=2),
    Column("Revenue", lambda k, n: n.whole_money(k.revenue), style="green"),
    Column("per email", lambda k, n: n.money(k.revenue_per_email), left_out=1),
)


def print_report(report: Report, console: Console) -> None:
    """Print what each workflow and message brought, and how the list grew."""
    numbers = Numbers(Locale.parse("en"), report.currency)
    period = numbers.days(report.first, report.last)
    console.print(Padding(Text.assemble(("What the mails brought", "bold"), f"  {period}"), (1, 1, 0, 1)))
    console.print(_fitting(report, numbers, console))
    console.print(Padding(_list(report, numbers), (0, 1)))
    for line in (*_changes(report), *_lifts(report, numbers)):
        console.print(Padding(line, (0, 1)))
    console.print(Padding(Text("Opened by people; what only machines opened is not in it.", "dim"), (0, 1)))


def _changes(report: Report) -> Iterator[Text]:
    """The surest of what does not work, and of what does."""
    titles = {each.name: each.title for each in report.workflows}
    for good, heading in ((False, "Look at "), (True, "Works ")):
        found = next((each for each in report.insights.found if each.good is good), None)
        if found is not None:
            yield Text.assemble((heading, "bold"), says(found, titles))


def _lifts(report: Report, numbers: Numbers) -> Iterator[Text]:
    """What the mails changed, where somebody is held out."""
    for workflow in report.workflows:
        if workflow.lift is not None:
            share = numbers.share(workflow.lift.share, 0)
            row = next(of_the_goal(workflow.lift, numbers))
            heading = f"{workflow.title}, {share} held out. "
            yield Text.assemble((heading, "bold"), f"{row.name}: {row.says}")


def _fitting(report: Report, numbers: Numbers, console: Console) -> Table:
    room = console.options.update(max_width=10_000)
    kept = list(COLUMNS)
    for column in sorted(COLUMNS, key=lambda each: -each.left_out):
        if Measurement.get(console, room, _table(report, numbers, kept)).maximum <= console.width:
            break
        if column.left_out:
            kept.remove(column)
    return _table(report, numbers, kept)


def _table(report: Report, numbers: Numbers, columns: list[Column]) -> Table:
    def texts(kpis: Kpis) -> list[str]:
        return [each.text(kpis, numbers) for each in columns]

    table = Table(box=box.SIMPLE_HEAD, collapse_padding=True, pad_edge=False, header_style="dim")
    table.add_column("", no_wrap=True, overflow="ellipsis", max_width=22)
    for each in columns:
        table.add_column(each.heading, justify="right", no_wrap=True, style=each.style)
    detailed = len(report.workflows) <= MOST_IN_DETAIL
    for workflow in sorted(report.workflows, key=lambda each: STAGES.index(each.stage)):
        style = "bold" if detailed else ""
        table.add_row(Text(workflow.title), *texts(workflow.kpis), style=style)
        if detailed:
            for message in workflow.messages:
                table.add_row(Text(f"  {message.step}"), *texts(message.kpis))
            table.add_section()
    if not detailed:
        table.add_section()
    table.add_row("All", *texts(report.kpis), style="bold")
    return table


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
