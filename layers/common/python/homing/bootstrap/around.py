"""What the use cases have around them: AWS, unless other neighbours were installed."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from homing.neighbours import Neighbours

if TYPE_CHECKING:
    from homing.settings import Settings

Told = Callable[[], "Settings"]
"""Reads what one function is told by its environment."""

_installed: list[Callable[[Told], Neighbours]] = []


def install(make: Callable[[Told], Neighbours] | None) -> None:
    """Ask `make` for the neighbours of each function from now on; None lets it be AWS again."""
    _installed[:] = [make] if make is not None else []


def installed() -> Callable[[Told], Neighbours] | None:
    """Who makes them now; None where it is AWS."""
    return _installed[0] if _installed else None


def neighbours_of(settings: "type[Settings]") -> Neighbours:
    """What a function has around it, as its settings class names it."""
    if _installed:
        return _installed[0](settings.read)
    from homing.adapters.aws import AwsNeighbours  # noqa: PLC0415 - a laptop needs no boto3

    return AwsNeighbours(settings.read())
