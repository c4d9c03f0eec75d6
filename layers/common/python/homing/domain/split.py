"""Which arm of a split a contact takes: always the same one."""

import hashlib

from homing.domain.steps import SplitStep


def arm_of(step: SplitStep, workflow: str, contact_id: str) -> str:
    """The arm, by a hash of who it is and where: two splits divide people independently of each other."""
    digest = hashlib.sha256(f"split\n{workflow}\n{step.id}\n{contact_id}".encode()).digest()
    place = int.from_bytes(digest[:8]) % 100
    for arm in step.arms:
        place -= arm.share
        if place < 0:
            return arm.name
    return step.arms[-1].name
