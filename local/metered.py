"""Ports whose calls are counted, and may be made to crash."""

from collections.abc import Callable
from typing import Any

from local.port_calls import sizes_of
from local.tally import Tally

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
