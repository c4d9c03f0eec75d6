"""`homing rehearse`: a file of events played through the real handlers, and what came of it written down."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, assert_never

from homing import bootstrap
from homing.adapters import report_page, segment_files
from homing.adapters.mjml import compile_templates
from homing.adapters.shop_file import load_shop
from homing.adapters.workflow_files import load
from homing.domain.errors import InvalidWorkflow
from homing.domain.workflow import Workflow
from homing.services.report import Report
from homing.services.report_json import report_json

from local import (
    digest_file,
    explain_consent,
    explain_orders,
    kept_figures,
    known,
    meter,
    outbox,
    overlays,
    play,
)
from local.account import Account
from local.deployment import Deployment
from local.lines import InputLine
from local.metered import Trip

Progress = Callable[[datetime], None]


class Engine(StrEnum):
    """What stands in for AWS: dictionaries and a heap, or moto behind the adapters that run in AWS."""

    MEMORY = "memory"
    MOTO = "moto"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What is played: whose shop, which workflows, from when, for how long; another seed gives other ids.

    `only` names the workflows that play; without names, all of the folder do, drafts too. `overlay` names a
    shop.<overlay>.yaml that is laid over the shop's file, and workflows.<overlay>.yaml over the workflows.
    """

    workflows: Path
    shop: Path
    start: datetime
    days: int
    seed: int = 0
    engine: Engine = Engine.MEMORY
    only: Collection[str] = ()
    overlay: str | None = None

    @property
    def end(self) -> datetime:
        """The last instant."""
        return self.start + timedelta(days=self.days)

    def playing(self) -> tuple[Workflow, ...]:
        """The workflows that play.

        Raises:
            InvalidWorkflow: a file says something that cannot be used, or there is none of such a name.
        """
        loaded = load(self.workflows)
        missing = sorted(set(self.only) - {each.name for each in loaded})
        if missing:
            raise InvalidWorkflow(f"{self.workflows}: there is no workflow {missing[0]!r} to rehearse")
        laid = overlays.laid_over(loaded, self.workflows, overlays.beside(self.workflows, self.overlay))
        return tuple(each for each in laid if not self.only or each.name in self.only)


def open_account(stage: Stage, history: Sequence[InputLine] = (), trip: Trip | None = None) -> Account:
    """An account in memory as it stands before the first line.

    Raises:
        InvalidShop, InvalidWorkflow: a file says something that cannot be used.
    """
    return Account(**_given(stage, history), trip=trip)


def open_deployment(stage: Stage, history: Sequence[InputLine] = ()) -> Deployment:
    """A deployment on the engine that the stage names; raises as `open_account` does."""
    match stage.engine:
        case Engine.MEMORY:
            return open_account(stage, history)
        case Engine.MOTO:
            from local.moto_engine.account import MotoAccount  # noqa: PLC0415 - moto takes a second to load

            return MotoAccount(**_given(stage, history))
        case _:
            assert_never(stage.engine)


def _given(stage: Stage, history: Sequence[InputLine]) -> dict[str, Any]:
    first = min((line.at for line in history), default=stage.start)
    return {
        "shop": load_shop(stage.shop, stage.overlay),
        "workflows": stage.playing(),
        "segments": segment_files.load(segment_files.beside(stage.workflows)),
        "templates": compile_templates(stage.workflows),
        "start": min(first, stage.start),
        "live_from": stage.start,
        "seed": stage.seed,
    }


def rehearse(
    stage: Stage,
    lines: Sequence[InputLine],
    progress: Progress | None = None,
    trip: Trip | None = None,
) -> Account:
    """Play the lines up to the end; those before the start are history and start nothing."""
    played = [line for line in lines if line.at <= stage.end]
    account = open_account(stage, played, trip)
    _play(account, stage, played, progress)
    return account


@contextmanager
def rehearsed(
    stage: Stage, lines: Sequence[InputLine], out: Path, progress: Progress | None = None
) -> Iterator[tuple[Deployment, outbox.Outbox]]:
    """The same on the stage's own engine, open for as long as it is read, and the outbox of its mails."""
    played = [line for line in lines if line.at <= stage.end]
    with (
        closing(open_deployment(stage, played)) as deployment,
        outbox.beside(out / outbox.FOLDER) as mails,
    ):
        deployment.mailer.keeps = mails.take
        _play(deployment, stage, played, progress)
        yield deployment, mails


def _play(
    deployment: Deployment, stage: Stage, lines: Sequence[InputLine], progress: Progress | None
) -> None:
    play.schedule(deployment, lines)
    deployment.agenda.run(stage.end, progress)


def write(account: Deployment, stage: Stage, out: Path, mails: outbox.Outbox | None = None) -> Report:
    """Write timeline, report, meter and outbox; the same rehearsal gives the same bytes.

    `mails` is the outbox that the mails left into; else they are written now.
    """
    out.mkdir(parents=True, exist_ok=True)
    report = bootstrap.summarize().between(stage.start, stage.end - timedelta(microseconds=1))
    account.timeline.save(out)
    known.save(account, out)
    explain_consent.save(account, out)
    explain_orders.save(account, out)
    kept_figures.save(account, out, report.first, report.last)
    digest_file.write(out)
    _save_json(out / "report.json", report_json(report))
    (out / "report.html").write_text(
        report_page.render(report, account.shop, account.workflows.all()), encoding="utf-8"
    )
    usage = meter.usage(account.tally, account.stepper, account.tables)
    _save_json(out / "meter.json", usage)
    if mails is None:
        outbox.write(account, out / outbox.FOLDER)
    else:
        mails.close(account)
    return report


def _save_json(path: Path, content: object) -> None:
    text = json.dumps(content, indent=2, ensure_ascii=False, default=str)
    path.write_text(text + "\n", encoding="utf-8")
