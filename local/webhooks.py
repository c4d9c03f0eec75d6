"""Other people's servers on a laptop: they take everything, and nobody is called."""

from dataclasses import dataclass, field
from datetime import datetime

from homing.services import ports


@dataclass
class MemoryWebhooks:
    """ports.Webhooks that keeps the calls, with the instant of each."""

    clock: ports.Clock
    calls: list[tuple[datetime, ports.OutgoingCall]] = field(default_factory=list)

    def call(self, call: ports.OutgoingCall) -> ports.CallAnswer:
        """Take one call."""
        self.calls.append((self.clock.now(), call))
        return ports.CallAnswer(status=204)
