"""What somebody's right to know and to be forgotten needs of the world."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from homing.domain.privacy import Belonging, ErasureProof, PrivacyRequest


class Belongings(Protocol):
    """Everything that the tables keep of people, found by keys alone."""

    def contacts(self, names: Sequence[str]) -> tuple[str, ...]:
        """The ids of those to whom aliases lead, and of everybody whom they were or proved to be."""

    def everybody(self) -> Iterator[str]:
        """The id of every contact: reads a whole table, and is asked only where all of it is to go."""

    def of(self, contact_ids: Sequence[str]) -> Iterator[Belonging]:
        """Every row about these contacts, which are one person; what leads to others comes last."""

    def forget(self, belongings: Sequence[Belonging]) -> None:
        """Delete rows, or leave of each only what it keeps."""


class PrivacyRequests(Protocol):
    """What was asked for and is not done yet, and the proofs of what is."""

    def put(self, request: PrivacyRequest) -> None:
        """Keep a request as it stands."""

    def pending(self) -> Sequence[PrivacyRequest]:
        """Every request that is not done, the oldest first."""

    def finish(self, request: PrivacyRequest) -> None:
        """Forget a request, and with it whom it names."""

    def prove(self, proof: ErasureProof) -> None:
        """Keep a proof; one of the same request takes its place."""

    def proofs(self) -> Sequence[ErasureProof]:
        """Every proof, the oldest first."""


class ErasedNames(Protocol):
    """Who was erased, by keyed hashes of their names."""

    def add(self, keys: Sequence[str], at: datetime) -> None:
        """Note that these names were erased."""

    def newest(self, keys: Sequence[str]) -> datetime | None:
        """When any of these names was last erased, None if never."""


class Holding(Protocol):
    """A place beside the tables where something about people lies: dead letters, archives, lists."""

    @property
    def name(self) -> str:
        """What the proof calls it."""

    def told(self, names: Sequence[str]) -> Iterable[Mapping[str, Any]]:
        """What lies there of a person of these names."""

    def forget(self, names: Sequence[str]) -> int:
        """Take out whatever names the person; how much that was."""

    def clear(self) -> int:
        """Take out everything; how much that was."""


class Exports(Protocol):
    """Where what was put together for a person lies until the shop hands it on."""

    def keep(self, name: str, text: str) -> str:
        """Keep a document; the place that says where it is."""
