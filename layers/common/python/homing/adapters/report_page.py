"""The report as one self-contained page: no script, no font and no picture from anywhere else.

A section is a file of its own in report_sections: in `page/`, or in `workflow/` once for each workflow.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from homing.adapters import report_charts, report_lift
from homing.adapters.graph import draw
from homing.adapters.report_funnel import mails, people
from homing.adapters.report_numbers import Numbers
from homing.adapters.report_reasons import LATE_CAUSES, OUTLOOKS, REASONS
from homing.adapters.report_words import BASES, CAUSES, STAGES, ZONES, touches, words
from homing.domain import pace
from homing.domain.definitions import DEFINITIONS
from homing.domain.figures import Metric
from homing.domain.insights import LEAST_BASE
from homing.domain.shop import Shop
from homing.domain.workflow import Workflow
from homing.services.experiment_words import comes, stands
from homing.services.report import Report, WorkflowReport
from homing.services.report_insights import insights_json


def render(report: Report, shop: Shop, workflows: Sequence[Workflow] = ()) -> str:
    """The page, with a picture of each of the workflows."""
    return drawn("report.html.jinja", report, shop, workflows)


def drawn(
    template: str, report: Report, shop: Shop, workflows: Sequence[Workflow] = (), **more: object
) -> str:
    """One template of report_sections, with all that sections may name."""
    numbers = Numbers.of(shop)
    return (
        _environment()
        .get_template(template)
        .render(
            report=report,
            shop=shop,
            n=numbers,
            workflows=sorted(report.workflows, key=lambda each: list(STAGES).index(each.stage)),
            stages=STAGES,
            bases=BASES,
            stands=stands,
            comes=comes,
            rate=Decimal,
            points=lambda share: f"{share * 100:+.1f}",
            causes=CAUSES,
            definitions=DEFINITIONS,
            Metric=Metric,
            zones=ZONES,
            charts=report_charts,
            people=people,
            mails=mails,
            words=words,
            touches=touches,
            titles={each.name: each.title for each in report.workflows},
            causes_of=causes_of,
            over_time=lambda workflow: report_charts.over_time(workflow.by_day, numbers),
            best=best,
            reasons=REASONS,
            late_causes=LATE_CAUSES,
            outlooks=OUTLOOKS,
            pace_says=pace.says,
            least_base=LEAST_BASE,
            one_day=timedelta(days=1),
            insights=insights_json(report.insights, {each.name: each.title for each in report.workflows}),
            lift=report_lift,
            pictures=_pictures(report, workflows, numbers),
            page_parts=_parts("page"),
            workflow_parts=_parts("workflow"),
            style_parts=_parts("styles"),
            **more,
        )
    )


def filled(source: str, **values: object) -> str:
    """A template that was compiled elsewhere, as sections are: all escaped, nothing left out."""
    return _environment().from_string(source).render(**values)


def _pictures(report: Report, workflows: Sequence[Workflow], numbers: Numbers) -> Mapping[str, Markup]:
    figures = {
        each.name: {
            message.step: f"{numbers.count(message.kpis.count(Metric.SENT))} sent, "
            f"{numbers.share(message.kpis.click_rate)} clicked"
            for message in each.messages
            if message.kpis.count(Metric.SENT)
        }
        for each in report.workflows
    }
    # Drawn with ElementTree, which escapes every text.
    return {each.name: Markup(draw(each, figures.get(each.name))) for each in workflows}


def best(workflow: WorkflowReport, name: str) -> Decimal:
    """The highest of one KPI among a workflow's messages, for bars that compare them."""
    found = [getattr(each.kpis, name) for each in workflow.messages]
    return max((each for each in found if each is not None), default=Decimal(0))


def causes_of(report: Report) -> list[tuple[str, int, int]]:
    """Every cause with who came and who left by it, the most who came first."""
    names = {*report.list.gained, *report.list.lost}
    both = [(name, report.list.gained.get(name, 0), report.list.lost.get(name, 0)) for name in names]
    return sorted(both, key=lambda each: (-each[1], -each[2], each[0]))


def styles() -> str:
    """The styles of every section, without those of narrow pages and of paper."""
    names = (each for each in _parts("styles") if not each.endswith(("_narrow.css", "_print.css")))
    return "".join(_sections().joinpath(name).read_text("utf-8") for name in names)


@cache
def _environment() -> Environment:
    folder = _sections()
    return Environment(
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        lstrip_blocks=True,
    )


@cache
def _parts(kind: str) -> tuple[str, ...]:
    """The sections of a kind in the order of the numbers that their names begin with."""
    return tuple(
        f"{kind}/{name}" for name in sorted(each.name for each in _sections().joinpath(kind).iterdir())
    )


def _sections() -> Traversable:
    return resources.files(__package__ or "homing.adapters").joinpath("report_sections")
