"""The report as one self-contained page: no script, no font and no picture from anywhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from homing.adapters import report_charts
from homing.adapters.graph import draw
from homing.adapters.report_numbers import Numbers
from homing.domain.figures import Metric
from homing.domain.kpi import DEFINITIONS, Kpis
from homing.domain.shop import Shop
from homing.domain.workflow import Base, Workflow
from homing.services.summarize import Report, WorkflowReport

STAGES = {"before": "Before conversion", "during": "During conversion", "after": "After conversion"}

BASES = {Base.TRIGGERED: "triggered", Base.ENROLLED: "enrolled", Base.DELIVERED: "reached by a mail"}

ZONES = (
    ("told by the reader", Metric.ZONE_TOLD),
    ("by an address", Metric.ZONE_OF_ADDRESS),
    ("guessed from an address", Metric.ZONE_GUESSED),
    ("the shop’s own", Metric.ZONE_OF_SHOP),
)
"""How well we knew where the readers of sent mails are, the surest first."""

CAUSES = {
    "customer": "Signed up in the shop",
    "consent": "Changed their consent",
    "mention": "Told with an order",
    "tick": "Ticked the box at checkout",
    "form": "Sign-up form",
    "api": "API",
    "confirmation": "Confirmed by mail",
    "purchase": "Bought, where the law lets a shop write then",
    "import": "Imported with proof of consent",
    "preferences": "Changed it on our page",
    "recipient": "Came back through our page",
    "unsubscribed": "Unsubscribed",
    "redacted": "Asked to be erased",
    "invalid": "Address became invalid",
    "erasure": "Erased",
    "deletion": "Deleted in the shop",
    "sunset": "Showed no sign of life",
    "bounce": "Address bounced",
    "complaint": "Reported spam",
    "soft_bounce": "Address bounced for days",
    "manual": "Suppressed by hand",
    "manual_marketing": "Suppressed by hand",
    "unsubscribe": "Unsubscribed",
    "delivery": "Address takes mail again",
    "operator": "Suppression lifted by hand",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stair:
    """One bar of a funnel: its share of the widest bar, and of the bar above."""

    name: str
    role: str
    count: int
    width: float
    of_above: Decimal | None = None
    beside: int = 0
    beside_width: float = 0


def render(report: Report, shop: Shop, workflows: Sequence[Workflow] = ()) -> str:
    """The page, with a picture of each of the workflows."""
    numbers = Numbers.of(shop)
    return (
        _environment()
        .get_template("report.html.jinja")
        .render(
            report=report,
            shop=shop,
            n=numbers,
            workflows=sorted(report.workflows, key=lambda each: list(STAGES).index(each.stage)),
            stages=STAGES,
            bases=BASES,
            causes=CAUSES,
            definitions=DEFINITIONS,
            Metric=Metric,
            zones=ZONES,
            charts=report_charts,
            people=people,
            mails=mails,
            words=words,
            causes_of=causes_of,
            over_time=lambda workflow: report_charts.over_time(workflow.by_day, numbers),
            best=best,
            pictures=_pictures(report, workflows, numbers),
        )
    )


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


def people(kpis: Kpis) -> list[Stair]:
    """Enrollments on their way: who entered, whom a mail reached, who did what it is for."""
    return _stairs(
        ("Enrolled", "volume", kpis.of_goals(Metric.ENROLLED)),
        ("Reached", "volume", kpis.of_goals(Metric.REACHED)),
        ("Converted", "gain", kpis.of_goals(Metric.CONVERTED)),
    )


def mails(kpis: Kpis) -> list[Stair]:
    """Messages on their way; what only machines opened is drawn beside what people did.

    Where some mails tell of no open, those that do stand between, so that each bar is of the one above.
    """
    delivered, tracked = kpis.count(Metric.DELIVERED), kpis.count(Metric.TRACKED)
    unseen = kpis.count(Metric.CLICKED_UNSEEN)
    all_tell = delivered == tracked and not unseen
    return _stairs(
        ("Delivered", "volume", delivered),
        *([] if all_tell else [("With a pixel", "volume", tracked)]),
        ("Opened", "opened", kpis.count(Metric.OPENED)),
        ("Clicked" if all_tell else "Clicked of these", "clicked", kpis.count(Metric.CLICKED) - unseen),
        beside={"Opened": kpis.count(Metric.MACHINE_ONLY_OPENED)},
    )


def best(workflow: WorkflowReport, name: str) -> Decimal:
    """The highest of one KPI among a workflow's messages, for bars that compare them."""
    found = [getattr(each.kpis, name) for each in workflow.messages]
    return max((each for each in found if each is not None), default=Decimal(0))


def causes_of(report: Report) -> list[tuple[str, int, int]]:
    """Every cause with who came and who left by it, the most who came first."""
    names = {*report.list.gained, *report.list.lost}
    both = [(name, report.list.gained.get(name, 0), report.list.lost.get(name, 0)) for name in names]
    return sorted(both, key=lambda each: (-each[1], -each[2], each[0]))


def words(name: str) -> str:
    """`brand_story` as people read it."""
    text = name.replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def _stairs(*rows: tuple[str, str, int], beside: dict[str, int] | None = None) -> list[Stair]:
    beside = beside or {}
    widest = max((count + beside.get(name, 0) for name, _, count in rows), default=0) or 1
    stairs: list[Stair] = []
    for name, role, count in rows:
        above = stairs[-1].count if stairs else 0
        stairs.append(
            Stair(
                name=name,
                role=role,
                count=count,
                width=round(100 * count / widest, 2),
                of_above=Decimal(count) / above if above else None,
                beside=beside.get(name, 0),
                beside_width=round(100 * beside.get(name, 0) / widest, 2),
            )
        )
    return stairs


@cache
def _environment() -> Environment:
    folder = resources.files(__package__ or "homing.adapters")
    return Environment(
        loader=FunctionLoader(lambda name: folder.joinpath(name).read_text("utf-8")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
