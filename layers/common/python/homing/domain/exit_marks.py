"""Which exits an event concerns, and under which keys their marks stand."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from homing.domain.facts import carries
from homing.domain.keys import shared, text_of
from homing.domain.workflow import Workflow
from homing.domain.workflow_parts import Exit

LEFT = "left"
"""Of a contact: when they left the list. Beside the events' own marks, whose names begin with a capital."""


def concerning(workflow: Workflow, event: str, properties: Mapping[str, Any]) -> Sequence[Exit]:
    """The exits of a workflow that an event with these properties is meant by."""
    return [each for each in workflow.exit if each.event == event and carries(each.where, properties)]


def ends(exits: Sequence[Exit], properties: Mapping[str, Any], trigger: Mapping[str, Any]) -> bool:
    """Whether any of the exits that an event concerns ends what this trigger started."""
    return any(shared(each.match, properties, trigger) for each in exits)


def mark_key(exit_: Exit, contact_id: str, properties: Mapping[str, Any]) -> str:
    """Where an exit's mark stands: on the contact, or on the contact and what the exit asks for.

    `properties` are the event's, or the trigger's: what must be the same in both is in the key, and so is
    what the event must carry, or an order of one product would end what waits for another's.
    """
    if exit_.plain:
        return contact_id
    said = json.dumps(exit_.where, sort_keys=True, default=str)
    asked = "\n".join([said, *(f"{name}={text_of(properties.get(name))}" for name in exit_.match)])
    return f"{contact_id}#{hashlib.sha256(asked.encode()).hexdigest()[:32]}"


def matched_marks(
    workflow: Workflow, contact_id: str, trigger: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """(key, event) of every mark, beside the contact's and the cart's own, that refuses an enrollment."""
    for each in workflow.exit:
        if each.event is not None and not each.plain:
            yield mark_key(each, contact_id, trigger), each.event
