"""One message before the send gate."""

from dataclasses import dataclass
from datetime import datetime

from homing.domain.channel import Channel
from homing.domain.condition import Condition
from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment
from homing.domain.facts import Facts
from homing.domain.ledger import Caps, Ledger
from homing.domain.schedule import Recipient, Window
from homing.domain.steps import EmailStep, RepeatStep, WaitStep
from homing.domain.suppression import SuppressionCause


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One message before the gate, with everything the verdict depends on.

    `repeat` is the repeat that its step stands in, `exits` the conditions that end its enrollment, `ahead`
    when the contact's messages are due that take their places of the day before it, `after` the wait for the
    next message of its dated series; `topic` is what its workflow is about, `soft_opt_in` the countries in
    which customers may be written to.
    """

    enrollment: Enrollment
    step: EmailStep
    wait: WaitStep | None
    due_at: datetime
    contact: Contact
    recipient: Recipient
    suppressions: frozenset[SuppressionCause]
    ledger: Ledger
    facts: Facts
    window: Window
    caps: Caps
    paused: bool = False
    channel: Channel = Channel.EMAIL
    number: str | None = None  # to text, E.164
    repeat: RepeatStep | None = None
    exits: tuple[Condition, ...] = ()
    ahead: tuple[datetime, ...] = ()
    topic: str | None = None
    soft_opt_in: frozenset[str] = frozenset()
    after: WaitStep | None = None
