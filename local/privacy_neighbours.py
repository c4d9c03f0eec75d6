"""What somebody's right to know and to be forgotten is served with on a laptop."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from homing.domain.enrollment import enrollment_id
from homing.services import ports
from homing.services.letters import LettersHolding

from local.memory.belongings import MemoryBelongings
from local.memory.exports import MemoryExports
from local.memory.privacy import MemoryErasedNames, MemoryPrivacyRequests
from local.memory.reports import MemoryReports
from local.memory.tables import MemoryTables
from local.queues import MemoryDeadLetters, MemoryQueue


class ListHolding:
    """ports.Holding over the laptop's stand-in for SES's list."""

    name = "list of SES"

    def __init__(self, account_list: Any) -> None:
        self._list = account_list

    def told(self, names: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        return [{"reason": self._list.listed[each].cause.value} for each in self._theirs(names)]

    def forget(self, names: Sequence[str]) -> int:
        theirs = self._theirs(names)
        for email in theirs:
            self._list.drop(email)
        return len(theirs)

    def clear(self) -> int:
        """Leave it, as AWS's is left: it is the account's."""
        return 0

    def _theirs(self, names: Sequence[str]) -> list[str]:
        emails = (each.removeprefix("email#") for each in names)
        return [each for each in emails if each in self._list.listed]


class PrivacyNeighbours:
    """A part of the laptop's neighbours."""

    tables: MemoryTables
    id_secret: bytes
    queues: Callable[[], Mapping[str, MemoryQueue]]
    account_list: Any

    def _at_privacys_service(self) -> None:
        """Of these only what an event asks is counted; the others are too seldom asked to be in a bill."""
        tables = self.tables
        self.belongings: ports.Belongings = MemoryBelongings(
            tables, lambda workflow, key: enrollment_id(workflow, key, self.id_secret)
        )
        self.privacy_requests: ports.PrivacyRequests = MemoryPrivacyRequests(tables)
        self.erased_names: ports.ErasedNames = self._metered("erased_names", MemoryErasedNames(tables))
        self.exports = MemoryExports()
        self.report_files = MemoryReports()

    def _metered(self, name: str, port: Any) -> Any:
        raise NotImplementedError

    @property
    def holdings(self) -> Sequence[ports.Holding]:
        """Where something about people lies beside the tables."""
        letters = (
            LettersHolding(f"dead letters of {name}", MemoryDeadLetters(queue), _body)
            for name, queue in self.queues().items()
        )
        return (*letters, self.exports, ListHolding(self.account_list))


def _body(letter: ports.Letter) -> bytes:
    return letter.body.encode("latin-1", "replace")
