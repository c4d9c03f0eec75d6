"""Whose mails tell of opens: the shop's rule by country, and the contact's own word."""

from enum import StrEnum

from pydantic import Field

from homing.domain.contact import Contact
from homing.domain.shop_fields import Country, Part
from homing.domain.statement import WITHDRAWN


class Opens(StrEnum):
    """Whose mails carry the pixel that tells of an open."""

    ALL = "all"
    CONSENTED = "consented"
    OFF = "off"


class Tracking(Part):
    """Open tracking, and where it differs; and whether mails hold a link that only machines follow.

    `trap_link` is off unless a shop asks for it: Google's guidelines for senders warn that hidden content
    may take a mail to the spam folder (support.google.com/mail/answer/81126), which costs every reader what
    it tells of a few scanners.
    """

    opens: Opens = Opens.ALL
    by_country: dict[Country, Opens] = Field(default_factory=dict)
    trap_link: bool = False

    def opens_in(self, country: str | None) -> Opens:
        """The rule for a contact of this country."""
        return self.by_country.get(country or "", self.opens)

    def tells_of(self, contact: Contact) -> bool:
        """Whether a mail to this contact tells of its opens; who said no is never asked by a picture."""
        if refused(contact):
            return False
        rule = self.opens_in(contact.country)
        return rule is Opens.ALL or (rule is Opens.CONSENTED and contact.tracking.granted)


def refused(contact: Contact) -> bool:
    """Whether the contact said that nobody shall see what they open."""
    return contact.tracking.state in WITHDRAWN
