"""Which event ends a `wait_for`."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from homing.domain.facts import Deed, carries
from homing.domain.steps import WaitForStep

OF_THE_START = frozenset({"occurrence", "event", "time"})
"""What began the enrollment, which no later event changes."""


def is_awaited(step: WaitForStep, deed: Deed, trigger: Mapping[str, Any]) -> bool:
    """Whether a deed is the one: of that name, with what `where` says, and what `match` shares with the
    trigger; what the trigger does not have nothing can share.
    """
    shared = all(
        trigger.get(name) is not None and str(deed.properties.get(name)) == str(trigger[name])
        for name in step.match
    )
    return deed.name == step.event and shared and carries(step.where, deed.properties)


def laid_over(trigger: Mapping[str, Any], told: Mapping[str, Any]) -> Mapping[str, Any]:
    """What an enrollment knows once an awaited event came: a later step may wait for the date it brought."""
    return {**trigger, **{name: value for name, value in told.items() if name not in OF_THE_START}}


def first_awaited(
    step: WaitForStep, deeds: Iterable[Deed], trigger: Mapping[str, Any], since: datetime, until: datetime
) -> Deed | None:
    """The earliest deed that ends the wait: after it could begin, and not after it was over."""
    found = (deed for deed in deeds if since < deed.at <= until and is_awaited(step, deed, trigger))
    return min(found, key=lambda deed: deed.at, default=None)
