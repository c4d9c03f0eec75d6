"""Decisions inside a workflow: a state machine's question, or the news that an execution broke."""

from typing import Any

from homing import bootstrap
from homing.contracts import StepRequest
from homing.observability import journey_handler, tell_broken

STATUS_CHANGE = "Step Functions Execution Status Change"

bootstrap.at_start(bootstrap.advance)


@journey_handler
def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Answer a task, or note a broken execution told by EventBridge."""
    if event.get("detail-type") == STATUS_CHANGE:
        enrollment = bootstrap.advance().broken(event["detail"]["name"])
        if enrollment is not None:
            tell_broken(enrollment)
        return {}
    answer = bootstrap.advance()(StepRequest.model_validate(event))
    return answer.model_dump(mode="json", exclude_none=True)
