"""Counts what a rehearsal used: calls of every port, and the transitions of every state machine."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from homing.domain.enrollment import EnrollmentState

from local.memory.tables import MemoryTables
from local.stepper import Stepper

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


def usage(calls: Counter[str], stepper: Stepper, tables: MemoryTables) -> Mapping[str, Any]:
    """What `meter.json` says.

    `transitions_per_email` is of enrollments that ran to their end, per email step settled in them, sent or
    skipped: what a series costs. `transitions_per_sent` divides all transitions by all mails that left.
    """
    workflows = sorted(stepper.transitions | Counter(e.workflow for e in tables.enrollments.values()))
    return {
        "definitions": {
            "transitions_per_email": "of enrollments that ran to their end, per message sent or skipped",
            "transitions_per_sent": "all transitions, of early exits and waits too, per mail that left",
        },
        **_rates(workflows, stepper, tables),
        "workflows": {name: _rates([name], stepper, tables) for name in workflows},
        "port_calls": dict(sorted(calls.items())),
    }


def _rates(names: list[str], stepper: Stepper, tables: MemoryTables) -> dict[str, Any]:
    completed = {
        e.execution_name: e.id
        for e in tables.enrollments.values()
        if e.workflow in names and e.state is EnrollmentState.COMPLETED
    }
    visits = sum(stepper.executions[name].visits for name in completed)
    settled = sum(len(tables.by_enrollment.get(each, ())) for each in completed.values())
    sent = sum(1 for m in tables.messages.values() if m.workflow in names and m.sent_at is not None)
    transitions = sum(stepper.transitions[name] for name in names)
    return {
        "transitions": transitions,
        "sent": sent,
        "transitions_per_email": round(visits / settled, 4) if settled else None,
        "transitions_per_sent": round(transitions / sent, 4) if sent else None,
    }
