"""Who waits where: how many running enrollments there are for each step of each version of a workflow."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from homing.domain.enrollment import Enrollment


class Place(NamedTuple):
    """A step of one version of a workflow."""

    workflow: str
    version: str
    step: str


Occupancy = Mapping[Place, int]
"""How many wait at each place; a place where nobody waits is left out."""


def place_of(enrollment: Enrollment | None) -> Place | None:
    """Where an enrollment waits, None once it ended."""
    if enrollment is None or not enrollment.running or enrollment.waits_for is None:
        return None
    return Place(enrollment.workflow, enrollment.version, enrollment.waits_for)


def moves(before: Enrollment | None, after: Enrollment | None) -> Mapping[Place, int]:
    """What a write that makes `after` of `before` changes of the counts; empty if nobody moved."""
    left, reached = place_of(before), place_of(after)
    if left == reached:
        return {}
    return {place: change for place, change in ((left, -1), (reached, 1)) if place is not None}


def recount(enrollments: Iterable[Enrollment]) -> Occupancy:
    """The same counts from the rows themselves, which the kept ones must equal."""
    places = (place_of(each) for each in enrollments)
    return Counter(place for place in places if place is not None)
