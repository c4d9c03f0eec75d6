"""What an enrollment's row says of its goal: when it was met, and by which step."""

from datetime import datetime
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr

from homing.adapters.dynamodb.conditions import EXISTS
from homing.adapters.dynamodb.enrollment_rows import enrollment_key
from homing.adapters.dynamodb.table import Table
from homing.domain.enrollment import Enrollment

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


def convert_action(
    table: Table, enrollment: Enrollment, at: datetime, credited_step: str | None
) -> "TransactWriteItemTypeDef":
    """Note a goal, if none was."""
    goal = {"converted_at": at} | ({"credited_step": credited_step} if credited_step else {})
    first = EXISTS & Attr("converted_at").not_exists()
    return table.update(enrollment_key(enrollment.id), first, assign=goal)


def credit_action(
    table: Table, enrollment: Enrollment, credited_step: str | None
) -> "TransactWriteItemTypeDef":
    """Note which step it is credited to, if that is still as it was read."""
    step = Attr("credited_step")
    known = step.eq(enrollment.credited_step) if enrollment.credited_step else step.not_exists()
    return table.update(
        enrollment_key(enrollment.id),
        EXISTS & known,
        assign={"credited_step": credited_step} if credited_step else {},
        remove=() if credited_step else ("credited_step",),
    )
