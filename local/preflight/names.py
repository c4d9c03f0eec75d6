"""Fixed names that a deployment wants to give, and that something in the account has already."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from local.preflight.resources import Template, resources, workflow_of

FIXED: Mapping[str, tuple[str, str]] = {
    "AWS::SQS::Queue": ("QueueName", "queue"),
    "AWS::StepFunctions::StateMachine": ("StateMachineName", "state machine"),
    "AWS::IAM::Role": ("RoleName", "role"),
    "AWS::Logs::LogGroup": ("LogGroupName", "log group"),
}
"""The property that fixes a name, and what people call such a thing."""


class Names(Protocol):
    """The names in use in an account and region."""

    @property
    def region(self) -> str: ...

    def taken(self, kind: str, name: str) -> bool:
        """Whether something of that CloudFormation type has the name."""


def taken(deployed: Template | None, planned: Template, account: Names) -> Iterator[str]:
    """A sentence for each workflow whose names are not free, with what to do."""
    before = resources(deployed)
    left: defaultdict[str, list[str]] = defaultdict(list)
    for logical_id, resource in resources(planned).items():
        of, kind = workflow_of(resource), str(resource["Type"])
        if of is None or logical_id in before or kind not in FIXED:
            continue
        fixed_by, noun = FIXED[kind]
        name = _text(resource["Properties"].get(fixed_by, ""), account.region)
        if name and account.taken(kind, name):
            left[of].append(f"{noun} {name}")
    for workflow, things in left.items():
        yield (
            f"an earlier workflow {workflow} left its {', its '.join(things)}; the deployment would fail. "
            "Delete them by hand, or give the workflow another name"
        )


def _text(value: Any, region: str) -> str:
    match value:
        case {"Fn::Join": [str(separator), [*parts]]}:
            return separator.join(_text(part, region) for part in parts)
        case {"Ref": "AWS::Region"}:
            return region
        case str():
            return value
        case _:
            return ""
