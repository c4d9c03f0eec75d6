"""What a deployment would take away: resources deleted, left behind or made anew, workflows removed."""

from collections.abc import Iterator, Mapping

from homing.domain.workflow import Status
from homing.settings import STATUS_TAG

from local.preflight.replacement import replaced
from local.preflight.resources import MISSED, Resource, Template, keeps, name, resources, workflow_of

_MACHINE = "AWS::StepFunctions::StateMachine"


def losses(deployed: Template | None, planned: Template) -> Iterator[str]:
    """What would be gone of one stack, a sentence each; workflows are told by `removed_workflows`."""
    before, after = resources(deployed), resources(planned)
    anew = replaced(deployed, planned)
    staying = _workflows(after)
    for logical_id, resource in before.items():
        if resource["Type"] not in MISSED:
            continue
        of = workflow_of(resource)
        if logical_id in anew:
            yield _made_anew(name(logical_id, resource), anew[logical_id], after[logical_id])
        elif logical_id not in after and (of is None or of in staying):
            yield _gone(name(logical_id, resource), resource)


def removed_workflows(deployed: Template | None, planned: Template) -> Mapping[str, Status | None]:
    """Workflows that have a state machine and would have none, with the status they were deployed with."""
    before, after = _workflows(resources(deployed)), _workflows(resources(planned))
    return {workflow: _status(machine) for workflow, machine in before.items() if workflow not in after}


def _workflows(of: Mapping[str, Resource]) -> Mapping[str, Resource]:
    found = ((workflow_of(each), each) for each in of.values() if each["Type"] == _MACHINE)
    return {workflow: each for workflow, each in found if workflow is not None}


def _status(machine: Resource) -> Status | None:
    tags = {each["Key"]: each["Value"] for each in machine.get("Properties", {}).get("Tags", ())}
    return Status(tags[STATUS_TAG]) if tags.get(STATUS_TAG) in set(Status) else None


def _made_anew(what: str, because: str, planned: Resource) -> str:
    if keeps(planned, "UpdateReplacePolicy"):
        return (
            f"{what} would be replaced by an empty one, because its {because} changes; "
            "the old one stays in the account, and nothing reads it"
        )
    return (
        f"{what} would be replaced, because its {because} changes, and the old one deleted, {_with(planned)}"
    )


def _gone(what: str, deployed: Resource) -> str:
    if keeps(deployed, "DeletionPolicy"):
        return f"{what} would no longer be the stage's; it stays in the account, and nothing reads it"
    return f"{what} would be deleted, {_with(deployed)}"


def _with(resource: Resource) -> str:
    return MISSED[str(resource["Type"])]
