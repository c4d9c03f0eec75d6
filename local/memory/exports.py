"""Exports on a laptop: they are kept in a dictionary, and are a place where something about people lies."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from homing.domain.naming import Naming


@dataclass
class MemoryExports:
    """ports.Exports and ports.Holding."""

    documents: dict[str, str] = field(default_factory=dict)
    name = "exports"

    def keep(self, name: str, text: str) -> str:
        self.documents[name] = text
        return f"memory:{name}"

    def told(self, names: Sequence[str]) -> Iterator[Any]:
        for text in self.documents.values():
            yield from Naming(names).told(text.encode())

    def forget(self, names: Sequence[str]) -> int:
        theirs = [
            name for name, text in self.documents.items() if Naming(names).without(text.encode()) is None
        ]
        for name in theirs:
            del self.documents[name]
        return len(theirs)

    def clear(self) -> int:
        """Take out everything; how much that was."""
        count = len(self.documents)
        self.documents.clear()
        return count
