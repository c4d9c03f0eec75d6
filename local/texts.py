"""Text messages on a laptop: they are taken, and nobody's telephone rings."""

from dataclasses import dataclass, field
from datetime import datetime

from homing.services import ports


@dataclass
class MemoryTexts:
    """ports.TextMessages that keeps the texts, with the instant of each."""

    clock: ports.Clock
    sent: list[tuple[datetime, ports.OutgoingText]] = field(default_factory=list)

    def send(self, text: ports.OutgoingText) -> str:
        """Take one text; its id."""
        self.sent.append((self.clock.now(), text))
        return f"text-{len(self.sent)}"
