"""cdk-nag findings that stand: each on its own resource, each with its reason."""

from collections.abc import Mapping

import aws_cdk as cdk
from constructs import IConstruct


def acknowledge(construct: IConstruct, reasons: Mapping[str, str]) -> None:
    """Accept findings of one construct and what it made, by the finding's id."""
    findings = (cdk.Acknowledgment(id=finding, reason=reason) for finding, reason in reasons.items())
    cdk.Validations.of(construct).acknowledge(*findings)


def as_nag_says(scope: IConstruct, arn: str) -> str:
    """An ARN as cdk-nag writes it in a finding's id: `arn:<AWS::Partition>:states:…`."""
    return _told(cdk.Stack.of(scope).resolve(arn))


def _told(resolved: object) -> str:
    match resolved:
        case {"Ref": str(name)}:
            return f"<{name}>"
        case {"Fn::GetAtt": [str(resource), str(attribute)]}:
            return f"<{resource}.{attribute}>"
        case {"Fn::ImportValue": str(export)}:
            return export
        case {"Fn::Join": [str(separator), [*parts]]}:
            return separator.join(_told(part) for part in parts)
        case _:
            return str(resolved)
