"""What somebody's right to know and to be forgotten is served with on a laptop."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from homing.domain.enrollment import enrollment_id
from homing.services import ports
from homing.services.letters import LettersHolding

from local.memory.belongings import MemoryBelongings
from local.memory.exports import MemoryExports
from local.memory.privacy import MemoryErasedNames, MemoryPrivacyRequests
from local.memory.tables import MemoryTables
from local.queues import MemoryDeadLetters, MemoryQueue


class PrivacyNeighbours:
    """A part of the laptop's neighbours."""

    tables: MemoryTables
    id_secret: bytes
    queues: Callable[[], Mapping[str, MemoryQueue]]

    def _at_privacys_service(self) -> None:
        """Of these only what an event asks is counted; the others are too seldom asked to be in a bill."""
        tables = self.tables
        self.belongings: ports.Belongings = MemoryBelongings(
            tables, lambda workflow, key: enrollment_id(workflow, key, self.id_secret)
        )
        self.privacy_requests: ports.PrivacyRequests = MemoryPrivacyRequests(tables)
        self.erased_names: ports.ErasedNames = self._metered("erased_names", MemoryErasedNames(tables))
        self.exports = MemoryExports()

    def _metered(self, name: str, port: Any) -> Any:
        raise NotImplementedError

    @property
    def holdings(self) -> Sequence[ports.Holding]:
        """Where something about people lies beside the tables."""
        letters = (
            LettersHolding(f"dead letters of {name}", MemoryDeadLetters(queue), _body)
            for name, queue in self.queues().items()
        )
        return (*letters, self.exports)


def _body(letter: ports.Letter) -> bytes:
    return letter.body.encode("latin-1", "replace")
