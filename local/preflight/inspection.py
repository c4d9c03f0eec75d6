"""The whole look at a deployment before it is made."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from homing.domain.workflow import Status, Workflow
from homing.settings import machine_name

from infra.stages import Stage
from local.preflight.account import Account
from local.preflight.losses import losses, removed_workflows
from local.preflight.names import taken
from local.preflight.occupied import people, stranded, waiting_in
from local.preflight.resources import Template, resources

PARTS = ("data", "journeys")


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """Sentences: what would make it fail, what one has to want, and what is good to know."""

    obstacles: tuple[str, ...]
    losses: tuple[str, ...]
    notes: tuple[str, ...]


def inspect(
    stage: Stage, planned: Mapping[str, Template], workflows: Sequence[Workflow], account: Account
) -> Inspection:
    """Compare a stage's two templates, by `data` and `journeys`, with what is deployed and allowed.

    `workflows` are those that the templates were made of.
    """
    deployed = {part: account.template(stage.name, part) for part in PARTS}
    gone = [each for part in PARTS for each in losses(deployed[part], planned[part])]
    removed = removed_workflows(deployed["journeys"], planned["journeys"])
    return Inspection(
        obstacles=(
            *taken(deployed["journeys"], planned["journeys"], account),
            *_unproved_tracking(planned["journeys"], account),
        ),
        losses=(
            *gone,
            *_removals(stage, removed, account),
            *stranded(account.occupancy(stage.name), workflows),
            *_crowding(stage, planned["journeys"], account),
        ),
        notes=(
            *_not_ready(stage, planned["journeys"], account),
            *(_unheard(stage, account) if deployed["journeys"] is not None else ()),
        ),
    )


def _removals(stage: Stage, removed: Mapping[str, Status | None], account: Account) -> Iterator[str]:
    """A removed workflow has to be drained first: docs/operations.md, "Drain and remove a workflow"."""
    for workflow, status in removed.items():
        machine = machine_name(stage.name, workflow)
        waiting = waiting_in(account.occupancy(stage.name), workflow)
        if status is not Status.DRAINING:
            yield (
                f"the workflow {workflow} would be removed, and it is deployed as {status or 'live'}; "
                "write status: draining in its file, deploy, and remove it when nobody is on their way"
                + (f"; {people(waiting)} in it now" if waiting else "")
            )
        elif waiting or (machine in account.machines and account.is_on_the_way(machine)):
            yield (
                f"the workflow {workflow} would be removed, and somebody is still on their way in it; "
                "wait until nobody is"
            )


def _crowding(stage: Stage, planned: Template, account: Account) -> Iterator[str]:
    machines = [each for each in resources(planned).values() if each["Type"].endswith("::StateMachine")]
    allowed = account.concurrency()
    try:
        replace(stage, account_concurrency=allowed).check_concurrency(len(machines))
    except ValueError as error:
        yield str(error)


def _unproved_tracking(planned: Template, account: Account) -> Iterator[str]:
    tracks = any("TrackingOptions" in each["Properties"] for each in _of(planned, "ConfigurationSet"))
    domain = _domain(planned)
    if tracks and domain and not account.is_proved(domain):
        yield (
            f"SES has not seen yet that {domain} is yours, and refuses links under it; "
            "take the stage out of `verified` in cdk.json until it has"
        )


def _not_ready(stage: Stage, planned: Template, account: Account) -> Iterator[str]:
    for secret in account.missing_secrets(stage.name):
        yield f"the secret {secret} is not set: homing secret set {secret} --stage {stage.name}"
    domain = _domain(planned)
    if domain and not account.is_proved(domain):
        yield f"SES sends nothing for {domain} until its DNS records stand; the deployment tells which"
    if not account.may_mail_anybody():
        yield "SES mails verified addresses only until it is asked for production access"


def _unheard(stage: Stage, account: Account) -> Iterator[str]:
    topic = account.unheard_alarms(stage.name)
    if topic is not None:
        yield (
            "nobody hears the alarms: "
            f"aws sns subscribe --topic-arn {topic} --protocol email --notification-endpoint YOU"
        )


def _domain(planned: Template) -> str | None:
    found = (str(each["Properties"]["EmailIdentity"]) for each in _of(planned, "EmailIdentity"))
    return next(found, None)


def _of(template: Template, kind: str) -> Iterator[Mapping[str, Any]]:
    return (each for each in resources(template).values() if each["Type"] == f"AWS::SES::{kind}")
