"""The nodes of a workflow, a closed union; here are those with ways of their own."""

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from homing.domain.ab_test import ABTest
from homing.domain.condition import Condition
from homing.domain.single_steps import (
    EmailStep,
    EnrollStep,
    ExitStep,
    NotifyStep,
    SmsStep,
    StepBase,
    StepId,
    UpdateStep,
    WaitStep,
    WebhookStep,
)
from homing.domain.step_parts import DatePlus, EventNamed, Frozen, Hours, Moved, Offer, Purpose
from homing.domain.time import Duration

__all__ = [
    "AGAIN",
    "HAPPENED",
    "OTHERWISE",
    "Arm",
    "AskedStep",
    "BranchStep",
    "EmailStep",
    "EnrollStep",
    "ExitStep",
    "Hours",
    "Message",
    "NotifyStep",
    "Offer",
    "Purpose",
    "QueuedStep",
    "RepeatStep",
    "Share",
    "SmsStep",
    "SplitStep",
    "Step",
    "StepId",
    "UpdateStep",
    "WaitForStep",
    "WaitStep",
    "WebhookStep",
]


class WaitForStep(StepBase):
    """Waits for an event of the same contact, and takes `then` at once when it comes, `otherwise` after
    `timeout`, which counts from the moment the wait begins.

    `where` names properties that the event must carry; `match` those that it must share with the trigger.
    """

    type: Literal["wait_for"]
    event: EventNamed
    where: dict[str, object] = Field(default_factory=dict)
    match: tuple[str, ...] = ()
    timeout: Duration
    then: tuple["Step", ...] = ()
    otherwise: tuple["Step", ...] = ()


class Arm(Frozen):
    """One way out of a branch."""

    name: StepId
    when: Condition
    steps: tuple["Step", ...] = Field(min_length=1)


class BranchStep(StepBase):
    """Takes the first arm whose condition holds, else `otherwise`; all arms meet again after it."""

    type: Literal["branch"]
    arms: tuple[Arm, ...] = Field(min_length=1)
    otherwise: tuple["Step", ...] = ()


class Share(Frozen):
    """One arm of a split, and how many of a hundred contacts take it."""

    name: StepId
    share: int = Field(ge=1, le=99)
    steps: tuple["Step", ...] = ()


class SplitStep(StepBase):
    """Sends each contact one way of several, always the same one; the arm is kept as `variant`.

    `test` finds the better by the first mail on each way, `winner` names it; the first arm is the usual way.
    """

    type: Literal["split"]
    arms: tuple[Share, ...] = Field(min_length=2)
    test: ABTest | None = None
    winner: StepId | None = None

    @model_validator(mode="after")
    def _shares_make_a_hundred(self) -> Self:
        whole = sum(arm.share for arm in self.arms)
        if whole != 100:
            raise ValueError(f"the shares add up to {whole}; together they must make 100")
        names = [arm.name for arm in self.arms]
        if self.winner is not None and self.winner not in names:
            raise ValueError(f"winner {self.winner!r} is none of the arms {', '.join(names)}")
        return self


class RepeatStep(StepBase):
    """Takes its steps again and again, `every` so often from its first pass: `times` often, or `until` holds.

    The first pass is at once, or at `first`. `every` may name a number of days: `trigger.every_days`.
    `moved_by` names the event that moves the next pass.
    """

    type: Literal["repeat"]
    every: Duration | Annotated[str, Field(pattern=r"^trigger\.[a-z0-9_]{1,60}$")]
    at: dt.time = dt.time(9, 0)
    first: DatePlus | None = None
    times: int | None = Field(default=None, ge=1, le=1000)
    until: Condition | None = None
    moved_by: Moved | None = None
    steps: tuple["Step", ...] = Field(min_length=1)


Step = Annotated[
    EmailStep
    | SmsStep
    | WaitStep
    | WaitForStep
    | BranchStep
    | SplitStep
    | UpdateStep
    | NotifyStep
    | WebhookStep
    | RepeatStep
    | EnrollStep
    | ExitStep,
    Field(discriminator="type"),
]
for _model in (WaitForStep, Arm, BranchStep, Share, SplitStep, RepeatStep):
    _model.model_rebuild()

QueuedStep = EmailStep | SmsStep | WaitForStep | NotifyStep | WebhookStep
"""What functions/send does: everything with an effect outside, and the wait for an event."""

AskedStep = BranchStep | SplitStep | UpdateStep | RepeatStep | EnrollStep
"""What functions/step does."""

Message = EmailStep | SmsStep
"""What reaches the contact, through the gate."""

OTHERWISE = "otherwise"
"""The branch name of the default arm."""

HAPPENED = "happened"
"""The branch name of a `wait_for` whose event came."""

AGAIN = "again"
"""The branch name of a repeat that goes on with another pass."""
