"""What the use cases have around them: AWS, unless other neighbours were installed."""

from typing import TYPE_CHECKING

from homing.neighbours import Neighbours

if TYPE_CHECKING:
    from homing.settings import Settings

_installed: list[Neighbours] = []


def install(neighbours: Neighbours | None) -> None:
    """Put other neighbours in AWS's place; None takes them out."""
    _installed[:] = [neighbours] if neighbours is not None else []


def neighbours_of(settings: "type[Settings]") -> Neighbours:
    """What a function has around it, as its settings class names it."""
    if _installed:
        return _installed[0]
    from homing.adapters.aws import AwsNeighbours  # noqa: PLC0415 - a laptop needs no boto3

    return AwsNeighbours(settings.read())
