"""`homing reconcile` and `homing redrive`: who stands still goes on, and dead letters go back."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer
from homing import bootstrap
from homing.adapters.aws import clients
from homing.adapters.sqs_dead_letters import SqsDeadLetters
from homing.bootstrap import recovery
from homing.domain.errors import NoSuchWorkflow
from homing.domain.message import MessageId
from homing.services.redrive import Fate, Redrive, Verdict
from homing.settings import send_queue_name
from rich.console import Console
from rich.progress import track
from rich.table import Table

from local.aws_answers import answers_to_the_terminal, stop
from local.deployed import Deployed, OwnersNeighbours

MOST = 10_000
"""Letters of one queue in one run: what is judged is held in memory, and hidden from everybody else."""

Stage = Annotated[str, typer.Option(help="Which deployment.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking.")]

_out = Console()


def reconcile(
    *,
    stage: Stage = "sandbox",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell.")] = False,
) -> None:
    """Restart whoever stands still, as the function does every hour; what it has no time for comes then."""
    with answers_to_the_terminal():
        bootstrap.install(Deployed(stage).require().neighbours())
        found = bootstrap.reconcile()(dry_run=dry_run)
    table = Table("Of those who should have moved by now", "Enrollments", title=f"Homing {stage}")
    for name, count in (
        ("ended", found.ended),
        ("run, and stand in a queue, a pause or a park", found.standing),
        ("whose execution had gone its whole way: completed", found.completed),
        ("whose execution we had stopped, which a restored table forgot: ended", found.exited),
        ("whose execution is gone: restarted within two minutes", found.restarted),
        ("looked at", found.looked_at),
    ):
        table.add_row(name, str(count))
    _out.print(table)
    if dry_run:
        _out.print("Nothing was changed.")
    if found.unfinished:
        _out.print(f"Not all were looked at. Go on with: homing reconcile --stage {stage}", soft_wrap=True)


def redrive(
    workflow: Annotated[str | None, typer.Argument(help="Whose mails.", show_default=False)] = None,
    *,
    stage: Stage = "sandbox",
    events: Annotated[bool, typer.Option("--events", help="Webhooks.")] = False,
    feedback: Annotated[bool, typer.Option("--feedback", help="What SES tells.")] = False,
    settle_as_sent: Annotated[
        str | None,
        typer.Option(metavar="MESSAGE", help="Let this mail count as sent, which SES never spoke of."),
    ] = None,
    yes: Yes = False,
) -> None:
    """Bring dead letters back to their queue, or their people to the next attempt; without a name, all."""
    with answers_to_the_terminal():
        around = Deployed(stage).require().neighbours()
        if settle_as_sent is not None:
            _settle(around, settle_as_sent)
        named = workflow is not None or events or feedback
        queues = list(_queues(Deployed(stage), around, workflow, events or not named, feedback or not named))
        judged = [(name, queue, queue.judge(MOST)) for name, queue in queues]
        if not any(verdicts for _, _, verdicts in judged):
            _out.print(f"No dead letters in {', '.join(name for name, _, _ in judged)} of {stage}.")
            return
        _show("What would become of the dead letters", judged)
        if not yes and not typer.confirm("Do it?"):
            for _, queue, verdicts in judged:
                queue.let_go(verdicts)
            stop("Nothing was changed.", 1)
        for name, queue, verdicts in judged:
            for verdict in track(verdicts, description=name, console=_out, disable=not verdicts):
                queue.carry_out(verdict)
    if any(len(verdicts) == MOST for _, _, verdicts in judged):
        _out.print("There may be more: run it again.")
    _out.print("Done. Next attempts are started by the sweep, within two minutes.", soft_wrap=True)


def _queues(
    deployed: Deployed, around: OwnersNeighbours, workflow: str | None, events: bool, feedback: bool
) -> Iterator[tuple[str, Redrive]]:
    everything = workflow is None and events and feedback
    for name in _workflows(deployed, workflow, everything=everything):
        url = clients.sqs().get_queue_url(QueueName=send_queue_name(deployed.stage, name))["QueueUrl"]
        yield name, recovery.redrive_sends(around, SqsDeadLetters(clients.sqs(), url))
    told = deployed.settings
    for wanted, name, url in (
        (events, "events", told.events_queue_url),
        (feedback, "feedback", told.feedback_queue_url),
    ):
        if wanted:
            yield name, recovery.redrive_events(around, SqsDeadLetters(clients.sqs(), url))


def _workflows(deployed: Deployed, workflow: str | None, *, everything: bool) -> Sequence[str]:
    if everything:
        return deployed.workflows()
    if workflow is None:
        return ()
    if workflow not in deployed.workflows():
        known = ", ".join(deployed.workflows()) or "none"
        raise NoSuchWorkflow(f"No workflow {workflow!r} is deployed in {deployed.stage}. Deployed: {known}.")
    return (workflow,)


def _settle(around: OwnersNeighbours, text: str) -> None:
    message_id = MessageId.parse(text)
    if message_id is None:
        stop(f"{text} is no message: write ENROLLMENT--STEP--0, as the log and the letter have it.")
    sent = recovery.settle_as_sent(around)(message_id)
    _out.print(f"{text} counts as sent at {sent.sent_at:%Y-%m-%d %H:%M} UTC.", soft_wrap=True)


def _show(title: str, judged: Sequence[tuple[str, Redrive, Sequence[Verdict]]]) -> None:
    table = Table("Queue", *(fate.value for fate in Fate), title=title)
    for name, _, verdicts in judged:
        counts = Counter(verdict.fate for verdict in verdicts)
        table.add_row(name, *(str(counts[fate]) for fate in Fate))
    _out.print(table)
