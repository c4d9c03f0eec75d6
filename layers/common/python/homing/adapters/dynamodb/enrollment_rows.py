"""Where an enrollment's row is, and what its writes ask of it and leave on it."""

import hashlib
from datetime import datetime
from typing import Any

from boto3.dynamodb.conditions import Attr, ConditionBase

from homing.adapters.dynamodb.table import Key
from homing.domain.enrollment import Enrollment, EnrollmentState

RUNNING = Attr("state").is_in(["starting", "active", "broken"])


def still_at(enrollment: Enrollment) -> ConditionBase:
    """It runs, and waits where it did when it was read."""
    waits_for = Attr("waits_for")
    same = waits_for.not_exists() if enrollment.waits_for is None else waits_for.eq(enrollment.waits_for)
    return RUNNING & same


def enrollment_key(enrollment_id: str) -> Key:
    """Where an enrollment is."""
    return Key(enrollment_id, "ENROLLMENT")


def completed(at: datetime) -> dict[str, Any]:
    """What the end of its way changes of an enrollment."""
    return {"state": EnrollmentState.COMPLETED, "ended_at": at}


def taken_arm(
    enrollment: Enrollment, split: str, arm: str, *, counts: bool
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What an arm of a split puts on an enrollment, and what it takes off."""
    arms = {"arms": {**(enrollment.arms or {}), split: arm}}
    return (arms | {"variant": arm}, ()) if counts else (arms, ("variant",))


def refusal_key(occurrence_id: str, workflow: str) -> Key:
    """Where it stands that an occurrence led nobody in.

    It may be called by a cart's token or a birthday, which a refusal need not keep.
    """
    return Key(f"refused#{hashlib.sha256(occurrence_id.encode()).hexdigest()[:32]}", workflow)
