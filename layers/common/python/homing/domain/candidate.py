"""One message before the send gate."""

from dataclasses import dataclass
from datetime import datetime

from homing.domain.caps import Caps, Limit
from homing.domain.channel import Channel
from homing.domain.condition import Condition
from homing.domain.contact import Contact
from homing.domain.enrollment import Enrollment
from homing.domain.facts import Facts
from homing.domain.free import Ahead
from homing.domain.ledger import Ledger
from homing.domain.restraint import own_limits
from homing.domain.schedule import Recipient
from homing.domain.steps import EmailStep, RepeatStep, WaitStep
from homing.domain.suppression import SuppressionCause
from homing.domain.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One message before the gate, with everything the verdict depends on.

    `repeat` is the repeat that its step stands in, `exits` the conditions that end its enrollment, `ahead`
    the contact's messages that take their places under the caps before it, `after` the wait for the next
    message of its dated series; `topic` is what its workflow is about, `soft_opt_in` the countries in
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
    ahead: tuple[Ahead, ...] = ()
    topic: str | None = None
    soft_opt_in: frozenset[str] = frozenset()
    after: WaitStep | None = None

    @property
    def tallies(self) -> tuple[str, ...]:
        """What it is counted as under the caps."""
        return self.caps.tallies(self.channel, self.topic)

    @property
    def limits(self) -> tuple[Limit, ...]:
        """The limits that hold for it, if it is marketing."""
        return (*self.caps.on(self.tallies), *own_limits(self.contact))
