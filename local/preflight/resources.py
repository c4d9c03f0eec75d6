"""What of a deployment somebody would miss, by its name among people."""

from collections.abc import Mapping
from typing import Any

Resource = Mapping[str, Any]
Template = Mapping[str, Any]

MISSED: Mapping[str, str] = {
    "AWS::DynamoDB::Table": "with everything in it",
    "AWS::SQS::Queue": "with every message that waits in it",
    "AWS::StepFunctions::StateMachine": "which ends everybody who is on their way in it",
    "AWS::S3::Bucket": "with everything in it",
    "AWS::KMS::Key": "and what it seals can no longer be read",
    "AWS::SNS::Topic": "with everybody who subscribed to it",
    "AWS::ApiGatewayV2::Api": "with every webhook's address and the unsubscribe links of all mails so far",
    "AWS::SES::EmailIdentity": "and no mail leaves until the domain is proved again",
    "AWS::SES::ConfigurationSet": "and feedback of mails that have just left gets lost",
}
"""What goes with it, by the type that CloudFormation has for it."""

_NOUNS = {
    "AWS::KMS::Key": "the key of the topics",
    "AWS::SNS::Topic": "the topic",
    "AWS::ApiGatewayV2::Api": "the door",
    "AWS::SES::EmailIdentity": "the mail domain",
    "AWS::SES::ConfigurationSet": "the configuration set of the mails",
}


def resources(template: Template | None) -> Mapping[str, Resource]:
    """Every resource by its logical id; none if there is no template."""
    found: Mapping[str, Resource] = (template or {}).get("Resources", {})
    return found


def path(resource: Resource) -> list[str]:
    """Where in the app it was made, without the stack: `["Journey-welcome", "Send", "Queue"]`."""
    parts = str(resource.get("Metadata", {}).get("aws:cdk:path", "")).split("/")[1:]
    return parts[:-1] if parts[-1:] == ["Resource"] else parts


def workflow_of(resource: Resource) -> str | None:
    """The workflow that it belongs to, None if to none."""
    first = (path(resource) or [""])[0]
    return first.removeprefix("Journey-") if first.startswith("Journey-") else None


def name(logical_id: str, resource: Resource) -> str:
    """What people call it."""
    kind, parts = str(resource["Type"]), path(resource)
    if not parts:
        return f"{kind.removeprefix('AWS::')} {logical_id}"
    of = workflow_of(resource) or parts[0].lower()
    match kind:
        case "AWS::DynamoDB::Table":
            return f"the table {parts[-1].lower()}"
        case "AWS::S3::Bucket":
            return f"the archive {parts[-1].lower()}"
        case "AWS::StepFunctions::StateMachine":
            return f"the state machine of {of}"
        case "AWS::SQS::Queue" if parts[-1] == "DeadLetters":
            return f"the dead letters of {of}"
        case "AWS::SQS::Queue" if workflow_of(resource):
            return f"the send queue of {of}"
        case "AWS::SQS::Queue":
            return f"the queue {of}"
        case "AWS::SNS::Topic":
            return "the topic of the alarms" if of == "duty" else f"the topic of {of}"
        case _:
            return _NOUNS.get(kind, f"{kind.removeprefix('AWS::')} {'/'.join(parts)}")


def keeps(resource: Resource, policy: str) -> bool:
    """Whether CloudFormation leaves it in the account; `policy` is DeletionPolicy or UpdateReplacePolicy."""
    return str(resource.get(policy, "Delete")).startswith("Retain")
