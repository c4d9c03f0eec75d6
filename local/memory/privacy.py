"""In-memory requests of people about themselves, proofs of erasures, and who was erased."""

from collections.abc import Sequence
from datetime import datetime

from homing.domain.privacy import ErasureProof, PrivacyRequest

from local.memory.tables import Store


class MemoryPrivacyRequests(Store):
    """Requests and proofs by id."""

    def put(self, request: PrivacyRequest) -> None:
        self._tables.privacy_requests[request.id] = request

    def pending(self) -> Sequence[PrivacyRequest]:
        return sorted(self._tables.privacy_requests.values(), key=lambda each: (each.asked_at, each.id))

    def finish(self, request: PrivacyRequest) -> None:
        self._tables.privacy_requests.pop(request.id, None)

    def prove(self, proof: ErasureProof) -> None:
        self._tables.proofs[proof.id] = proof

    def proofs(self) -> Sequence[ErasureProof]:
        return sorted(self._tables.proofs.values(), key=lambda each: (each.asked_at, each.id))


class MemoryErasedNames(Store):
    """The newest erasure of each key."""

    def add(self, keys: Sequence[str], at: datetime) -> None:
        self._tables.erased |= dict.fromkeys(keys, at)

    def newest(self, keys: Sequence[str]) -> datetime | None:
        return max((self._tables.erased[each] for each in keys if each in self._tables.erased), default=None)
