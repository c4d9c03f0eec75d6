"""Requests of people about themselves, the proofs of erasures, and who was erased."""

from collections.abc import Sequence
from datetime import datetime

from homing.adapters.dynamodb.items import dump, expiry, instant, load
from homing.adapters.dynamodb.table import Key, Table
from homing.adapters.dynamodb.transactions import alone
from homing.domain.kept_beside import ERASED, PROOF
from homing.domain.privacy import ErasureProof, PrivacyRequest
from homing.domain.time import parse_iso

_REQUESTS, _PROOFS = "requests", "proofs"


class PrivacyRequests:
    """ports.PrivacyRequests over the schedule table: few, and all in one partition."""

    def __init__(self, *, schedule: Table) -> None:
        self._table = schedule

    def put(self, request: PrivacyRequest) -> None:
        """Keep a request as it stands."""
        alone(self._table.client, self._table.put(Key(_REQUESTS, request.id), dump(request)))

    def pending(self) -> Sequence[PrivacyRequest]:
        """Every request that is not done, the oldest first."""
        found = (load(PrivacyRequest, item) for item in self._table.query(_REQUESTS))
        return sorted(found, key=lambda each: (each.asked_at, each.id))

    def finish(self, request: PrivacyRequest) -> None:
        """Forget a request, and with it whom it names."""
        alone(self._table.client, self._table.delete(Key(_REQUESTS, request.id)))

    def prove(self, proof: ErasureProof) -> None:
        """Keep a proof; one of the same request takes its place."""
        key = Key(_PROOFS, f"{instant(proof.asked_at)} {proof.id}")
        item = {**dump(proof), **expiry(proof.erased_at, PROOF.lifetime)}
        alone(self._table.client, self._table.put(key, item))

    def proofs(self) -> Sequence[ErasureProof]:
        """Every proof, the oldest first."""
        return [load(ErasureProof, item) for item in self._table.query(_PROOFS)]


class ErasedNames:
    """ports.ErasedNames over the events table."""

    def __init__(self, *, events: Table) -> None:
        self._table = events

    def add(self, keys: Sequence[str], at: datetime) -> None:
        """Note that these names were erased."""
        for key in keys:
            item = {"at": instant(at), **expiry(at, ERASED.lifetime)}
            alone(self._table.client, self._table.put(_key(key), item))

    def newest(self, keys: Sequence[str]) -> datetime | None:
        """When any of these names was last erased, None if never."""
        found = self._table.get_all(_key(each) for each in keys)
        return max((parse_iso(item["at"]) for item in found.values()), default=None)


def _key(key: str) -> Key:
    return Key(f"erased#{key}")
