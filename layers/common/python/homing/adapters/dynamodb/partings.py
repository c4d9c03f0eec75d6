"""Everything that is true once somebody has left, as one transaction over the tables it stands in."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from homing.adapters.dynamodb.consent_rows import change_of_profile, entry_actions
from homing.adapters.dynamodb.due_index import all_due_actions
from homing.adapters.dynamodb.enrollment_rows import enrollment_key, still_at
from homing.adapters.dynamodb.figures import count_actions
from homing.adapters.dynamodb.marks import left_action
from homing.adapters.dynamodb.messages import message_put
from homing.adapters.dynamodb.occupancy import all_move_actions
from homing.adapters.dynamodb.profiles import STAYED, ledger_key, profile_key
from homing.adapters.dynamodb.table import Table
from homing.adapters.dynamodb.transactions import together
from homing.domain.consent import WITHDRAWN
from homing.domain.consent_ledger import ConsentChange
from homing.domain.enrollment import Enrollment, EnrollmentState
from homing.services.ports import Parting

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The tables that leaving writes to."""

    contacts: Table
    figures: Table
    enrollments: Table
    schedule: Table


def leave(places: Places, contact_id: str, parting: Parting) -> bool:
    """Write all of it; False, and nothing is written, if any of it is no longer as it was read."""
    ends = [(known, replace(known, state=EnrollmentState.EXITED)) for known in parting.ends]
    actions = consent_actions(places.contacts, contact_id, parting.change)
    if parting.left is not None:
        actions.append(left_action(places.contacts, contact_id, parting.left))
    actions += [_end(places.enrollments, known, parting) for known in parting.ends]
    actions += all_move_actions(places.enrollments, ends)
    actions += [message_put(places.enrollments, skipped, None) for skipped in parting.skips]
    actions += all_due_actions(places.schedule, parting.due)
    actions += count_actions(places.figures, parting.counts)
    return not together(places.contacts.client, actions)


def consent_actions(
    contacts: Table, contact_id: str, change: ConsentChange
) -> "list[TransactWriteItemTypeDef]":
    """What a transaction does to change one permission and append its entry.

    A withdrawal also numbers what the contact was sent anew: the claim of a message names that number, so
    that what was judged before the withdrawal is judged again, at no cost to any other mail.
    """
    actions = [change_of_profile(contacts, profile_key(contact_id), change, STAYED)]
    actions += entry_actions(contacts, contact_id, change.entry)
    if change.entry is None or change.entry.state in WITHDRAWN:
        actions.append(contacts.update(ledger_key(contact_id), add={"revision": 1}))
    return actions


def _end(enrollments: Table, known: Enrollment, parting: Parting) -> "TransactWriteItemTypeDef":
    end = {"state": EnrollmentState.EXITED, "ended_at": parting.at, "end_reason": parting.reason}
    return enrollments.update(enrollment_key(known.id), still_at(known), assign=end)
