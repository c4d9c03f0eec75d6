"""Notices to colleagues on a laptop: they are kept, and nobody is told."""

from dataclasses import dataclass, field

from homing.services import ports


@dataclass
class MemoryNotices:
    """ports.Notices that keeps what it is told."""

    told: list[ports.Notice] = field(default_factory=list)

    def publish(self, notice: ports.Notice) -> None:
        """Keep one notice."""
        self.told.append(notice)
