"""Lets whoever was asked by mail confirm that they signed up: to look changes nothing, to post counts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from homing.domain.confirmation import Request, Standing
from homing.domain.consent import ConsentSource, ConsentState
from homing.domain.contact import Contact
from homing.domain.errors import UnknownLink
from homing.domain.events import EventName
from homing.domain.evidence import Evidence
from homing.domain.message import MessageId
from homing.domain.pages import Page
from homing.domain.rules import Rules
from homing.domain.suppression import address_key
from homing.domain.time import iso
from homing.services import ports
from homing.services.page_events import Shown, event_id, tell

AGAIN = "again"
"""The field of the button that asks for a new mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    message: MessageId
    contact: Contact
    request: Request
    locale: str


class Confirm:
    """What stands behind the page for double opt-in."""

    def __init__(
        self,
        *,
        clock: ports.Clock,
        contacts: ports.Contacts,
        enrollments: ports.Enrollments,
        links: ports.Links,
        queue: ports.EventQueue,
        rules: Rules,
        id_secret: bytes,
    ) -> None:
        self._clock = clock
        self._contacts = contacts
        self._enrollments = enrollments
        self._links = links
        self._queue = queue
        self._rules = rules
        self._id_secret = id_secret

    def look(self, token: str) -> Shown:
        """The page behind a link, which changes nothing.

        Raises:
            UnknownLink: we did not write that link, or who it was for is not known any more.
        """
        reader = self._reader(token)
        return _page(reader, self._standing(reader, self._clock.now()))

    def take(self, token: str, form: Mapping[str, str], seen: Evidence) -> Shown:
        """Confirm, or ask for a new mail where the link has expired; raises as `look` does.

        `seen` is what the request itself shows: from where it came, and by which program.
        """
        reader, now = self._reader(token), self._clock.now()
        match self._standing(reader, now):
            case Standing.OPEN | Standing.DONE if AGAIN not in form:
                self._tell_confirmed(reader, seen, now)
                return _shown(reader, "confirmed")
            case Standing.EXPIRED if AGAIN in form:
                self._tell_again(reader, seen, now)
                return _shown(reader, "confirm_again")
            case standing:
                return _page(reader, standing)

    def _reader(self, token: str) -> _Reader:
        read = self._links.read(token, Page.CONFIRM)
        contact = self._contacts.get(read.contact_id) if read else None
        enrollment = self._enrollments.get(read.message.enrollment) if read else None
        request = Request.told(enrollment.trigger) if enrollment is not None else None
        if read is None or contact is None or request is None:
            raise UnknownLink
        return _Reader(
            message=read.message, contact=contact, request=request, locale=self._rules.locale(contact)
        )

    def _standing(self, reader: _Reader, now: datetime) -> Standing:
        email = reader.contact.email
        address = address_key(email, self._id_secret) if email is not None else None
        return reader.request.standing(reader.contact, address, now)

    def _tell_confirmed(self, reader: _Reader, seen: Evidence, now: datetime) -> None:
        told = {"state": ConsentState.SUBSCRIBED, "source": ConsentSource.CONFIRMATION}
        # Whoever presses twice has confirmed once.
        self._tell(EventName.SUBSCRIPTION_CONFIRMED, str(reader.message), told, reader, seen, now)

    def _tell_again(self, reader: _Reader, seen: Evidence, now: datetime) -> None:
        told = {"state": ConsentState.PENDING, "source": reader.request.source}
        once = f"{reader.message} {iso(now)[:16]}"
        self._tell(EventName.CONFIRMATION_MAIL_REQUESTED, once, told, reader, seen, now)

    def _tell(
        self,
        name: EventName,
        once: str,
        told: Mapping[str, str],
        reader: _Reader,
        seen: Evidence,
        now: datetime,
    ) -> None:
        evidence = reader.request.evidence(
            f"/{Page.CONFIRM}", str(reader.message), replace(seen, locale=reader.locale)
        )
        consent = {**told, "evidence": {key: value for key, value in asdict(evidence).items() if value}}
        body = {"contact": reader.contact.id, "properties": {}, "consent": consent}
        tell(self._queue, name, body, event_id(f"{name} {once}"), now)


def _page(reader: _Reader, standing: Standing) -> Shown:
    match standing:
        case Standing.OPEN:
            return _shown(reader, "confirm", wording=_read_out(reader.request))
        case Standing.DONE:
            return _shown(reader, "confirmed")
        case Standing.EXPIRED:
            return _shown(reader, "confirm_expired")
        case Standing.VOID:
            return _shown(reader, "confirm_void")


def _read_out(request: Request) -> str | None:
    """The words that a form showed; whoever calls the API may write anything, which no page repeats."""
    return request.wording if request.source is ConsentSource.FORM else None


def _shown(reader: _Reader, page: str, **context: object) -> Shown:
    return Shown(page=page, locale=reader.locale, context=context)
