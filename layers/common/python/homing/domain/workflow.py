"""A flow as its owner writes it: trigger, entry, steps, exits, goal. One definition for all readers."""

import datetime as dt
from typing import Any, Self

from pydantic import Field, model_validator

from homing.domain.condition import Condition
from homing.domain.figures import NO_WORKFLOW
from homing.domain.step_parts import Frozen, Name, Property
from homing.domain.steps import (
    EmailStep,
    EnrollStep,
    NotifyStep,
    Purpose,
    SmsStep,
    Step,
    UpdateStep,
    WebhookStep,
)
from homing.domain.touch import OwnAttribution
from homing.domain.trigger import EventTrigger, QuietTrigger, Trigger
from homing.domain.walk import flatten, message_steps
from homing.domain.workflow_parts import (
    After,
    Base,
    Exit,
    Goal,
    Holdout,
    Key,
    Percent,
    Priority,
    ReEntry,
    Stage,
    Status,
)

__all__ = [
    "After",
    "Base",
    "EventTrigger",
    "Exit",
    "Goal",
    "Key",
    "Percent",
    "Priority",
    "QuietTrigger",
    "ReEntry",
    "Stage",
    "Status",
    "Trigger",
    "Workflow",
]

ACTS = (EmailStep, SmsStep, NotifyStep, WebhookStep, UpdateStep, EnrollStep)


class Workflow(Frozen):
    """One flow. `version` is a hash of its definition, set by whoever loads it.

    `purpose` is that of every message that names none. `topic` is what its marketing is about, one of
    shop.yaml's: who opted out of it gets none. `attribution` says by which touches its messages earn orders,
    where shop.yaml's rule is not to hold.

    `holdout` is the share of contacts that gets nothing, always the same ones, so that the report can tell
    what the mails changed. A larger share keeps whom a smaller one held out; `0%` ends it, and those who were
    assigned are followed to the end of their 90 days. Who asked for a service message always gets it, so a
    workflow that sends one has no holdout.

    `priority: high` may use the fifth of the send rate that is kept for service mail. The last place under a
    cap goes to what is due to the contact that day by a higher `priority`, then to what was due first.

    `moved` names the step that took the place of one that is gone, for those who were on their way to it.
    """

    name: Name
    title: str
    status: Status
    stage: Stage
    trigger: Trigger
    key: Key | tuple[Property, ...] = Key.CONTACT
    re_entry: ReEntry | After = ReEntry.ONCE
    one_at_a_time: bool = False
    entry: Condition | None = None
    purpose: Purpose | None = None
    topic: Name | None = None
    priority: Priority = Priority.NORMAL
    from_: str | None = Field(default=None, alias="from")
    reply_to: str | None = None
    holdout: Holdout | None = None
    attribution: OwnAttribution | None = None
    exit: tuple[Exit, ...] = ()
    goal: Goal | None = None
    steps: tuple[Step, ...] = Field(min_length=1)
    moved: dict[Name, Name] = Field(default_factory=dict)
    version: str = ""

    @model_validator(mode="before")
    @classmethod
    def _messages_share_its_purpose(cls, content: Any) -> Any:
        purpose = content.get("purpose") if isinstance(content, dict) else None
        if isinstance(purpose, str) and isinstance(content.get("steps"), list):
            return {**content, "steps": [_with_purpose(step, purpose) for step in content["steps"]]}
        return content

    @model_validator(mode="after")
    def _can_be_run(self) -> Self:
        ids = [step.id for step in flatten(self.steps)]
        twice = sorted({step_id for step_id in ids if ids.count(step_id) > 1})
        if twice:
            raise ValueError(f"step id {twice[0]!r} is used twice; every step needs a name of its own")
        for gone, instead in self.moved.items():
            if gone in ids:
                raise ValueError(f"moved: the step {gone!r} is still there; moved names steps that are gone")
            if instead not in ids:
                raise ValueError(f"moved: there is no step {instead!r} to take the place of {gone!r}")
        if self.name in NO_WORKFLOW:
            raise ValueError(f"no workflow can be called {self.name!r}, for figures are kept under that name")
        if not any(isinstance(step, ACTS) for step in flatten(self.steps)):
            raise ValueError("no step does anything; add an email step")
        service = [step.id for step in message_steps(self.steps) if step.purpose is Purpose.TRANSACTIONAL]
        if self.holdout is not None and service:
            raise ValueError(
                f"holdout: the step {service[0]!r} is a service message, which is kept from nobody; send it "
                "from a workflow of its own, or take holdout out"
            )
        if self.key is Key.CART and not isinstance(self.trigger, QuietTrigger):
            raise ValueError("only a quiet trigger watches carts; write key: contact, or type: quiet")
        return self

    def current(self, step_id: str) -> str:
        """The step that stands where one stood that a running execution still asks for."""
        return self.moved.get(step_id, step_id)

    @property
    def exit_events(self) -> frozenset[str]:
        """The events that end any enrollment of their contact, whatever they carry, beside unsubscribe,
        complaint and bounce, which always do.
        """
        return frozenset(each.event for each in self.exit if each.event is not None and each.plain)

    @property
    def exit_conditions(self) -> tuple[Condition, ...]:
        """The conditions that end an enrollment when its next step comes."""
        return tuple(each.when for each in self.exit if each.when is not None)

    @property
    def goal_window(self) -> dt.timedelta:
        """How long after the first delivery the goal counts."""
        return self.goal.within if self.goal else dt.timedelta(0)


def _with_purpose(step: Any, purpose: str) -> Any:
    if not isinstance(step, dict):
        return step
    inner = {
        name: [_with_purpose(each, purpose) for each in within]
        for name, within in step.items()
        if name in ("steps", "then", "otherwise", "arms") and isinstance(within, list)
    }
    own = {"purpose": purpose} if step.get("type") in ("email", "sms") else {}
    return {**own, **step, **inner}
