"""`homing rehearse`: a file of events played through the real handlers, and what came of it written down."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from homing import bootstrap
from homing.adapters import report_page
from homing.adapters.mjml import compile_templates
from homing.adapters.shop_file import load_shop
from homing.adapters.workflow_files import load
from homing.services.report_json import report_json
from homing.services.summarize import Report

from local import meter, outbox, play
from local.account import Account
from local.lines import InputLine
from local.metered import Trip

Progress = Callable[[datetime], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What is played: whose shop, which workflows, from when, for how long; another seed gives other ids."""

    workflows: Path
    shop: Path
    start: datetime
    days: int
    seed: int = 0

    @property
    def end(self) -> datetime:
        """The last instant."""
        return self.start + timedelta(days=self.days)


def open_account(stage: Stage, history: Sequence[InputLine] = (), trip: Trip | None = None) -> Account:
    """An account as it stands before the first line.

    Raises:
        InvalidShop, InvalidWorkflow: a file says something that cannot be used.
    """
    first = min((line.at for line in history), default=stage.start)
    return Account(
        shop=load_shop(stage.shop),
        workflows=load(stage.workflows),
        templates=compile_templates(stage.workflows),
        start=min(first, stage.start),
        live_from=stage.start,
        seed=stage.seed,
        trip=trip,
    )


def rehearse(
    stage: Stage,
    lines: Sequence[InputLine],
    progress: Progress | None = None,
    trip: Trip | None = None,
) -> Account:
    """Play the lines up to the end; those before the start are history and start nothing."""
    played = [line for line in lines if line.at <= stage.end]
    account = open_account(stage, played, trip)
    play.schedule(account, played)
    account.agenda.run(stage.end, progress)
    return account


def write(
    account: Account, stage: Stage, out: Path, pictures: outbox.Pictures = outbox.NO_PICTURES
) -> Report:
    """Write timeline, report, outbox and meter; the same rehearsal gives the same bytes.

    `pictures` are those that the outbox can show without a network.
    """
    out.mkdir(parents=True, exist_ok=True)
    report = bootstrap.summarize().between(stage.start, stage.end - timedelta(microseconds=1))
    account.timeline.save(out / "timeline.jsonl")
    _save_json(out / "report.json", report_json(report))
    (out / "report.html").write_text(report_page.render(report, account.shop), encoding="utf-8")
    usage = meter.usage(account.tally, account.stepper, account.tables)
    _save_json(out / "meter.json", usage)
    outbox.write(account, out / "outbox", pictures)
    return report


def _save_json(path: Path, content: object) -> None:
    text = json.dumps(content, indent=2, ensure_ascii=False, default=str)
    path.write_text(text + "\n", encoding="utf-8")
