"""`homing restore`: a table that was restored to an earlier instant learns what has happened since."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer
from homing.adapters.aws import clients
from homing.adapters.dynamodb.departures import Departures
from homing.adapters.dynamodb.pauses import EVERYTHING
from homing.adapters.feedback_archive import BEHIND, KEPT, FeedbackArchive
from homing.bootstrap import recovery
from homing.domain.errors import NoDeployment
from homing.domain.time import iso, parse_iso
from homing.services.departures import Departure, Suppressed
from rich.console import Console
from rich.progress import track

from local.aws_answers import answers_to_the_terminal, stop
from local.deployed import Deployed, OwnersNeighbours
from local.event_sources import EventSource, EventSources
from local.pausing import Pausing

Stage = Annotated[str, typer.Option(help="Which deployment.")]

ARCHIVE = "ArchivesFeedback"
"""How CloudFormation's name of the bucket begins, by its place in infra/stacks/data.py."""

_out = Console()


def restore(
    *,
    stage: Stage = "sandbox",
    begin: Annotated[
        bool, typer.Option("--begin", help="First of all: hold webhooks, feedback and mails.")
    ] = False,
    from_: Annotated[
        str | None,
        typer.Option("--from", help="The instant that the tables were restored to.", show_default=False),
    ] = None,
    left_in: Annotated[
        str | None,
        typer.Option(help="The contacts table as it was before, for who left since.", show_default=False),
    ] = None,
) -> None:
    """Before tables are replaced, hold what writes; after it, replay what SES saw since, and let go again."""
    if begin is (from_ is not None):
        stop("Say either --begin, before tables are replaced, or --from INSTANT, after it.")
    with answers_to_the_terminal():
        deployed = Deployed(stage).require()
        if from_ is None:
            _hold(deployed)
        else:
            _catch_up(deployed, _instant(from_), left_in)


def _hold(deployed: Deployed) -> None:
    sources = EventSources(deployed.session.client("lambda"))
    for source in _sources(deployed, sources):
        if not source.held:
            sources.hold(source)
    minutes = BEHIND.total_seconds() / 60
    _out.print(
        f"Webhooks, feedback and mails of {deployed.stage} are held; they wait in their queues for 14 days "
        "at most. A batch in hand may take another minute. Now replace the tables as docs/operations.md "
        f"says. Not sooner than {minutes:.0f} minutes from now, when the archive is complete, go on with: "
        f"homing restore --from INSTANT --stage {deployed.stage}",
        soft_wrap=True,
    )


def _catch_up(deployed: Deployed, start: datetime, left_in: str | None) -> None:
    now = datetime.now(UTC)
    if start > now or now - start > KEPT:
        stop(f"{iso(start)} is not in the last {KEPT.days} days, for which the archive keeps what SES tells.")
    sources = EventSources(deployed.session.client("lambda"))
    running = [each.queue for each in _sources(deployed, sources) if not each.held]
    if running:
        stop(
            f"Not while functions work on the tables: {', '.join(running)} is not held. "
            f"Run homing restore --begin --stage {deployed.stage} first.",
            1,
        )
    around = deployed.neighbours()
    archive = FeedbackArchive(clients.s3(), _archive(deployed))
    replay, events, back = recovery.replay(around), 0, 0
    for feedback in track(archive.since(start, now), "What SES told", console=_out):
        events += 1
        back += replay(feedback)
    carry, left = recovery.carry_over(around), 0
    gone = _departures(around, left_in, start) if left_in is not None else ()
    for each in track(gone, "Who left", console=_out):
        left += carry(each, now)
    restored = Departures(clients.dynamodb(), deployed.settings.contacts_table, around.id_secret)
    erased = recovery.forget_again(around)(restored.aliases(), start, now)
    _let_go(deployed, sources)
    _out.print(
        f"{events} events of SES replayed, {back} mails brought back that the tables did not know, "
        f"{left} departures carried over, {erased} names of erased people "
        f"that will be erased again within the hour. {deployed.stage} works again.",
        soft_wrap=True,
    )
    if left_in is None:
        _out.print("Who left by a link since is not known, unless the contacts table was not replaced.")


def _departures(around: OwnersNeighbours, left_in: str, start: datetime) -> Iterator[Departure | Suppressed]:
    return Departures(clients.dynamodb(), left_in, around.id_secret).since(start)


def _let_go(deployed: Deployed, sources: EventSources) -> None:
    """Feedback first, mails last; a workflow that was paused before stays so."""
    paused = Pausing(deployed).pauses.since()
    sends = Pausing(deployed).sources()
    kept = {
        each.queue
        for name, each in sends.items()
        if each is not None and (name in paused or EVERYTHING in paused)
    }
    for source in _sources(deployed, sources):
        if source.queue not in kept:
            sources.let_go(source)


def _sources(deployed: Deployed, sources: EventSources) -> list[EventSource]:
    """What feeds the queues of a stage: feedback, events, then every workflow's mails."""
    by_queue = sources.by_queue()
    told = deployed.settings
    urls = (told.feedback_queue_url, told.events_queue_url)
    first = [by_queue[name] for url in urls if (name := url.rpartition("/")[2]) in by_queue]
    sends = (each for each in Pausing(deployed).sources().values() if each is not None)
    return [*first, *sorted(sends, key=lambda each: each.queue)]


def _archive(deployed: Deployed) -> str:
    for each in deployed.resources("data"):
        is_bucket = each["ResourceType"] == "AWS::S3::Bucket"
        if is_bucket and each["LogicalResourceId"].startswith(ARCHIVE):
            return str(each["PhysicalResourceId"])
    raise NoDeployment(f"The stage {deployed.stage!r} keeps no archive of feedback: deploy it again.")


def _instant(text: str) -> datetime:
    try:
        return parse_iso(text)
    except ValueError:
        stop(f"--from {text}: write an instant such as 2026-03-01T00:00:00Z")
