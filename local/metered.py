"""Ports whose calls are counted, and may be made to crash; functions whose runs are counted."""

from collections.abc import Callable, Mapping
from typing import Any

from local.port_calls import sizes_of
from local.queues import Consumer
from local.tally import EVENTS, Tally

Trip = Callable[[str], None]


class Metered:
    """A port whose calls are counted; `trip` sees each before and after, and may crash it there."""

    def __init__(self, port: Any, name: str, tally: Tally, trip: Trip | None = None) -> None:
        self._port = port
        self._name = name
        self._tally = tally
        self._trip = trip

    def __getattr__(self, method: str) -> Any:
        found = getattr(self._port, method)
        if not callable(found):
            return found
        key, tally, trip = f"{self._name}.{method}", self._tally, self._trip
        calls, sizes = tally.calls, sizes_of(key)

        def counted(*args: Any, **kwargs: Any) -> Any:
            calls[key] += 1
            if trip is not None:
                trip(f"before {key}")
            result = found(*args, **kwargs)
            tally.called(key, result, sizes(result, *args, **kwargs), args)
            if trip is not None:
                trip(f"after {key}")
            return result

        # Found again, it is an attribute of its own: a port is asked for a method a million times.
        self.__dict__[method] = counted
        return counted


class Runs:
    """Functions as Lambda calls them, each run charged to whom it serves."""

    def __init__(self, tally: Tally, context: Any) -> None:
        self._tally = tally
        self._context = context

    def consumer(self, function: str, module: Any, owner: str = EVENTS) -> Consumer:
        """A function that a queue calls: the handler that its module has at that moment."""

        def consume(event: dict[str, Any]) -> Mapping[str, Any]:
            with self._tally.running(function, records=len(event["Records"]), owner=owner):
                answer: Mapping[str, Any] = module.handler(event, self._context)
            return answer

        return consume

    def asked(self, payload: dict[str, Any], handler: Callable[..., Any]) -> dict[str, Any]:
        """The step function, asked by a state machine; an enrollment's id begins with its workflow."""
        with self._tally.running("step", owner=payload["enrollment"].rpartition("-")[0]):
            answer: dict[str, Any] = handler(payload, self._context)
        return answer

    def queued(self, workflow: str, send: Callable[[str], None], body: str) -> None:
        """A state machine's request to a send queue."""
        self._tally.use(workflow, "queue_request")
        send(body)
