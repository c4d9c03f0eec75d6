"""Who is held out of a workflow, so that what it changes can be measured."""

import hashlib

from homing.domain.workflow import Workflow

_PARTS = 1_000_000


def held_out(workflow: Workflow, contact_id: str) -> bool:
    """Whether the contact is of the share that gets nothing; always the same answer for the same two."""
    if workflow.holdout is None:
        return False
    digest = hashlib.sha256(f"holdout\n{workflow.name}\n{contact_id}".encode()).digest()
    return int.from_bytes(digest[:8]) % _PARTS < workflow.holdout * _PARTS / 100
