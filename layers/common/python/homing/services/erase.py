"""Erases somebody: everything about them, everywhere, in two looks an hour apart, with a proof."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from homing.domain.consent import ConsentSource, ConsentState, ConsentStatement
from homing.domain.enrollment import ExitReason
from homing.domain.privacy import (
    SECOND_LOOK,
    ErasureProof,
    PrivacyRequest,
    name_key,
    names_in,
)
from homing.domain.suppression import Suppression, SuppressionCause
from homing.domain.time import Stamp
from homing.services import ports
from homing.services.consents import Consents
from homing.services.exits import Exits

LOOKS = 2
_AT_ONCE = 100
_EMAIL = "email#"


class Erase:
    """Goes through everything once; every step may be done again, so that a crash anywhere is made up for.

    The names come first: whatever is under way about the person is known from then on to tell of somebody who
    was erased. What leads to other rows goes last, and the request keeps the contacts that were found.
    """

    def __init__(
        self,
        *,
        contacts: ports.Contacts,
        belongings: ports.Belongings,
        requests: ports.PrivacyRequests,
        erased_names: ports.ErasedNames,
        suppressions: ports.Suppressions,
        holdings: Callable[[], Sequence[ports.Holding]],
        consents: Consents,
        exits: Exits,
        secret: bytes,
    ) -> None:
        self._contacts = contacts
        self._belongings = belongings
        self._requests = requests
        self._erased_names = erased_names
        self._suppressions = suppressions
        self._holdings = holdings
        self._consents = consents
        self._exits = exits
        self._secret = secret

    def __call__(self, request: PrivacyRequest, now: datetime, *, elsewhere: bool = True) -> ErasureProof:
        """Go through everything once more, or through the tables alone; the proof as it stands now."""
        request = self._known(request, now)
        for contact_id in request.contacts:
            self._leave(contact_id, request, now)
        self._keep_away(request, now)
        rows = Counter(request.rows)
        theirs = iter(self._belongings.of(request.contacts))
        while some := list(islice(theirs, _AT_ONCE)):
            self._belongings.forget(some)
            rows.update(each.kind for each in some)
        for holding in self._holdings() if elsewhere else ():
            rows[holding.name] += holding.forget(request.names)
        request = replace(request, looks=request.looks + 1, begins_at=now + SECOND_LOOK, rows={**+rows})
        proof = self._proof(request)
        self._requests.prove(proof)
        if request.looks < LOOKS:
            self._requests.put(request)
        else:
            self._requests.finish(request)
        return proof

    def _known(self, request: PrivacyRequest, now: datetime) -> PrivacyRequest:
        """The request with everybody it is about and all their names, kept before anything is deleted."""
        erased_at = request.erased_at or now
        ids = tuple(sorted({*request.contacts, *self._belongings.contacts(request.names)}))
        ids = tuple(each for each in ids if not self._came_back(each, request))
        names = sorted({*request.names, *names_in(self._belongings.of(ids))})
        request = replace(request, contacts=ids, names=tuple(names), erased_at=erased_at)
        self._requests.put(request)
        self._erased_names.add([name_key(each, self._secret) for each in names], erased_at)
        return request

    def _came_back(self, contact_id: str, request: PrivacyRequest) -> bool:
        """Whether somebody is known anew since the first look, which is no reason to forget them again."""
        found = self._contacts.row(contact_id)
        if request.erased_at is None or found is None or found.first_seen is None:
            return False
        return found.first_seen.at > request.erased_at

    def _leave(self, contact_id: str, request: PrivacyRequest, now: datetime) -> None:
        """End what runs, and take them off the list."""
        self._exits.everything(contact_id, ExitReason.ERASED, now)
        contact = self._contacts.row(contact_id)
        if contact is not None and contact.moved_to is None:
            time = Stamp(now, now)
            said = ConsentStatement(state=ConsentState.REDACTED, source=ConsentSource.ERASURE, time=time)
            self._consents.change(contact, said, f"erase/{request.id}", now)

    def _keep_away(self, request: PrivacyRequest, now: datetime) -> None:
        """Keep marketing away from their addresses, known or not, until they ask for it again themselves."""
        since = request.erased_at or now
        for email in (each.removeprefix(_EMAIL) for each in request.names if each.startswith(_EMAIL)):
            lifted = self._suppressions.lifted(email)
            if not any(each.cause is SuppressionCause.ERASURE and each.at > since for each in lifted):
                cause = Suppression(cause=SuppressionCause.ERASURE, since=since)
                self._suppressions.add(email, cause, ())

    def _proof(self, request: PrivacyRequest) -> ErasureProof:
        return ErasureProof(
            id=request.id,
            asked_by=request.asked_by,
            asked_at=request.asked_at,
            erased_at=request.erased_at or request.asked_at,
            looks=request.looks,
            rows=request.rows,
            names=tuple(sorted(name_key(each, self._secret) for each in request.names)),
        )
