"""Executions of state machines, as either engine tells of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

State = Mapping[str, Any]


@dataclass(slots=True)
class Execution:
    """One run of a machine."""

    name: str
    workflow: str
    states: Mapping[str, State]
    value: dict[str, Any]
    at: str = ""
    status: str = "RUNNING"
    visits: int = 0
    parks: int = 0
    exited: str | None = None


class Executions(Protocol):
    """Every execution there was."""

    @property
    def executions(self) -> Mapping[str, Execution]:
        """By name."""
