"""Finds the message that earned an order, by what its buyers did before it."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property

from homing.domain.attribution import Credit, credit
from homing.domain.rules import Rules
from homing.domain.touch import TouchKind, Windows
from homing.services import ports


class Credits:
    """Reads as far back as any workflow's window reaches, and opens only where some workflow counts them."""

    def __init__(self, *, history: ports.History, workflows: ports.Workflows, rules: Rules) -> None:
        self._history = history
        self._workflows = workflows
        self._rules = rules

    def __call__(self, at: datetime, contact_ids: Sequence[str]) -> Credit:
        """Who is to be thanked for what somebody did at an instant."""
        touches = [
            touch
            for kind, window in self._longest.items()
            for each in contact_ids
            for touch in self._history.touches(each, kind, at - window, at)
        ]
        return credit(touches, at, self.windows_of)

    def windows_of(self, workflow: str) -> Windows:
        """How long touches of a workflow's messages count; of one that is gone, by the shop's rule."""
        found = self._workflows.get(workflow)
        return self._rules.attribution.windows(found.attribution if found is not None else None)

    @cached_property
    def _longest(self) -> Windows:
        longest: dict[TouchKind, timedelta] = dict(self._rules.attribution.windows())
        for workflow in self._workflows.all():
            for kind, window in self.windows_of(workflow.name).items():
                longest[kind] = max(window, longest.get(kind, window))
        return longest
