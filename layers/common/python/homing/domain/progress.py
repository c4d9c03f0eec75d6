"""How far a workflow is towards its goal: who met it, out of whom, against what was aimed at."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from homing.domain.figures import Metric
from homing.domain.kpi import Kpis, rate
from homing.domain.workflow_parts import Base, Goal

# Who is held out met the trigger, too, but is the measure of what the mails do, and not a part of it.
_BASES: Mapping[Base, tuple[Metric, ...]] = {
    Base.TRIGGERED: (Metric.ENROLLED, Metric.REFUSED),
    Base.ENROLLED: (Metric.ENROLLED,),
    Base.DELIVERED: (Metric.REACHED,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A goal as declared, and who `met` it in a period, of the `out_of` who are its base."""

    goal: Goal
    met: int
    out_of: int

    @property
    def actual(self) -> Decimal | None:
        """The share of the base that met it; None while there is nobody."""
        return rate(Decimal(self.met), Decimal(self.out_of))

    @property
    def target(self) -> Decimal | None:
        """The share that shall meet it, from 0 to 1."""
        return None if self.goal.target is None else self.goal.target / 100

    @property
    def of_target(self) -> Decimal | None:
        """The actual share as a part of the target: 1 is there, 0.5 is half way."""
        if self.actual is None or self.target is None:
            return None
        return self.actual / self.target


def progress(goal: Goal, kpis: Kpis) -> Progress:
    """How far the enrollments of a period are."""
    return Progress(
        goal=goal,
        met=kpis.of_goals(Metric.CONVERTED),
        out_of=sum(kpis.of_goals(metric) for metric in _BASES[goal.base]),
    )
