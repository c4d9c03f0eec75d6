"""Counts what a rehearsal used: calls of every port, and the transitions of every state machine."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from homing.domain.enrollment import EnrollmentState

from local.memory.tables import MemoryTables
from local.stepper import Executions

Trip = Callable[[str], None]


class Metered:
    """A port whose calls are counted; `trip` sees each before and after, and may crash it there."""

    def __init__(self, port: Any, name: str, calls: Counter[str], trip: Trip | None = None) -> None:
        self._port = port
        self._name = name
        self._calls = calls
        self._trip = trip

    def __getattr__(self, method: str) -> Any:
        found = getattr(self._port, method)
        if not callable(found):
            return found
        key, calls, trip = f"{self._name}.{method}", self._calls, self._trip

        def counted(*args: Any, **kwargs: Any) -> Any:
            calls[key] += 1
            if trip is None:
                return found(*args, **kwargs)
            trip(f"before {key}")
            result = found(*args, **kwargs)
            trip(f"after {key}")
            return result

        # Found again, it is an attribute of its own: a port is asked for a method a million times.
        self.__dict__[method] = counted
        return counted


TRANSITIONS_OF_A_PARK = 2
"""The Wait, and the send that is tried again."""

DEFINITIONS = {
    "transitions": "states entered, as AWS charges them",
    "transitions_per_email": "of enrollments that ran to their end, per message settled; without parks",
    "transitions_of_parks": "for mails held back by night, cap or send rate: two each time",
    "transitions_per_sent": "all transitions, with parks, early exits and open waits, per mail that left",
}


def usage(calls: Counter[str], stepper: Executions, tables: MemoryTables) -> Mapping[str, Any]:
    """What `meter.json` says."""
    workflows = sorted({each.workflow for each in stepper.executions.values()})
    return {
        "definitions": DEFINITIONS,
        **_rates(workflows, stepper, tables),
        "workflows": {name: _rates([name], stepper, tables) for name in workflows},
        "port_calls": dict(sorted(calls.items())),
    }


def _rates(names: list[str], stepper: Executions, tables: MemoryTables) -> dict[str, Any]:
    runs = [each for each in stepper.executions.values() if each.workflow in names]
    completed = {
        e.execution_name: e.id
        for e in tables.enrollments.values()
        if e.workflow in names and e.state is EnrollmentState.COMPLETED
    }
    on_the_way = sum(run.visits - TRANSITIONS_OF_A_PARK * run.parks for run in runs if run.name in completed)
    settled = sum(len(tables.by_enrollment.get(each, ())) for each in completed.values())
    sent = sum(1 for m in tables.messages.values() if m.workflow in names and m.sent_at is not None)
    transitions = sum(run.visits for run in runs)
    return {
        "transitions": transitions,
        "sent": sent,
        "transitions_per_email": round(on_the_way / settled, 4) if settled else None,
        "transitions_of_parks": sum(TRANSITIONS_OF_A_PARK * run.parks for run in runs),
        "transitions_per_sent": round(transitions / sent, 4) if sent else None,
    }
