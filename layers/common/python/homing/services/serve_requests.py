"""Does what people asked for about themselves: every hour whatever has come, and an erasure's second look."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from homing.domain.privacy import BEFORE_A_SHOP, SECOND_LOOK, Ask, ErasureProof, PrivacyRequest, name_key
from homing.services import ports
from homing.services.erase import LOOKS, Erase
from homing.services.export import Export

A_RUN = timedelta(minutes=10)
"""No run goes on longer; what is left is done by the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What a run did."""

    exported: int = 0
    erased: int = 0
    waiting: int = 0


class ServeRequests:
    """One after another, the oldest first; one that fails holds up none behind it."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        requests: ports.PrivacyRequests,
        belongings: ports.Belongings,
        holdings: Callable[[], Sequence[ports.Holding]],
        exports: ports.Exports,
        notices: ports.Notices,
        export: Export,
        erase: Erase,
        secret: bytes,
        colleague: str,
    ) -> None:
        self._clock = clock
        self._requests = requests
        self._belongings = belongings
        self._holdings = holdings
        self._exports = exports
        self._notices = notices
        self._export = export
        self._erase = erase
        self._secret = secret
        self._colleague = colleague

    def __call__(self) -> Served:
        """Do whatever is to be done by now.

        Raises:
            ExceptionGroup: requests that failed; they are tried again in an hour.
        """
        started = self._clock.now()
        served, failures = Served(), []
        for request in map(self._announced, self._requests.pending()):
            now = self._clock.now()
            if request.begins_at > now or now - started > A_RUN:
                served = replace(served, waiting=served.waiting + 1)
                continue
            try:
                served = self._do(request, served, started)
            except Exception as error:
                failures.append(error)
        if failures:
            raise ExceptionGroup(f"{len(failures)} privacy requests failed", failures)
        return served

    def _do(self, request: PrivacyRequest, served: Served, started: datetime) -> Served:
        now = self._clock.now()
        match request.ask:
            case Ask.EXPORT:
                self._hand_out(request, now)
                return replace(served, exported=served.exported + 1)
            case Ask.ERASE:
                self._erase(request, now)
                return replace(served, erased=served.erased + 1)
            case Ask.ERASE_SHOP:
                return replace(served, erased=served.erased + self._everybody(request, started))

    def _hand_out(self, request: PrivacyRequest, now: datetime) -> None:
        told = self._export(request.names, now) or {"made_at": now.isoformat(), "kept": {}}
        text = json.dumps(told, indent=2, sort_keys=True, default=plain, ensure_ascii=False)
        place = self._exports.keep(f"{request.id}.json", text)
        due = request.asked_at + timedelta(days=30)
        self._tell(
            "A customer asks what is kept of them",
            f"It lies at {place}. Hand it on to them by {due:%Y-%m-%d}; it is deleted after 30 days.",
        )
        self._requests.finish(request)

    def _announced(self, request: PrivacyRequest) -> PrivacyRequest:
        """Tell the colleagues first, if everybody will be erased, and how to stop it."""
        if request.ask is not Ask.ERASE_SHOP or request.looks > 0:
            return request
        self._tell(
            "The shop asks for the erasure of everybody",
            f"Shopify sent shop/redact, as it does two days after the app was removed. From "
            f"{request.asked_at + BEFORE_A_SHOP:%Y-%m-%d %H:%M} UTC on all contacts are erased. "
            f"If that must not be: homing requests --stop {request.id}",
        )
        told = replace(request, looks=1)
        self._requests.put(told)
        return told

    def _everybody(self, request: PrivacyRequest, started: datetime) -> int:
        """Erase as many as there is time for; who is erased is not found again, so the next run goes on."""
        erased = 0
        for contact_id in self._belongings.everybody():
            now = self._clock.now()
            if now - started > A_RUN:
                return erased
            one = replace(request, id=f"{request.id}-{contact_id}", contacts=(contact_id,), looks=LOOKS - 1)
            rows = self._erase(one, now, elsewhere=False).rows
            request = replace(request, rows={**request.rows, "people": request.rows.get("people", 0) + 1})
            erased += bool(rows)
            self._requests.put(request)
        cleared = {each.name: each.clear() for each in self._holdings()}
        now = self._clock.now()
        request = replace(request, looks=request.looks + 1, rows={**request.rows, **cleared})
        self._requests.prove(
            ErasureProof(
                id=request.id,
                asked_by=request.asked_by,
                asked_at=request.asked_at,
                erased_at=now,
                looks=request.looks,
                rows=request.rows,
                names=(name_key("everybody", self._secret),),
            )
        )
        if request.looks > LOOKS:
            self._requests.finish(request)
        else:
            self._requests.put(replace(request, begins_at=now + SECOND_LOOK))
        return erased

    def _tell(self, subject: str, body: str) -> None:
        self._notices.publish(
            ports.Notice(colleague=self._colleague, workflow="privacy", subject=subject, body=body)
        )


def plain(value: object) -> object:
    """What JSON has no word for: sets in order, numbers and instants as their text."""
    return sorted(value) if isinstance(value, set | frozenset) else str(value)
