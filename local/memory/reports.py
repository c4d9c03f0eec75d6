"""Reports on a laptop: files in a dictionary."""

from dataclasses import dataclass, field


@dataclass
class MemoryReports:
    """ports.reports.ReportFiles."""

    files: dict[str, str] = field(default_factory=dict)

    def keep(self, name: str, text: str) -> None:
        """Keep a file, in place of one of that name."""
        self.files[name] = text

    def keep_first(self, name: str, text: str) -> bool:
        """Keep a file unless one of that name is there; whether it was kept."""
        if name in self.files:
            return False
        self.files[name] = text
        return True

    def drop(self, name: str) -> None:
        """Take a file away again."""
        self.files.pop(name, None)
