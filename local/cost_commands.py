"""`homing cost`: the bill before you deploy, and what a deployment costs while nothing happens."""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from homing.adapters.shop_file import load_shop
from homing.adapters.workflow_files import load
from homing.domain.errors import InvalidTimeline
from rich import box
from rich.console import Console
from rich.table import Table

from local import lines, progress
from local import rehearse as rehearsing
from local.cost_bill import MonthlyBill, Position, as_json, monthly_bill
from local.idle_bill import Standing, idle_bill, resources
from local.prices import CHECKED, REGION, SES_PLANS, Plan, Service
from local.report_reads import of_a_busy_shop
from local.starts import instant

out = Console()
SHOWN = (Service.SES, Service.STEP_FUNCTIONS, Service.DYNAMODB)

Events = Annotated[Path | None, typer.Option(help="What happens: one JSON object a line, as for rehearse.")]
From = Annotated[str | None, typer.Option("--from", help="When it starts, such as 2026-03-01T00:00:00Z.")]
Days = Annotated[int | None, typer.Option(min=1, max=3660, help="For how many days.")]
PlanChoice = Annotated[Plan | None, typer.Option(help="How SES charges; asked for on a terminal.")]
Idle = Annotated[bool, typer.Option("--idle", help="What `make synth` made costs while nothing happens.")]
ReportOf = Annotated[
    int | None, typer.Option(min=1, help="What a month's report reads of a shop that sends so many mails.")
]
AsJson = Annotated[bool, typer.Option("--json", help="For another program.")]


def cost(
    *,
    events: Events = None,
    from_: From = None,
    days: Days = None,
    plan: PlanChoice = None,
    idle: Idle = False,
    report_of: ReportOf = None,
    template: Annotated[Path, typer.Option(help="Where the templates are.")] = Path("cdk.out"),
    workflows: Annotated[Path, typer.Option(help="The folder that holds the workflows.")] = Path("workflows"),
    shop: Annotated[Path, typer.Option(help="Whose shop it is.")] = Path("shop.yaml"),
    json_: AsJson = False,
) -> None:
    """Tell what AWS would ask a month, from a rehearsal of your own events."""
    if idle:
        _tell_idle(idle_bill(resources(template)), as_data=json_)
        return
    if report_of is not None:
        reads = of_a_busy_shop(load_shop(shop), load(workflows), mails=report_of, days=30)
        print(json.dumps(reads.as_json(), indent=2) if json_ else reads.told())
        return
    if events is None or from_ is None or days is None:
        raise InvalidTimeline(
            "homing cost needs --events FILE, --from INSTANT and --days N; --idle; or --report-of MAILS"
        )
    stage = rehearsing.Stage(workflows=workflows, shop=shop, start=instant(from_), days=days)
    played = lines.read(events)
    plan = plan or _asked()
    with progress.of(stage) as tell:
        account = rehearsing.rehearse(stage, played, tell)
    bill = monthly_bill(account, days, plan)
    if json_:
        print(json.dumps(as_json(bill), indent=2))
        return
    _tell(bill, f"{days} days of {events.name}, as a month")


def _asked() -> Plan:
    if not sys.stdin.isatty():
        raise InvalidTimeline("say how SES charges your account: --plan a-la-carte or --plan essentials")
    for plan, price in SES_PLANS.items():
        out.print(f"  {plan.value}: ${price.dollars} per 1,000 mails", highlight=False)
    question = "Accounts opened since 21 July 2026 start on essentials. Yours"
    told: str = typer.prompt(question, default=Plan.ESSENTIALS.value)
    try:
        return Plan(told)
    except ValueError:
        raise InvalidTimeline(f"no plan is called {told!r}: write a-la-carte or essentials") from None


def _tell(bill: MonthlyBill, title: str) -> None:
    table = Table(
        box=box.SIMPLE_HEAD, title=title, title_justify="left", header_style="dim", collapse_padding=True
    )
    table.add_column("", no_wrap=True)
    for heading in ("Mails", "SES", "Steps", "Tables", "Rest", "Month", "/1,000", "x SES"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in bill.positions:
        table.add_row(*_cells(bill, each))
    table.add_section()
    whole = {s: sum((p.dollars.get(s, Decimal(0)) for p in bill.positions), Decimal(0)) for s in Service}
    table.add_row(*_cells(bill, Position(name="together", mails=bill.mails, dollars=whole)), style="bold")
    out.print(table)
    out.print(
        f"US dollars, AWS list price in {REGION} of {CHECKED} without any free tier, SES {bill.plan.value}. "
        "Steps: state transitions; tables: DynamoDB, six months of messages; /1,000: for a thousand mails.",
        style="dim",
        highlight=False,
    )


def _cells(bill: MonthlyBill, each: Position) -> list[str]:
    shown = [each.dollars.get(service, Decimal(0)) for service in SHOWN]
    cells = [each.name, f"{each.mails:,.0f}" if each.mails else ""]
    cells += [_dollars(sum_) for sum_ in (*shown, each.total - sum(shown), each.total)]
    if not each.mails:
        return [*cells, "", ""]
    over_ses = each.total / bill.ses_alone(each.mails)
    return [*cells, f"${each.total / each.mails * 1000:.3f}", f"{over_ses:.2f}"]


def _dollars(sum_: Decimal) -> str:
    if sum_ >= 100:
        return f"${sum_:,.0f}"
    return f"${sum_:,.2f}" if sum_ >= Decimal("0.005") or not sum_ else "<$0.01"


def _tell_idle(standing: list[Standing], *, as_data: bool) -> None:
    due, listed = (sum((getattr(s, name) for s in standing), Decimal(0)) for name in ("due", "listed"))
    if as_data:
        positions = {each.what: {"listed": float(each.listed), "due": float(each.due)} for each in standing}
        print(json.dumps({"listed": float(listed), "due": float(due), "positions": positions}, indent=2))
        return
    table = Table(box=box.SIMPLE_HEAD, title="A month in which nothing happens", title_justify="left")
    table.add_column("")
    for heading in ("Amount", "List price", "Less always free"):
        table.add_column(heading, justify="right")
    for each in standing:
        table.add_row(each.what, f"{each.amount:,.0f}", f"${each.listed:.2f}", f"${each.due:.2f}")
    table.add_section()
    table.add_row("together", "", f"${listed:.2f}", f"${due:.2f}", style="bold")
    out.print(table)
