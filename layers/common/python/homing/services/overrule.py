"""Lets a person decide an A/B/n test: one variant for all, all again, or the first and no more looks."""

from collections.abc import Sequence
from datetime import datetime

from homing.domain.errors import NoExperiment
from homing.domain.experiment import Decision, DecisionKind, Experiment
from homing.domain.split import plan_of
from homing.services import ports
from homing.services.experimenting import tested


class Overrule:
    """What `homing experiment` runs on; a decision joins those before it, and takes none of them back."""

    def __init__(self, *, experiments: ports.Experiments, workflows: ports.Workflows) -> None:
        self._experiments = experiments
        self._workflows = workflows

    def standing(self, workflow: str) -> Sequence[Experiment]:
        """The tests of a workflow as its file plans them now."""
        found = self._workflows.get(workflow)
        plans = {(step.id, plan_of(step)) for step, _ in tested(found)} if found is not None else set()
        return [each for each in self._experiments.of(workflow) if (each.step, each.plan) in plans]

    def __call__(
        self,
        workflow: str,
        step: str,
        kind: DecisionKind,
        now: datetime,
        *,
        arm: str | None,
        by: str,
        because: str,
    ) -> Experiment:
        """Write the decision; the test as it stands then.

        Raises:
            NoExperiment: no test of that step runs, or it has no such variant.
        """
        while True:
            known = next((each for each in self.standing(workflow) if each.step == step), None)
            if known is None:
                raise NoExperiment(
                    f"{workflow}.{step} has no test that has begun; homing experiment lists those that have"
                )
            if arm is not None and arm not in known.arms:
                raise NoExperiment(
                    f"{workflow}.{step} has no variant {arm!r}; it has {', '.join(known.arms)}"
                )
            decision = Decision(at=now, kind=kind, arm=arm or known.arms[0], by=by, because=because)
            if self._experiments.put(known, known.decided(decision)):
                return known.decided(decision)
