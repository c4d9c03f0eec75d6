"""Who is held out of a workflow, so that what it changes can be measured."""

import hashlib
from datetime import timedelta

from homing.domain.workflow import Workflow

_PARTS = 1_000_000
_WITHOUT_GOAL = timedelta(days=30)


def held_out(workflow: Workflow, contact_id: str) -> bool:
    """Whether the contact is of the share that gets nothing.

    By a hash of the two alone: always the same answer, whoever else there is, and who is held out of a share
    is held out of any larger one.
    """
    if workflow.holdout is None:
        return False
    digest = hashlib.sha256(f"holdout\n{workflow.name}\n{contact_id}".encode()).digest()
    return int.from_bytes(digest[:8]) % _PARTS < workflow.holdout * _PARTS / 100


def counted_for(workflow: Workflow) -> timedelta:
    """How long after its assignment a contact's goal and orders count; thirty days where there is no goal."""
    return workflow.goal.within if workflow.goal is not None else _WITHOUT_GOAL
