"""The report on a CloudWatch dashboard: reads the custom widget's call, writes HTML that CloudWatch lets in.

CloudWatch lets no script in, says whether its reader looks at it in light or dark, and how wide it is:
docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from html import escape
from typing import Any

from homing.adapters.report_numbers import Numbers
from homing.adapters.report_page import drawn
from homing.adapters.report_widget_style import NARROW, ROOT, style
from homing.domain.figures import Metric
from homing.domain.kpi import Kpis
from homing.domain.shop import Shop
from homing.services.report import Report, WorkflowReport, of_workflow, together
from homing.services.summarize import Summarize

DOCUMENTATION = """## Figures of the workflows
What the workflows and their messages brought, in the period that the dashboard shows.

### Parameters
Param | Means
---|---
**view** | `kpis` (default), `funnel`, `trend`, `experiment`, `money`
**workflow** | Only this workflow, by its name (default: all)
**period** | So many days up to today, such as `30d` (default: the dashboard's time range)

### Example
``` yaml
view: funnel
workflow: welcome
period: 30d
```
"""

DEFAULT_DAYS = 7
MOST_DAYS = 400
USUAL_WIDTH = 1200

VIEWS = {name: f"widget/{name}.html.jinja" for name in ("funnel", "trend", "experiment", "money")}
"""What is drawn as the page draws it."""

_HEADINGS = ("Sent", "Delivered", "Open rate", "with machines", "Click rate", "Conversion")
_MORE_HEADINGS = ("Revenue", "Per email", "Unsubscribed", "Bounced")
_RIGHT = ' style="text-align:right;white-space:nowrap"'
_LEFT = ' style="text-align:left"'
_PLAIN = ' style="text-align:left;font-weight:normal"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a widget shows: one workflow or all, over the last days or between two instants; and how."""

    view: str
    theme: str
    width: int
    workflow: str | None
    days: int | None
    start: datetime | None
    end: datetime | None

    def of(self, summarize: Summarize) -> Report:
        """The report that was asked for."""
        if self.days is None and self.start is not None and self.end is not None:
            return summarize.between(self.start, self.end)
        return summarize.lately(self.days or DEFAULT_DAYS)


def asked(context: dict[str, Any]) -> Asked:
    """Read a `widgetContext`; what is odd in it is left out."""
    params = context.get("params") or {}
    span = context.get("timeRange") or {}
    span = span.get("zoom") or span
    days = re.fullmatch(r"([1-9]\d{0,2})d", str(params.get("period", "")))
    workflow = params.get("workflow")
    width = context.get("width")
    return Asked(
        view=str(params.get("view") or "kpis"),
        theme="dark" if context.get("theme") == "dark" else "light",
        width=width if isinstance(width, int) else USUAL_WIDTH,
        workflow=str(workflow) if workflow else None,
        days=min(int(days[1]), MOST_DAYS) if days else None,
        start=_instant(span.get("start")),
        end=_instant(span.get("end")),
    )


def widget(report: Report, shop: Shop, wish: Asked) -> str:
    """The view that was asked for, of one workflow or of all."""
    shown = [each for each in report.workflows if wish.workflow in (None, each.name)]
    numbers = Numbers.of(shop)
    if not shown:
        return f"<p>There is no workflow named {escape(wish.workflow or '')}.</p>"
    period = f"<p>{escape(numbers.days(report.first, report.last))}, days in {escape(report.zone)}</p>"
    if wish.view == "kpis":
        return period + _table(shown, numbers)
    if wish.view not in VIEWS:
        return f"<p>There is no view named {escape(wish.view)}; there are kpis, {', '.join(VIEWS)}.</p>"
    narrowed = of_workflow(report, wish.workflow) if wish.workflow else report
    one = shown[0] if wish.workflow else together(report)
    body = drawn(VIEWS[wish.view], narrowed, shop, shown=one)
    return f'{style(wish.theme, narrow=wish.width < NARROW)}<div class="{ROOT}">{period}{body}</div>'


def _table(shown: Sequence[WorkflowReport], numbers: Numbers) -> str:
    head = "".join(f'<th scope="col"{_RIGHT}>{each}</th>' for each in (*_HEADINGS, *_MORE_HEADINGS))
    body = "".join(_rows(each, numbers) for each in shown)
    return (
        f'<table style="width:100%"><thead><tr><th scope="col"{_LEFT}>Message</th>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table>"
    )


def _rows(workflow: WorkflowReport, numbers: Numbers) -> str:
    total = f'<th scope="row"{_LEFT}>{escape(workflow.title)}</th>{_cells(workflow.kpis, numbers)}'
    messages = (
        f'<th scope="row"{_PLAIN}>&emsp;{escape(each.step)}</th>{_cells(each.kpis, numbers)}'
        for each in workflow.messages
    )
    return "".join(f"<tr>{row}</tr>" for row in (total, *messages))


def _cells(kpis: Kpis, numbers: Numbers) -> str:
    texts = (
        numbers.count(kpis.count(Metric.SENT)),
        numbers.count(kpis.count(Metric.DELIVERED)),
        numbers.share(kpis.open_rate),
        numbers.share(kpis.open_rate_all),
        numbers.share(kpis.click_rate),
        numbers.share(kpis.conversion_rate),
        numbers.money(kpis.revenue),
        numbers.money(kpis.revenue_per_email),
        numbers.share(kpis.unsubscribe_rate, 2),
        numbers.share(kpis.bounce_rate, 2),
    )
    return "".join(f"<td{_RIGHT}>{escape(each)}</td>" for each in texts)


def _instant(milliseconds: object) -> datetime | None:
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float | Decimal):
        return None
    try:
        return datetime.fromtimestamp(float(milliseconds) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
