"""An A/B/n test as it stands: its looks, what was decided, and which variant everybody gets by now."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmCount:
    """How many contacts got a variant, and how many of them did what decides, each counted once."""

    name: str
    contacts: int
    successes: int

    @property
    def rate(self) -> float | None:
        """The share that did; None where nobody got it."""
        return self.successes / self.contacts if self.contacts else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A variant against the first at one look.

    `z` is above 0 where the variant is better; beyond `bound` it is no chance. `low` and `high` hold the
    difference of the rates at every look together.
    """

    arm: str
    fraction: float
    z: float
    bound: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What was seen at one of the looks agreed; `place` counts from 0, past those that were missed."""

    at: datetime
    place: int
    arms: tuple[ArmCount, ...]
    comparisons: tuple[Comparison, ...]
    last: bool = False


class DecisionKind(StrEnum):
    """By the test: a winner, or none to be found. By a person: this variant, all again, or the first."""

    FOUND = "found"
    UNDECIDED = "undecided"
    CHOSEN = "chosen"
    REOPENED = "reopened"
    STOPPED = "stopped"

    @property
    def of_a_person(self) -> bool:
        """Whether it overrules what the test says, then and later."""
        return self in (DecisionKind.CHOSEN, DecisionKind.REOPENED, DecisionKind.STOPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided, when, by whom and why; `applied` where new contacts get that variant."""

    at: datetime
    kind: DecisionKind
    arm: str
    by: str
    because: str
    applied: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """One test of one step under one plan, of which `plan` is a digest; `arms` are its variants, first first.

    `started` is when it was first seen: what was sent on days before counts for nothing.
    """

    workflow: str
    step: str
    plan: str
    arms: tuple[str, ...]
    started: datetime
    looks: tuple[Look, ...] = ()
    decisions: tuple[Decision, ...] = ()
    revision: int = 0

    @property
    def decision(self) -> Decision | None:
        """The newest."""
        return self.decisions[-1] if self.decisions else None

    @property
    def looking(self) -> bool:
        """Whether there are looks to come."""
        over = bool(self.looks) and self.looks[-1].last
        return not over and (self.decision is None or self.decision.kind is DecisionKind.REOPENED)

    @property
    def everybody(self) -> str | None:
        """The variant that every new contact gets, None while they are divided."""
        decision = self.decision
        if decision is None or decision.kind is DecisionKind.REOPENED or not decision.applied:
            return None
        return decision.arm

    @property
    def in_a_persons_hand(self) -> bool:
        """Whether somebody has overruled the test, which applies nothing by itself from then on."""
        return any(each.kind.of_a_person for each in self.decisions)

    def decided(self, decision: Decision) -> "Experiment":
        """With one more decision."""
        return replace(self, decisions=(*self.decisions, decision))

    def looked(self, look: Look) -> "Experiment":
        """With one more look."""
        return replace(self, looks=(*self.looks, look))
